//! `bcgc verify`: judges certificates.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::wording::{counted, printable, reason};
use bcgc::table::CERTIFICATE;
use bcgc_verify::{Clock, Kind, Refusal, judge, judge_file};
use clap::Args;

use super::failure::Failure;
use super::{destination, interrupt, progress, standard_input, values};

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
const WORST: &str = "Verdicts go to standard output. Of several certificates the exit status is that of the worst: 1 where one is \
                     rejected, else 2 where one is no certificate or cannot be read, else 3 where one is not decided.";

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Accepted,
    Rejected,
    NotACertificate,
    Unreadable,
    Undecided,
}

impl Outcome {
    /// All of them, the worst first, with their exit statuses and what a summary calls them.
    const RANKED: [(Self, u8, &str); 5] = [
        (Self::Rejected, 1, "rejected"),
        (Self::NotACertificate, 2, "not certificates"),
        (Self::Unreadable, 2, "unreadable"),
        (Self::Undecided, 3, "not decided"),
        (Self::Accepted, 0, "accepted"),
    ];

    /// The exit status of the worst of several.
    fn status_of(outcomes: &[Self]) -> ExitCode {
        let worst = Self::RANKED.into_iter().find(|(outcome, ..)| outcomes.contains(outcome));
        ExitCode::from(worst.map_or(0, |(_, status, _)| status))
    }
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let limit = arguments.time_limit;
    let files: Vec<Result<PathBuf, Failure>> = match &arguments.files[..] {
        [file] if !is_folder(file) => return Ok(Outcome::status_of(&[one(file, limit)?])),
        [folder] => certificates_in(folder)?.into_iter().map(Ok).collect(),
        several => several.iter().flat_map(|file| expanded(file)).collect(),
    };
    let mut outcomes = Vec::new();
    for file in files {
        let judged = file.and_then(|file| {
            destination::print(&format!("{}\n", printable(&standard_input::label(&file))))?;
            one(&file, limit)
        });
        outcomes.push(match judged {
            // What cannot be read keeps nobody from the verdicts on the others.
            Err(Failure::Input(message)) => {
                destination::print(&format!("{}\n", printable(&message)))?;
                Outcome::Unreadable
            }
            judged => judged?,
        });
    }
    let count = |outcome: Outcome| outcomes.iter().filter(|found| **found == outcome).count();
    let found: Vec<String> = (Outcome::RANKED.iter().rev().map(|(outcome, _, what)| (count(*outcome), what)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    destination::print(&format!("{}: {}\n", counted(outcomes.len() as u64, "file"), found.join(", ")))?;
    Ok(Outcome::status_of(&outcomes))
}

fn is_folder(file: &Path) -> bool {
    !standard_input::is(file) && file.is_dir()
}

/// A file as it is; of a folder the certificates in it.
fn expanded(file: &Path) -> Vec<Result<PathBuf, Failure>> {
    if !is_folder(file) {
        return vec![Ok(file.to_owned())];
    }
    match certificates_in(file) {
        Ok(files) => files.into_iter().map(Ok).collect(),
        Err(failure) => vec![Err(failure)],
    }
}

/// The certificates of a table in a folder, in the order of their names; at least one.
fn certificates_in(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let shown = folder.display();
    let unreadable =
        |error: std::io::Error| Failure::Input(format!("{shown}: cannot be read: {}", reason(&error)));
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
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

/// Judges one within so many seconds and prints what is proved, or why not.
fn one(file: &Path, limit: f64) -> Result<Outcome, Failure> {
    let shown = standard_input::label(file);
    interrupt::ends({
        let shown = shown.clone();
        move || format!("{shown}: it was stopped before it was judged")
    });
    let mut read = String::new();
    if standard_input::is(file) {
        read = standard_input::text("FILE")?;
    } else {
        File::open(file)
            .map_err(|error| Failure::Input(format!("{shown}: cannot be read: {}", reason(&error))))?;
    }
    let line = progress::Line::start(&format!("judging {shown}"), Some(limit));
    let clock = Clock::start(Duration::try_from_secs_f64(limit).ok()).on_all_cores();
    let judged = match standard_input::is(file) {
        true => judge(read.as_bytes(), Some(Path::new("")), &clock),
        false => judge_file(file, &clock),
    };
    drop(line);
    let refusal = match judged {
        Ok(accepted) => {
            let claims = accepted.claims.iter().map(|claim| format!("accepted: {claim}\n"));
            let subject = accepted.subject.iter().map(|line| format!("{line}\n"));
            destination::print(&claims.chain(subject).collect::<String>())?;
            return Ok(Outcome::Accepted);
        }
        Err(refusal) => refusal,
    };
    let (outcome, said) = match refusal.kind {
        Kind::Rejected => (Outcome::Rejected, refusal.to_string()),
        Kind::Unverified => (Outcome::Undecided, refusal.to_string()),
        Kind::NotACertificate => {
            if !standard_input::is(file) {
                // It may be no text at all.
                read = bcgc::internals::input::text(file).unwrap_or_default();
            }
            (Outcome::NotACertificate, no_certificate(&read, &refusal))
        }
    };
    // A name with a line end would show a verdict of its own.
    destination::print(&format!("{}\n", printable(&format!("{shown}: {said}"))))?;
    Ok(outcome)
}

/// What to say of a file that is no certificate: what it is instead, where that can be told, and where certificates come
/// from.
fn no_certificate(text: &str, refusal: &Refusal) -> String {
    const CERTIFICATES: &str =
        "certificates are what solve, evaluate, code and table write with --certificate";
    // Proofs for integer programs have comments above their version.
    let first = text.lines().find(|line| !line.starts_with('%') && !line.trim().is_empty());
    if first.is_some_and(|line| line.starts_with("VER ")) {
        return "not a certificate but a proof in the format VIPR, which checkers of integer programs judge, like viprchk; \
                --certificate FILE.json writes a certificate"
            .to_owned();
    }
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
