//! Writing files whole or not at all: beside the place, then in one step into it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::place::{self, Place};

/// How the names of temporary files begin.
const PREFIX: &str = ".bcgc-";
/// How they end.
const SUFFIX: &str = ".tmp";

/// Tells the temporary files of one process apart.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// Writes a file so that it is there whole or not at all; a device or pipe is written to as it is.
///
/// # Errors
/// When it cannot be written; then what was there before still is.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_all(&[(path, bytes)]).map_err(|(_, error)| error)
}

/// Writes several files: none of them is replaced before all are on the disk.
///
/// # Errors
/// The file that cannot be written, and why.
pub fn write_all<P: AsRef<Path>, B: AsRef<[u8]>>(files: &[(P, B)]) -> Result<(), (PathBuf, io::Error)> {
    let mut staged = Vec::with_capacity(files.len());
    for (path, bytes) in files {
        let path = path.as_ref();
        staged.push((path, Staged::new(path, bytes.as_ref()).map_err(|error| (path.to_owned(), error))?));
    }
    for (path, file) in staged {
        file.commit().map_err(|error| (path.to_owned(), error))?;
    }
    Ok(())
}

/// That a file could be made in a folder, which is made where it is missing. What killed processes left there is removed.
///
/// # Errors
/// When it could not.
pub fn probe(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    Temporary::new(folder).map(drop)?;
    // Files that nobody may remove are in nobody's way.
    let _ = sweep(folder);
    Ok(())
}

/// Removes temporary files that no process holds.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) && File::open(&path)?.try_lock().is_ok() {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Contents on their way into a file.
enum Staged<'a> {
    /// Beside the file that they will be.
    Beside(Temporary, PathBuf),
    /// For a device or pipe: nothing can be beside it.
    Waiting(PathBuf, &'a [u8]),
}

impl<'a> Staged<'a> {
    fn new(path: &Path, bytes: &'a [u8]) -> io::Result<Self> {
        let target = match place::of(path).map_err(io::Error::other)? {
            Place::File(target) => target,
            Place::Stream(path) => return Ok(Self::Waiting(path, bytes)),
            Place::Folder => return Err(io::Error::from(io::ErrorKind::IsADirectory)),
        };
        let folder = place::parent(&target);
        fs::create_dir_all(folder)?;
        let mut temporary = Temporary::new(folder)?;
        temporary.file.write_all(bytes)?;
        // Some file systems say only here that the disk is full.
        temporary.file.sync_all()?;
        if let Ok(before) = fs::metadata(&target) {
            // Whoever might read the old file may read the new one; where that fails the defaults do.
            let _ = fs::set_permissions(&temporary.path, before.permissions());
        }
        Ok(Self::Beside(temporary, target))
    }

    fn commit(self) -> io::Result<()> {
        match self {
            // After the renaming, dropping the temporary file finds nothing to remove.
            Self::Beside(temporary, target) => fs::rename(&temporary.path, target),
            Self::Waiting(path, bytes) => {
                OpenOptions::new().write(true).open(path).and_then(|mut to| to.write_all(bytes))
            }
        }
    }
}

/// A file that is removed when it is no longer needed.
struct Temporary {
    path: PathBuf,
    file: File,
}

impl Temporary {
    fn new(folder: &Path) -> io::Result<Self> {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("{PREFIX}{}-{count}{SUFFIX}", std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        // Held until the process ends, however it does; where there are no locks nothing is swept away either.
        let _ = file.try_lock();
        Ok(Self { path, file })
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It may be elsewhere already, under its own name.
        let _ = fs::remove_file(&self.path);
    }
}
