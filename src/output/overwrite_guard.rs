//! Whether a command may write where it is told to, asked before any work.

use std::path::{Path, PathBuf};

use super::atomic;
use super::error::OutputError;
use super::own;
use super::place::{self, Place};
use crate::document_kind::DocumentKind;
use crate::wording::reason;

/// The files that a command reads and those that it is to write.
#[derive(Debug, Clone, Default)]
pub struct OverwriteGuard {
    /// Whether files may be replaced that the program did not write.
    force: bool,
    /// What is read, by the one path that all names of a file lead to.
    inputs: Vec<(String, PathBuf)>,
    /// What is written: the option that gave it, and the path as given.
    files: Vec<(String, PathBuf)>,
    /// Those of them that are meant to be changed by hand, or cannot be made again.
    kept: Vec<PathBuf>,
    /// Those of them that are documents, with their kinds.
    documents: Vec<(PathBuf, DocumentKind)>,
    /// Those of them that are in no format that their endings stand for.
    misnamed: Vec<(String, PathBuf)>,
    /// Those of them that are in another format than that of their endings, and which one this is.
    contradicted: Vec<(String, PathBuf, String)>,
}

impl OverwriteGuard {
    /// Without any file. With `force`, files of others may be replaced; what is read never.
    pub fn new(force: bool) -> Self {
        Self { force, ..Self::default() }
    }

    /// With a file that the command reads; `what` is what messages call it.
    #[must_use]
    pub fn reading(mut self, what: impl Into<String>, path: impl AsRef<Path>) -> Self {
        self.inputs.extend(path.as_ref().canonicalize().map(|path| (what.into(), path)));
        self
    }

    /// With a file that the command is to write, given by an option.
    #[must_use]
    pub fn writing(mut self, option: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.files.push((option.into(), path.into()));
        self
    }

    /// With a document that the command is to write: one of another kind that is there is not replaced.
    #[must_use]
    pub fn writing_document(
        mut self,
        option: impl Into<String>,
        path: impl Into<PathBuf>,
        kind: DocumentKind,
    ) -> Self {
        let path = path.into();
        self.documents.push((path.clone(), kind));
        self.writing(option, path)
    }

    /// With a file that is to be written, and to be changed by hand, or of what happens once: one that is there is not
    /// replaced, whoever wrote it.
    #[must_use]
    pub fn writing_by_hand(mut self, option: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        self.kept.push(path.clone());
        self.writing(option, path)
    }

    /// With a file whose ending stands for a format that there is not: refused.
    #[must_use]
    pub fn misnamed(mut self, option: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.misnamed.push((option.into(), path.into()));
        self
    }

    /// With a file whose ending stands for another format than the one that was asked for: refused.
    #[must_use]
    pub fn contradicted(
        mut self,
        option: impl Into<String>,
        path: impl Into<PathBuf>,
        format: impl Into<String>,
    ) -> Self {
        self.contradicted.push((option.into(), path.into(), format.into()));
        self
    }

    /// Refuses a file that the command reads, that is given twice, that is a folder, that somebody else wrote, or that
    /// cannot be written. Missing folders are made, once nothing else is wrong.
    ///
    /// # Errors
    /// The first file that may not be written.
    pub fn check(&self) -> Result<(), OutputError> {
        let mut seen: Vec<(&str, PathBuf)> = Vec::with_capacity(self.files.len());
        for (option, path) in &self.files {
            let Some(place) = self.place(option, path)? else { continue };
            if let Some((first, _)) = seen.iter().find(|(_, other)| *other == place) {
                let (first, second) = ((*first).to_owned(), option.clone());
                return Err(OutputError::Twice { first, second, path: path.clone() });
            }
            seen.push((option, place));
        }
        if let Some((option, path)) = self.misnamed.first().cloned() {
            return Err(OutputError::Ending { option, path });
        }
        if let Some((option, path, format)) = self.contradicted.first().cloned() {
            return Err(OutputError::Contradiction { option, path, format });
        }
        for (option, place) in seen {
            atomic::probe(place::parent(&place)).map_err(|e| unwritable(option, &place, reason(&e)))?;
        }
        Ok(())
    }

    /// Where a file is, if it is one that may be written; none for a device or pipe.
    fn place(&self, option: &str, path: &Path) -> Result<Option<PathBuf>, OutputError> {
        let (name, shown) = (|| option.to_owned(), || path.to_owned());
        let place = match place::of(path).map_err(|reason| unwritable(option, path, reason))? {
            Place::Stream(_) => return Ok(None),
            Place::Folder => return Err(OutputError::Folder { option: name(), path: shown() }),
            Place::File(place) => place,
        };
        if let Some((what, _)) = self.inputs.iter().find(|(_, input)| *input == place) {
            return Err(OutputError::Input { option: name(), path: shown(), what: what.clone() });
        }
        match std::fs::metadata(&place) {
            Ok(found) if found.permissions().readonly() => {
                Err(unwritable(option, path, "it is read-only".to_owned()))
            }
            // An empty file holds nothing that could be lost.
            Ok(found) if found.len() > 0 && !self.force && self.kept.iter().any(|kept| kept == path) => {
                Err(OutputError::Kept { option: name(), path: shown() })
            }
            Ok(found) if found.len() > 0 && !self.force => {
                let there = contents(&place).unwrap_or_default();
                if !own::is_own(&there) {
                    let (option, path) = (name(), shown());
                    return Err(match own::is_data(&there) {
                        true => OutputError::Data { option, path },
                        false => OutputError::Foreign { option, path },
                    });
                }
                match own::kind(&there).filter(|kind| !self.is_of_kind(path, *kind)) {
                    Some(kind) => {
                        Err(OutputError::OtherKind { option: name(), path: shown(), kind: kind.name() })
                    }
                    None => Ok(Some(place)),
                }
            }
            _ => Ok(Some(place)),
        }
    }

    /// Whether a file is to be a document of a kind.
    fn is_of_kind(&self, path: &Path, kind: DocumentKind) -> bool {
        self.documents.iter().any(|(document, known)| document == path && *known == kind)
    }
}

/// Whether a file is as the program wrote one.
pub fn is_own_file(path: &Path) -> bool {
    contents(path).is_some_and(|text| own::is_own(&text))
}

/// Whether a file is data as the program writes them, or an instance, which people go on with.
pub fn is_data_file(path: &Path) -> bool {
    contents(path).is_some_and(|text| own::is_data(&text))
}

/// A log of ours may be cut off within a character.
fn contents(path: &Path) -> Option<String> {
    std::fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn unwritable(option: &str, path: &Path, reason: String) -> OutputError {
    OutputError::Unwritable { option: option.to_owned(), path: path.to_owned(), reason }
}
