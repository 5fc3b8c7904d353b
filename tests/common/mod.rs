//! What the tests of the binary share.

use std::path::Path;
use std::process::Command;

/// The binary under test, on a page of its own width.
pub fn bcgc() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bcgc"));
    command.env_remove("COLUMNS");
    command
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
