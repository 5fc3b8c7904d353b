//! `bcgc verify`: judges a certificate.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use bcgc_verify::{Clock, judge_file};
use clap::Args;

use super::destination;
use super::failure::Failure;

/// Judge a certificate: exit status 0 accepted, 1 rejected, 2 not a certificate, 3 not decided within the limits
#[derive(Debug, Args)]
pub struct Arguments {
    /// The certificate; traces that it names are looked for beside it
    file: PathBuf,
    /// Seconds after which it is given up undecided
    #[arg(long, value_name = "S", default_value = "600", value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: u64,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let clock = Clock::start(Some(Duration::from_secs(arguments.time_limit)));
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
