//! Where the log of a table is while it is made: the stored run that it is compared with keeps its own until that is replaced.

use std::io;
use std::path::{Path, PathBuf};

use bcgc::internals::wording::reason;
use bcgc::table::{Shard, Spec};

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

    /// That of a table which is compared with a stored one: beside the stored log where this is in the same folder. A run that goes
    /// on does so in the log that there is.
    pub fn compared(folder: &Path, spec: &Spec, against: &Path, resumes: bool) -> Self {
        let whole = Self::whole(folder, spec);
        let path = folder.join(format!("{}.against.log.jsonl", spec.name));
        let is_stored = is_same(&baselines::path(against, spec), &folder.join(format!("{}.json", spec.name)));
        if is_stored && (!resumes || path.exists()) { Self { path, stored: Some(whole.path) } } else { whole }
    }

    /// Once the table has replaced the stored one.
    pub fn replace(&self) -> Result<(), Failure> {
        self.settle(|stored| std::fs::rename(&self.path, stored))
    }

    /// Once the stored table has been kept; only a log of its own is lost.
    pub fn discard(&self) -> Result<(), Failure> {
        self.settle(|_| std::fs::remove_file(&self.path))
    }

    fn settle(&self, how: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Failure> {
        let failed = |error: io::Error| {
            Failure::Unwritable(format!("--output {}: {}", self.path.display(), reason(&error)))
        };
        self.stored.as_deref().map_or(Ok(()), how).map_err(failed)
    }
}

/// Whether two paths lead to one file.
pub fn is_same(one: &Path, other: &Path) -> bool {
    one.canonicalize().is_ok_and(|one| other.canonicalize().is_ok_and(|other| one == other))
}
