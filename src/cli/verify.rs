//! `bcgc verify`: judges certificates.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::wording::{counted, reason};
use bcgc::table::CERTIFICATE;
use bcgc_verify::{Clock, Refusal, judge, judge_file};
use clap::Args;

use super::failure::Failure;
use super::{destination, interrupt, standard_input, values};

/// Judge certificates: exit status 0 accepted, 1 rejected, 2 not a certificate, 3 not decided within the limits
#[derive(Debug, Args)]
#[command(after_help = WORST)]
pub struct Arguments {
    /// Certificates, - for standard input, or folders, of which all files *.certificate.json are judged; traces that one names
    /// are looked for beside it, or in the current folder
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Seconds after which each is given up undecided
    #[arg(long, value_name = "S", default_value = "600", value_parser = values::time_limit, allow_negative_numbers = true)]
    time_limit: f64,
}

/// Which of several verdicts is that of all.
const WORST: &str = "Of several certificates the exit status is that of the worst: 1 where one is rejected, else 2 where one \
                     is no certificate, else 3 where one is not decided.";
/// Exit statuses, the worst first.
const RANKED: [u8; 4] = [1, 2, 3, 0];

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let limit = Duration::try_from_secs_f64(arguments.time_limit).ok();
    let is_one = matches!(&arguments.files[..], [file] if !file.is_dir());
    let files: Vec<PathBuf> =
        arguments.files.iter().map(|file| expanded(file)).collect::<Result<Vec<_>, _>>()?.concat();
    let mut statuses = Vec::new();
    for file in &files {
        if !is_one {
            destination::print(&format!("{}\n", standard_input::label(file)))?;
        }
        statuses.push(one(file, limit)?);
    }
    if !is_one {
        let said = [(0, "accepted"), (1, "rejected"), (2, "not certificates"), (3, "not decided")];
        let count = |status: u8| statuses.iter().filter(|found| **found == status).count();
        let said: Vec<String> = (said.iter().map(|(status, what)| (count(*status), what)))
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        destination::print(&format!("{}: {}\n", counted(files.len() as u64, "file"), said.join(", ")))?;
    }
    let worst = RANKED.into_iter().find(|status| statuses.contains(status));
    Ok(ExitCode::from(worst.unwrap_or(0)))
}

/// A file as it is; of a folder the certificates of a table in it, in the order of their names.
fn expanded(file: &Path) -> Result<Vec<PathBuf>, Failure> {
    if standard_input::is(file) || !file.is_dir() {
        return Ok(vec![file.to_owned()]);
    }
    let shown = file.display();
    let unreadable =
        |error: std::io::Error| Failure::Input(format!("{shown}: cannot be read: {}", reason(&error)));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(file).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(CERTIFICATE)) {
            found.push(path);
        }
    }
    if found.is_empty() {
        let remedy = "give certificates in it by their names, or a folder of table --certificate";
        return Err(Failure::Input(format!("{shown}: is a folder without any *{CERTIFICATE}; {remedy}")));
    }
    found.sort();
    Ok(found)
}

/// Judges one and prints what is proved, or why not; its exit status.
fn one(file: &Path, limit: Option<Duration>) -> Result<u8, Failure> {
    let shown = standard_input::label(file);
    interrupt::ends(move || format!("{shown}: it was stopped before it was judged"));
    let mut read = String::new();
    let judged = if standard_input::is(file) {
        read = standard_input::text("FILE")?;
        judge(read.as_bytes(), Some(Path::new("")), &Clock::start(limit).on_all_cores())
    } else {
        File::open(file).map_err(|error| {
            Failure::Input(format!("{}: cannot be read: {}", file.display(), reason(&error)))
        })?;
        let judged = judge_file(file, &Clock::start(limit).on_all_cores());
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
            Ok(0)
        }
        Err(refusal) => {
            let said = if refusal.kind.exit_status() == 2 {
                no_certificate(&read, &refusal)
            } else {
                refusal.to_string()
            };
            destination::print(&format!("{}: {said}\n", standard_input::label(file)))?;
            Ok(refusal.kind.exit_status())
        }
    }
}

/// What to say of a file that is no certificate: what it is instead, where that can be told, and where certificates come
/// from.
fn no_certificate(text: &str, refusal: &Refusal) -> String {
    const CERTIFICATES: &str =
        "certificates are what solve, evaluate, code and table write with --certificate";
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
