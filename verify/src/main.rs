//! `bcgc-verify FILE`: judges one certificate. Exit status 0 accepted, 1 rejected, 2 not a certificate (or
//! bad arguments), 3 could not be verified within the limits.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bcgc_verify::{Clock, judge_file};

mod export;

const USAGE: &str = "usage: bcgc-verify [--time-limit SECONDS] FILE
       bcgc-verify [--time-limit SECONDS] --words FOLDER FILE...
Judges a certificate, as bcgc solve --certificate FILE writes it. Exit status: 0 accepted, 1 rejected,
2 not a certificate, 3 could not be verified within the limits. The time limit is 600 seconds by default.
With --words, writes the claims that the verified checker (proofs/checker) can judge, in its words, to
FOLDER/accept or FOLDER/reject, as they are judged here. Exit status: 0, or 2 if one cannot be written.";
const DEFAULT_SECONDS: u64 = 600;

/// What is asked for.
enum Command {
    Help,
    Judge { file: PathBuf, seconds: u64 },
    Export { folder: PathBuf, files: Vec<PathBuf>, seconds: u64 },
}

fn main() -> ExitCode {
    match arguments(std::env::args_os().skip(1).collect()) {
        Ok(Command::Help) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Ok(Command::Judge { file, seconds }) => run(&file, seconds),
        Ok(Command::Export { folder, files, seconds }) => match export::run(&folder, &files, seconds) {
            Ok(written) => {
                println!("{written}");
                ExitCode::SUCCESS
            }
            Err(message) => {
                eprintln!("{message}");
                ExitCode::from(2)
            }
        },
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn arguments(arguments: Vec<OsString>) -> Result<Command, String> {
    let mut seconds = DEFAULT_SECONDS;
    let (mut folder, mut files) = (None, Vec::new());
    let mut rest = arguments.into_iter();
    while let Some(argument) = rest.next() {
        if argument == "--help" || argument == "-h" {
            return Ok(Command::Help);
        } else if argument == "--time-limit" {
            let value = rest.next().and_then(|value| value.to_str()?.parse().ok());
            seconds = value.ok_or("--time-limit needs a whole number of seconds")?;
        } else if argument == "--words" {
            folder = Some(PathBuf::from(rest.next().ok_or("--words needs a folder")?));
        } else {
            files.push(PathBuf::from(argument));
        }
    }
    match (folder, &files[..]) {
        (None, [file]) => Ok(Command::Judge { file: file.clone(), seconds }),
        (Some(folder), [_, ..]) => Ok(Command::Export { folder, files, seconds }),
        _ => Err(USAGE.to_owned()),
    }
}

fn run(file: &Path, seconds: u64) -> ExitCode {
    match judge_file(file, &Clock::start(Some(Duration::from_secs(seconds))).on_all_cores()) {
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
