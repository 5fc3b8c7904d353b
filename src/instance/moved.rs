//! An instance in a document that lies elsewhere: the path of its trace leads from there.

use std::path::{Component, Path, PathBuf};

use super::definition::Instance;
use super::overhead::Overhead;
use super::stragglers::Stragglers;
use crate::straggler::Trace;

/// Where the names of open files are, which lie elsewhere if anywhere.
const DEVICES: [&str; 3] = ["/dev", "/dev/fd", "/proc/self/fd"];

/// The folder that paths in a file are relative to: the one that it is in, or the current one if it is a pipe, which
/// is in none.
pub fn base_of(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new(""));
    let is_pipe = std::fs::metadata(file).is_ok_and(|found| !found.is_file() && !found.is_dir());
    let is_nowhere = is_pipe || DEVICES.iter().any(|devices| folder == Path::new(devices));
    if is_nowhere { PathBuf::new() } else { folder.to_owned() }
}

impl Instance {
    /// The same instance for a document in another folder than `base`, which the path of its trace is relative to: the
    /// path is made relative to `folder`, or absolute where no relative one leads there. For a document without a
    /// folder (`folder` is empty) it is the one from the current folder, absolute if `base` is: it may be put anywhere.
    /// None where a path is not text.
    ///
    /// ```
    /// use std::path::Path;
    /// use bcgc::Instance;
    ///
    /// let instance = Instance::read(Path::new("examples/trace-n6.toml"))?;
    /// let moved = instance.moved(Path::new("examples"), Path::new("src/table")).map(|moved| moved.to_json());
    /// assert_eq!(moved.map(|moved| moved["stragglers"]["trace"].clone()), Some("../../examples/trace-n6.csv".into()));
    /// # Ok::<(), bcgc::Error>(())
    /// ```
    pub fn moved(&self, base: &Path, folder: &Path) -> Option<Self> {
        let name = |path: &str| Some(way(Path::new(path), base, folder)?.to_str()?.to_owned());
        let moved = |trace: &Trace| trace.renamed(name);
        let mut instance = self.clone();
        if let Stragglers::Trace(trace) = &self.stragglers {
            instance.stragglers = Stragglers::Trace(moved(trace)?);
        }
        if let Overhead::Trace(trace) = &self.overhead {
            instance.overhead = Overhead::Trace(moved(trace)?);
        }
        Some(instance)
    }
}

/// The path from `folder` of what `path` leads to from `base`.
fn way(path: &Path, base: &Path, folder: &Path) -> Option<PathBuf> {
    let file = base.join(path);
    if folder.as_os_str().is_empty() && file.is_absolute() {
        return Some(file);
    }
    // A trace that comes from no file has no path that could change.
    let (Ok(from), Ok(to), false) = (real(folder), real(&parent(&file)), path.is_absolute()) else {
        return Some(path.to_owned());
    };
    if real(base).is_ok_and(|base| base == from) {
        return Some(path.to_owned());
    }
    let to = to.join(file.file_name()?);
    Some(relative(&from, &to).unwrap_or(to))
}

/// The one path of a folder, through links.
fn real(folder: &Path) -> std::io::Result<PathBuf> {
    if folder.as_os_str().is_empty() { Path::new(".").canonicalize() } else { folder.canonicalize() }
}

fn parent(file: &Path) -> PathBuf {
    file.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The way from a folder to a file, both by their real paths; none from one root to another.
fn relative(from: &Path, to: &Path) -> Option<PathBuf> {
    let (from, to): (Vec<Component>, Vec<Component>) =
        (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    (shared > 0).then(|| {
        let up = from[shared..].iter().map(|_| Component::ParentDir);
        up.chain(to[shared..].iter().copied()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_lead_up_and_down() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b/t.csv"), Some("t.csv".into()));
        assert_eq!(way("/a/b", "/a/c/t.csv"), Some("../c/t.csv".into()));
        assert_eq!(way("/a/b", "/t.csv"), Some("../../t.csv".into()));
        assert_eq!(way("/", "/a/t.csv"), Some("a/t.csv".into()));
        assert_eq!(way("a", "/a/t.csv"), None);
    }
}
