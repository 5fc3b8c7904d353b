//! `bcgc init`: files to start from.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use bcgc::internals::wording::{printable, reason, shell_word};
use clap::Args;

use super::failure::Failure;
use super::template::{self, File};
use super::{destination, help, values};

/// Write commented files to start from: an instance, a trace of measured cycle times, the spec of a table
#[derive(Debug, Args)]
#[command(after_help = format!("Files that are there already are never touched.\n\n{}", help::UNITS))]
pub struct Arguments {
    /// The folder that they are written into; it is made where it is missing
    #[arg(value_name = "DIR", default_value = ".", value_parser = values::folder)]
    folder: PathBuf,
    /// Only an instance, with this law of the cycle times
    #[arg(long, value_name = "NAME", conflicts_with_all = ["trace", "spec"])]
    law: Option<String>,
    /// Only an instance with a trace of measured cycle times
    #[arg(long)]
    trace: bool,
    /// Only the spec of a table
    #[arg(long)]
    spec: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let all = arguments.law.is_none() && !arguments.trace && !arguments.spec;
    let mut files = Vec::new();
    if all || arguments.law.is_some() {
        let law = arguments.law.as_deref().unwrap_or(template::LAW);
        files.push(template::instance(law).map_err(|error| Failure::Input(format!("--{error}")))?);
    }
    if all || arguments.trace {
        files.extend(template::trace());
    }
    if all || arguments.spec {
        files.push(template::spec());
    }
    let paths: Vec<PathBuf> = files.iter().map(|file| arguments.folder.join(file.name)).collect();
    if let Some(there) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(Failure::Input(format!(
            "{}: it is there already and stays as it is: name another folder, like bcgc init new",
            there.display()
        )));
    }
    if arguments.folder.exists() && !arguments.folder.is_dir() {
        return Err(Failure::Input(format!("{}: it is no folder", arguments.folder.display())));
    }
    std::fs::create_dir_all(&arguments.folder).map_err(|error| unwritable(&arguments.folder, &error))?;
    files.iter().zip(&paths).try_for_each(|(file, path)| write(file, path))?;
    for (file, path) in files.iter().zip(&paths) {
        let path = path.display().to_string();
        let next = file.next.replace("{}", &shell_word(&path));
        destination::print(&format!("{}  {}\n", printable(&path), printable(&next)))?;
    }
    Ok(())
}

/// Writes a file that is not there yet.
fn write(file: &File, path: &Path) -> Result<(), Failure> {
    let made = OpenOptions::new().write(true).create_new(true).open(path);
    made.and_then(|mut made| made.write_all(file.text.as_bytes())).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Input(format!("{}: it is there already", path.display())),
        _ => unwritable(path, &error),
    })
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unwritable(format!("{}: cannot be written: {}", path.display(), reason(error)))
}
