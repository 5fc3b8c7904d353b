//! `bcgc verify`: judges a certificate.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::wording::reason;
use bcgc_verify::{Clock, Refusal, judge, judge_file};
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
    let mut read = String::new();
    let judged = if standard_input::is(file) {
        read = standard_input::text("FILE")?;
        judge(read.as_bytes(), Some(Path::new("")), &Clock::start(limit))
    } else {
        File::open(file).map_err(|error| {
            Failure::Input(format!("{}: cannot be read: {}", file.display(), reason(&error)))
        })?;
        if file.is_dir() {
            return Err(Failure::Input(format!("{}: is a folder; give a certificate in it", file.display())));
        }
        let judged = judge_file(file, &Clock::start(limit));
        if judged.is_err() {
            // It may be no text at all.
            read = bcgc::internals::input::text(file).unwrap_or_default();
        }
        judged
    };
    match judged {
        Ok(accepted) => {
            let claims = accepted.claims.iter().map(|claim| format!("accepted: {claim}\n"));
            let subject = accepted.subject.iter().map(|line| format!("{line}\n"));
            destination::print(&claims.chain(subject).collect::<String>())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(refusal) => {
            let said = if refusal.kind.exit_status() == 2 {
                no_certificate(&read, &refusal)
            } else {
                refusal.to_string()
            };
            destination::print(&format!("{}: {said}\n", standard_input::label(file)))?;
            Ok(ExitCode::from(refusal.kind.exit_status()))
        }
    }
}

/// What to say of a file that is no certificate: what it is instead, where that can be told, and where certificates come
/// from.
fn no_certificate(text: &str, refusal: &Refusal) -> String {
    const CERTIFICATES: &str = "certificates are what solve, evaluate and code write with --certificate FILE";
    let document = serde_json::from_str::<serde_json::Map<_, _>>(text).unwrap_or_default();
    if document.get("format").is_some_and(|format| format == "bcgc-certificate") {
        return refusal.to_string();
    }
    let is_instance = document.contains_key("system").then_some("an instance");
    match DocumentKind::of_object(&document).map(DocumentKind::name).or(is_instance) {
        Some(kind) => format!("not a certificate but {kind}; {CERTIFICATES}"),
        None => format!("{refusal}; {CERTIFICATES}"),
    }
}
