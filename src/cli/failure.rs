//! Why a command did not end in success, as a message and an exit status.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use bcgc::Error;
use bcgc::internals::output::OutputError;

use super::interrupt;

/// Why a command did not end in success.
#[derive(Debug)]
pub enum Failure {
    /// The answer is no.
    Verdict(String),
    /// The input is wrong.
    Input(String),
    /// The result could not be written.
    Output(io::Error),
    /// A file could not be written.
    Unwritable(String),
    /// The user asked for the end.
    Interrupted(String),
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        Self::Input(error.to_string())
    }
}

impl Failure {
    /// Errors about an instance name its file, those about a partition the option that gave it.
    pub fn of(error: Error, file: &Path) -> Self {
        match error {
            Error::InfiniteValue { .. } => Self::Verdict(format!("--{error}")),
            Error::Partition(_) => Self::Input(format!("--{error}")),
            Error::Solver { .. } => Self::Verdict(error.to_string()),
            Error::OutOfRange { .. }
            | Error::Law(_)
            | Error::Trace(_)
            | Error::Unbounded { .. }
            | Error::Overflow { .. } => Self::Input(format!("{}: {error}", file.display())),
            error => Self::Input(error.to_string()),
        }
    }

    /// Says what went wrong and gives the exit status.
    pub fn report(self) -> ExitCode {
        let (message, status) = match self {
            // Whoever reads the output has seen enough of it.
            Self::Output(error) if error.kind() == ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Self::Output(error) => (format!("standard output cannot be written: {error}"), 2),
            Self::Verdict(message) => (message, 1),
            Self::Input(message) => (message, 2),
            Self::Unwritable(message) => (message, 3),
            Self::Interrupted(message) => (message, interrupt::STATUS),
        };
        // Nothing is left to do if standard error is closed as well.
        let _ = writeln!(io::stderr(), "error: {}", message.trim_end());
        ExitCode::from(status)
    }
}
