//! `bcgc verify`: judges a certificate.

use std::fs::File;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bcgc::internals::wording::reason;
use bcgc_verify::{Clock, judge_file};
use clap::Args;

use super::failure::Failure;
use super::{destination, values};

/// Judge a certificate: exit status 0 accepted, 1 rejected, 2 not a certificate, 3 not decided within the limits
#[derive(Debug, Args)]
pub struct Arguments {
    /// The certificate; traces that it names are looked for beside it
    file: PathBuf,
    /// Seconds after which it is given up undecided
    #[arg(long, value_name = "S", default_value = "600", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let file = &arguments.file;
    File::open(file)
        .map_err(|error| Failure::Input(format!("{}: cannot be read: {}", file.display(), reason(&error))))?;
    let clock = Clock::start(Duration::try_from_secs_f64(arguments.time_limit).ok());
    match judge_file(&arguments.file, &clock) {
        Ok(accepted) => {
            let lines: String = accepted.claims.iter().map(|claim| format!("accepted: {claim}\n")).collect();
            destination::print(&lines)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            destination::print(&format!("{}: {refusal}\n", arguments.file.display()))?;
            Ok(ExitCode::from(refusal.kind.exit_status()))
        }
    }
}
