//! Files of an earlier run, where this one ends without those that it was to write: whoever finds them takes them for its own.

use std::collections::BTreeSet;
use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use bcgc::internals::output::{is_data_file, is_own_file};

use super::failure::Failure;
use super::progress;

/// What this run has written.
static WRITTEN: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
/// Whether it has written or printed anything.
static HAS_SAID: AtomicBool = AtomicBool::new(false);

/// Remembers that this run has written a file.
pub fn written(path: &Path) {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
    printed();
}

/// Remembers that it has printed a result.
pub fn printed() {
    HAS_SAID.store(true, Ordering::Relaxed);
}

/// Removes a file that another run has written, if it is there and as it was written; all else is left alone: what somebody
/// wrote, also where it was to be replaced by force, links, devices and pipes.
pub fn remove(path: &Path) -> bool {
    is_plain(path) && is_own_file(path) && std::fs::remove_file(path).is_ok()
}

/// Whether a path is that of a file, and of no link, device or pipe.
fn is_plain(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|of| of.is_file())
}

/// Whether a run came to an answer, of which the files of an earlier one are none: one that was stopped before it had anything to say
/// leaves everything as it was.
fn has_answered(ended: &Result<(), Failure>, has_said: bool) -> bool {
    match ended {
        Ok(()) | Err(Failure::Verdict(_)) => true,
        Err(Failure::Interrupted(_)) => has_said,
        Err(_) => false,
    }
}

/// How a run ended, without those of its files that it has not written: where it came to an answer they are of another one.
pub fn removed<'a>(
    ended: Result<(), Failure>,
    files: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Failure> {
    let written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if !has_answered(&ended, HAS_SAID.load(Ordering::Relaxed)) {
        return ended;
    }
    let stale = files.into_iter().filter(|path| !written.contains(*path) && remove(path));
    let Some(said) = removal(stale) else { return ended };
    match ended {
        Err(Failure::Verdict(text)) => Err(Failure::Verdict(format!("{text}; {said}"))),
        Err(Failure::Interrupted(text)) => Err(Failure::Interrupted(format!("{text}; {said}"))),
        ended => {
            say(&said);
            ended
        }
    }
}

/// Removes data of an earlier run beside which those of this one have been written, and says so.
pub fn clear<'a>(files: impl IntoIterator<Item = &'a Path>) {
    let is_gone = |path: &&Path| is_plain(path) && is_data_file(path) && std::fs::remove_file(path).is_ok();
    removal(files.into_iter().filter(is_gone)).iter().for_each(|said| say(said));
}

/// What is to be said of files that were removed; nothing of none.
fn removal<'a>(files: impl Iterator<Item = &'a Path>) -> Option<String> {
    let stale: Vec<String> = files.map(|path| path.display().to_string()).collect();
    let verb = if stale.len() == 1 { "is" } else { "are" };
    (!stale.is_empty()).then(|| format!("{} of an earlier run {verb} removed", stale.join(" and ")))
}

fn say(said: &str) {
    if !progress::is_quiet() {
        // Nothing is lost where standard error is closed.
        let _ = writeln!(stderr(), "{said}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_answers_by_its_result_or_what_it_said_before_it_was_stopped() {
        let verdict = || Err(Failure::Verdict(String::new()));
        let stopped = || Err(Failure::Interrupted(String::new()));
        assert!(has_answered(&Ok(()), false) && has_answered(&verdict(), false));
        assert!(has_answered(&stopped(), true) && !has_answered(&stopped(), false));
        assert!(!has_answered(&Err(Failure::Input(String::new())), true));
    }
}
