//! Why a command did not end in success, as a message or a document, and an exit status.

use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use bcgc::internals::output::OutputError;
use bcgc::internals::wording::{printable, reason};
use bcgc::table::TableError;
use bcgc::{Detail, Error};
use serde_json::json;

/// The exit status of a program that Ctrl-C ended.
pub const INTERRUPTED: u8 = 130;

/// Why a command did not end in success.
#[derive(Debug)]
pub enum Failure {
    /// The answer is no.
    Verdict(String),
    /// The input is wrong.
    Input(String),
    /// The input is wrong at this key or option.
    Refused(String, Detail),
    /// The result could not be written to standard output.
    Output(io::Error),
    /// A file could not be written.
    Unwritable(String),
    /// A process of a measurement failed.
    Process(String),
    /// A solver failed in a way that says nothing about the input.
    Solver(String),
    /// The user asked for the end.
    Interrupted(String),
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        match error {
            OutputError::Unwritable { .. } => Self::Unwritable(error.to_string()),
            error => Self::Input(error.to_string()),
        }
    }
}

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Unwritten { .. } => Self::Unwritable(error.to_string()),
            error => Self::Input(error.to_string()),
        }
    }
}

impl Failure {
    /// Errors about an instance name its file, those about a partition the option that gave it.
    pub fn of(error: Error, file: &Path) -> Self {
        match error {
            Error::Partition(_) => Self::about("--", error),
            Error::Solver { .. } | Error::Threads(_) => Self::Solver(error.to_string()),
            // An answer: the instance is a good one, and its optimum infinite.
            Error::Unbounded { .. } => Self::Verdict(format!("{}: {error}", file.display())),
            Error::OutOfRange { .. }
            | Error::Law(_)
            | Error::Trace(_)
            | Error::OverheadLaw(_)
            | Error::OverheadTrace(_)
            | Error::Overflow { .. } => Self::about(&format!("{}: ", file.display()), error),
            error => Self::about("", error),
        }
    }

    /// Bad input, the message after this prefix.
    pub fn about(prefix: &str, error: Error) -> Self {
        let message = format!("{prefix}{error}");
        match error.detail() {
            Some(detail) => Self::Refused(message, detail),
            None => Self::Input(message),
        }
    }

    /// Its kind, its message and the exit status.
    fn parts(self) -> (&'static str, String, Option<Detail>, u8) {
        match self {
            Self::Verdict(message) => ("verdict", message, None, 1),
            Self::Input(message) => ("input", message, None, 2),
            Self::Refused(message, detail) => ("input", message, Some(detail), 2),
            Self::Output(error) => {
                ("output", format!("standard output cannot be written: {}", reason(&error)), None, 3)
            }
            Self::Unwritable(message) => ("output", message, None, 3),
            Self::Process(message) => ("process", message, None, 3),
            Self::Solver(message) => ("solver", message, None, 3),
            Self::Interrupted(message) => ("interrupted", message, None, INTERRUPTED),
        }
    }

    /// Says what went wrong, as a document where the result would have been one, and gives the exit status.
    pub fn report(self, as_json: bool) -> ExitCode {
        // Whoever reads the output has seen enough of it.
        if matches!(&self, Self::Output(error) if error.kind() == ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        let (kind, message, detail, status) = self.parts();
        say(kind, &message, detail.as_ref(), status, as_json)
    }
}

/// Writes an error to standard error and gives the exit status.
pub fn say(kind: &str, message: &str, detail: Option<&Detail>, status: u8, as_json: bool) -> ExitCode {
    let message = message.trim_end();
    let text = if as_json {
        let field = |get: fn(&Detail) -> &String| detail.map(get).filter(|text| !text.is_empty());
        let document = json!({
            "bcgc": env!("CARGO_PKG_VERSION"),
            "error": {
                "kind": kind,
                "message": message,
                "key": field(|detail| &detail.key),
                "value": field(|detail| &detail.value),
                "allowed": field(|detail| &detail.allowed),
            },
            "status": status,
        });
        format!("{document}\n")
    } else {
        // Names in it are free text; only the line breaks of a parser's message are its own.
        let lines: Vec<String> = message.split('\n').map(printable).collect();
        format!("error: {}\n", lines.join("\n"))
    };
    // Nothing is left to do if standard error is closed as well.
    let _ = io::stderr().write_all(text.as_bytes());
    ExitCode::from(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_decides_the_status() {
        let file = Path::new("x.toml");
        let status = |failure: Failure| failure.parts().3;
        let solver = Error::Solver { solver: "HiGHS", reason: "it gave up".to_owned() };
        assert_eq!(status(Failure::of(solver, file)), 3);
        assert_eq!(status(Failure::Unwritable("full".to_owned())), 3);
        assert_eq!(status(Failure::Output(io::Error::other("full"))), 3);
        assert_eq!(status(Failure::of(Error::Unbounded { reason: "heavy".to_owned() }, file)), 1);
        let range = Error::OutOfRange {
            key: "system.workers".to_owned(),
            value: "0".to_owned(),
            allowed: "1".to_owned(),
        };
        let (kind, message, detail, status) = Failure::of(range, file).parts();
        assert_eq!((kind, status, message.as_str()), ("input", 2, "x.toml: system.workers = 0: 1"));
        assert_eq!(detail, Some(Detail::new("system.workers", "0", "1")));
    }
}
