//! Where the log of a table is while it is made: a stored run that it is compared with keeps its own until that is replaced.

use std::io;
use std::path::{Path, PathBuf};

use bcgc::internals::wording::{counted, reason};
use bcgc::table::{self, Logged, Shard, Spec};

use super::baselines;
use super::failure::Failure;

/// The log of a run that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLog {
    /// The file.
    pub path: PathBuf,
    /// The log that it takes the place of once the table has replaced the stored one.
    stored: Option<PathBuf>,
}

impl TableLog {
    /// The log of the whole table.
    pub fn whole(folder: &Path, spec: &Spec) -> Self {
        Self { path: folder.join(format!("{}.log.jsonl", spec.name)), stored: None }
    }

    /// That of a shard.
    pub fn of_shard(folder: &Path, spec: &Spec, shard: Shard) -> Self {
        Self { path: folder.join(shard.log(spec)), stored: None }
    }

    /// That of a table which is compared with a stored one: beside the stored log where this is in the same folder.
    pub fn compared(folder: &Path, spec: &Spec, against: &Path) -> Self {
        let whole = Self::whole(folder, spec);
        let path = folder.join(format!("{}.against.jsonl", spec.name));
        let is_stored = is_same(&baselines::path(against, spec), &folder.join(format!("{}.json", spec.name)));
        if is_stored { Self { path, stored: Some(whole.path) } } else { whole }
    }

    /// Whether it is beside that of a stored run.
    pub fn is_beside(&self) -> bool {
        self.stored.is_some()
    }

    /// Refuses to lose cells of a comparison that did not finish, and those of a run that did not, whose log a table that agrees with
    /// the stored one would replace.
    pub fn keep(&self, spec: &Spec, document: &Path, resumes: bool) -> Result<(), Failure> {
        let refused = |log: &Path, held: String| {
            Err(Failure::Input(format!("--output {}: holds {held}", log.display())))
        };
        let cells = |found: &Logged| counted(found.done.len() as u64, "cell");
        // No document finishes a comparison.
        let begun = table::logged(spec, &self.path, Path::new(""))?;
        if let Some(begun) = begun.filter(|_| !resumes) {
            let done = cells(&begun);
            let held = match begun.other {
                None => format!(
                    "{done} of a comparison that did not finish; give --resume to go on with it, or remove this file"
                ),
                Some(other) => {
                    format!("{done} of another comparison that did not finish ({other}); remove this file")
                }
            };
            return refused(&self.path, held);
        }
        let Some(stored) = &self.stored else { return Ok(()) };
        match table::logged(spec, stored, document)? {
            Some(found) if found.other.is_some() || found.done.len() < spec.len() * spec.methods.len() => {
                let held = format!("{} of a run that did not finish", cells(&found));
                refused(
                    stored,
                    format!("{held}: finish it without --against first, or give another --output"),
                )
            }
            _ => Ok(()),
        }
    }

    /// Once the table has replaced the stored one, or once that has been kept: then only a log of its own is lost.
    pub fn settle(&self, is_replaced: bool) -> Result<(), Failure> {
        let failed = |error: io::Error| {
            Failure::Unwritable(format!("--output {}: {}", self.path.display(), reason(&error)))
        };
        let Some(stored) = &self.stored else { return Ok(()) };
        match is_replaced {
            true => std::fs::rename(&self.path, stored),
            false => std::fs::remove_file(&self.path),
        }
        .map_err(failed)
    }
}

/// Whether two paths lead to one file.
pub fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
