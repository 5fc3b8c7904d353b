//! Files of an earlier run, where this one ends without those that it was to write: whoever finds them takes them for its own.

use std::collections::BTreeSet;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::failure::Failure;

/// What this run has written.
static WRITTEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Remembers that this run has written a file.
pub fn written(path: &Path) {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
}

/// Removes a file that another run has written, if it is there; devices and pipes are left alone.
pub fn remove(path: &Path) -> bool {
    path.is_file() && path.canonicalize().and_then(std::fs::remove_file).is_ok()
}

/// How a run ended, without those of its files that it has not written: where it came to an answer they are of another one.
/// That they are ours was checked before any work.
pub fn removed<'a>(
    ended: Result<(), Failure>,
    files: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Failure> {
    let written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let has_answered = match ended {
        Ok(()) | Err(Failure::Verdict(_)) => true,
        // Stopped before it had anything to say, it leaves everything as it was.
        Err(Failure::Interrupted(_)) => !written.is_empty(),
        Err(_) => false,
    };
    if !has_answered {
        return ended;
    }
    let stale = files.into_iter().filter(|path| !written.contains(*path) && remove(path));
    let stale: Vec<String> = stale.map(|path| path.display().to_string()).collect();
    if stale.is_empty() {
        return ended;
    }
    let verb = if stale.len() == 1 { "is" } else { "are" };
    let said = format!("{} of an earlier run {verb} removed", stale.join(" and "));
    match ended {
        Err(Failure::Verdict(text)) => Err(Failure::Verdict(format!("{text}; {said}"))),
        Err(Failure::Interrupted(text)) => Err(Failure::Interrupted(format!("{text}; {said}"))),
        ended => {
            // Nothing is lost where standard error is closed.
            let _ = writeln!(stderr(), "{said}");
            ended
        }
    }
}
