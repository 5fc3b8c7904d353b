//! `bcgc-verify FILE`: judges one certificate. Exit status 0 accepted, 1 rejected, 2 not a certificate (or
//! bad arguments), 3 could not be verified within the limits.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bcgc_verify::{Clock, judge_file};

const USAGE: &str = "usage: bcgc-verify [--time-limit SECONDS] FILE
Judges a certificate, as bcgc solve --certificate FILE writes it. Exit status: 0 accepted, 1 rejected,
2 not a certificate, 3 could not be verified within the limits. The time limit is 600 seconds by default.";
const DEFAULT_SECONDS: u64 = 600;

fn main() -> ExitCode {
    match arguments(std::env::args_os().skip(1).collect()) {
        Ok(None) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Ok(Some((file, seconds))) => run(&file, seconds),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// The file and the seconds, or nothing where help was asked for.
fn arguments(arguments: Vec<OsString>) -> Result<Option<(PathBuf, u64)>, String> {
    let mut seconds = DEFAULT_SECONDS;
    let mut file = None;
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "--help" || argument == "-h" {
            return Ok(None);
        } else if argument == "--time-limit" {
            let value = rest.next().and_then(|value| value.to_str()?.parse().ok());
            seconds = value.ok_or("--time-limit needs a whole number of seconds")?;
        } else if file.replace(PathBuf::from(argument)).is_some() {
            return Err(USAGE.to_owned());
        }
    }
    file.map(|file| Some((file, seconds))).ok_or_else(|| USAGE.to_owned())
}

fn run(file: &Path, seconds: u64) -> ExitCode {
    match judge_file(file, &Clock::start(Some(Duration::from_secs(seconds)))) {
        Ok(accepted) => {
            for claim in accepted.claims {
                println!("accepted: {claim}");
            }
            for line in accepted.subject {
                println!("{line}");
            }
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            println!("{refusal}");
            ExitCode::from(refusal.kind.exit_status())
        }
    }
}
