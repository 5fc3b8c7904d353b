//! `bcgc verify`: judges a certificate.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bcgc::internals::wording::reason;
use bcgc_verify::{Clock, judge, judge_file};
use clap::Args;

use super::failure::Failure;
use super::{destination, interrupt, standard_input, values};

/// Judge a certificate: exit status 0 accepted, 1 rejected, 2 not a certificate, 3 not decided within the limits
#[derive(Debug, Args)]
pub struct Arguments {
    /// The certificate, - for standard input; traces that it names are looked for beside it, or in the current folder
    file: PathBuf,
    /// Seconds after which it is given up undecided
    #[arg(long, value_name = "S", default_value = "600", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (file, limit) = (&arguments.file, Duration::try_from_secs_f64(arguments.time_limit).ok());
    let shown = standard_input::label(file);
    interrupt::ends(move || format!("{shown}: it was stopped before it was judged"));
    let judged = if standard_input::is(file) {
        let text = standard_input::text("FILE")?;
        judge(text.as_bytes(), Some(Path::new("")), &Clock::start(limit))
    } else {
        File::open(file).map_err(|error| {
            Failure::Input(format!("{}: cannot be read: {}", file.display(), reason(&error)))
        })?;
        judge_file(file, &Clock::start(limit))
    };
    match judged {
        Ok(accepted) => {
            let lines: String = accepted.claims.iter().map(|claim| format!("accepted: {claim}\n")).collect();
            destination::print(&lines)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            destination::print(&format!("{}: {refusal}\n", standard_input::label(file)))?;
            Ok(ExitCode::from(refusal.kind.exit_status()))
        }
    }
}
