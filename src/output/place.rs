//! Where a path leads: the file behind links, folders that are not there yet included.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::wording::reason;

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file, by the one path that all its names lead to; it may be missing, and its folder too.
    File(PathBuf),
    /// A device or pipe: written to as it is.
    Stream(PathBuf),
    /// A folder.
    Folder,
}

/// Where a path leads, or why it leads nowhere.
pub fn of(path: &Path) -> Result<Place, String> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => return Ok(Place::Folder),
        Ok(found) if !found.is_file() => return Ok(Place::Stream(path.to_owned())),
        Ok(_) => return path.canonicalize().map(Place::File).map_err(|e| reason(&e)),
        Err(_) if path.is_symlink() => return Err("it is a symbolic link to nothing".to_owned()),
        Err(_) => {}
    }
    if path.to_string_lossy().ends_with(std::path::MAIN_SEPARATOR) {
        return Ok(Place::Folder);
    }
    let name = path.file_name().ok_or("it is no name of a file")?;
    folder(parent(path)).map(|folder| Place::File(folder.join(name)))
}

/// The folder that a file is in.
pub fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The one path of a folder of which the lower part may be missing.
fn folder(path: &Path) -> Result<PathBuf, String> {
    let mut missing: Vec<OsString> = Vec::new();
    for above in path.ancestors() {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        match above.canonicalize() {
            Ok(found) if !found.is_dir() => return Err(format!("{} is no folder", above.display())),
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, name| path.join(name))),
            Err(_) if above.is_symlink() => {
                return Err(format!("{} is a symbolic link to nothing", above.display()));
            }
            Err(_) => missing.push(above.file_name().ok_or("its folder is not there")?.to_owned()),
        }
    }
    Err("its folder is not there".to_owned())
}
