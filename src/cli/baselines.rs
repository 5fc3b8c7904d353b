//! The stored tables of `--against`: read and checked before any work.

use std::path::{Path, PathBuf};

use bcgc::internals::wording::reason;
use bcgc::table::{Baseline, Spec};

use super::failure::Failure;
use super::standard_input;

/// A stored table and its file.
#[derive(Debug)]
pub struct Stored {
    pub path: PathBuf,
    pub baseline: Baseline,
}

/// The stored tables of all specs: of one table a file or the folder that it is in, of a group a folder.
pub fn read(against: &Path, specs: &[Spec]) -> Result<Vec<Stored>, Failure> {
    if specs.len() > 1 && !against.is_dir() {
        let problem = "for a group, give the folder with NAME.json of each of its tables";
        return Err(Failure::Input(format!("--against {}: {problem}", against.display())));
    }
    specs.iter().map(|spec| stored(against, spec)).collect()
}

/// The file of a stored table: the one that is given, or in the folder.
pub fn path(against: &Path, spec: &Spec) -> PathBuf {
    match against.is_dir() {
        true => against.join(format!("{}.json", spec.name)),
        false => against.to_owned(),
    }
}

fn stored(against: &Path, spec: &Spec) -> Result<Stored, Failure> {
    let path = path(against, spec);
    let refused = |problem: String| Failure::Input(format!("--against {}: {problem}", path.display()));
    let text = match standard_input::is(&path) {
        true => standard_input::text("--against")?,
        false => bcgc::internals::input::text(&path)
            .map_err(|e| refused(format!("cannot be read: {}", reason(&e))))?,
    };
    let baseline = Baseline::parse(&text).map_err(|error| refused(error.to_string()))?;
    Ok(Stored { path, baseline })
}
