//! Where a result goes: to standard output or into a file, in which format.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::instance::base_of;
use bcgc::internals::output::{self, OverwriteGuard};
use bcgc::internals::report::citation;
use bcgc::internals::wording::reason;
use bcgc::{Format, Instance};
use clap::Args;

use super::failure::Failure;
use super::{leftovers, terminal, values};

/// What every command that has one result takes.
#[derive(Debug, Clone, Args)]
pub struct Destination {
    /// Format of the result [default: that of the ending of --output (.json, .csv, .md, .tex), else text]
    #[arg(long, value_parser = values::format())]
    format: Option<Format>,
    /// Write the result into a file instead of standard output, which is -
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Key of BibTeX by which results in LaTeX cite bcgc [default: bcgc]
    #[arg(long, value_name = "KEY", value_parser = values::cite)]
    cite: Option<String>,
    /// Replace files that bcgc did not write; what the command reads is never replaced
    #[arg(long)]
    force: bool,
}

impl Destination {
    /// The format asked for.
    pub fn format(&self) -> Format {
        self.format.or_else(|| of_ending(self.file()?)).unwrap_or(Format::Text)
    }

    /// The file that the result goes into, if it goes into one.
    pub fn file(&self) -> Option<&Path> {
        self.output.as_deref().filter(|path| *path != Path::new("-"))
    }

    /// Columns that text is written for: a file has no width.
    pub fn columns(&self) -> usize {
        if self.file().is_none() { terminal::columns() } else { usize::MAX }
    }

    /// The result, of a kind where it is a document, and what is read of an instance, to be checked before any work.
    pub fn outputs(&self, kind: DocumentKind, file: Option<&Path>, instance: &Instance) -> OverwriteGuard {
        let outputs =
            file.into_iter().fold(self.alone(kind), |outputs, file| outputs.reading("the instance", file));
        let folder = file.map(base_of).unwrap_or_default();
        let paths = instance.traces().flat_map(|trace| trace.paths());
        paths.fold(outputs, |outputs, path| outputs.reading("the trace of the instance", folder.join(path)))
    }

    /// The instance as the result tells it: of a document, whose paths lead from the folder that it is in, from the
    /// current one on standard output.
    pub fn told(&self, file: Option<&Path>, instance: Instance) -> Result<Instance, Failure> {
        if self.format() != Format::Json {
            return Ok(instance);
        }
        let base = file.map(base_of).unwrap_or_default();
        instance.moved(&base, &self.folder()).ok_or_else(|| {
            Failure::Input(
                "the trace of the instance: the name of its folder is not UTF-8, so that no document can hold it; \
                 rename the folder, or write the result beside the instance"
                    .to_owned(),
            )
        })
    }

    /// The folder that the result is in; empty where it is in none.
    fn folder(&self) -> PathBuf {
        match self.file() {
            Some(file) if file.parent() == Some(Path::new("")) => PathBuf::from("."),
            file => file.map(base_of).unwrap_or_default(),
        }
    }

    /// The result, where no instance is read.
    pub fn alone(&self, kind: DocumentKind) -> OverwriteGuard {
        let outputs = OverwriteGuard::new(self.force);
        let Some(path) = self.file() else { return outputs };
        let outputs = match (self.format, of_ending(path)) {
            (None, None) if !is_text(path) => outputs.misnamed("--output", path),
            (Some(format), Some(ending)) if format != ending => {
                outputs.contradicted("--output", path, format.name())
            }
            _ => outputs,
        };
        outputs.writing_document("--output", path, kind)
    }

    /// Puts a result where it goes.
    pub fn put(&self, text: &str) -> Result<(), Failure> {
        let keyed = match &self.cite {
            Some(key) if self.format() == Format::Latex => citation::keyed(text, key),
            _ => text.to_owned(),
        };
        let text = keyed.as_str();
        match self.file() {
            None => print(text),
            Some(path) => write_all(&[(path, output::marked(text, self.format()))]),
        }
    }
}

/// The format that an ending stands for.
fn of_ending(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "json" => Some(Format::Json),
        "csv" => Some(Format::Csv),
        "md" => Some(Format::Markdown),
        "tex" => Some(Format::Latex),
        _ => None,
    }
}

/// Endings of text; a name without one is that of text as well.
const TEXT: &[&str] = &["txt", "text", "log", "out"];

fn is_text(path: &Path) -> bool {
    let is_of_text = |ending: &std::ffi::OsStr| TEXT.iter().any(|text| ending.eq_ignore_ascii_case(text));
    path.extension().is_none_or(is_of_text)
}

/// Writes files, all or none.
pub fn write_all<P: AsRef<Path>, B: AsRef<[u8]>>(files: &[(P, B)]) -> Result<(), Failure> {
    output::write_all(files).map_err(|(path, error)| {
        Failure::Unwritable(format!("{}: cannot be written: {}", path.display(), reason(&error)))
    })?;
    files.iter().for_each(|(path, _)| leftovers::written(path.as_ref()));
    Ok(())
}

/// Writes a result to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .and_then(|()| io::stdout().flush())
        .map_err(Failure::Output)?;
    leftovers::printed();
    Ok(())
}
