//! What the tests of the binary share.

use std::path::Path;
use std::process::Command;

/// The binary under test.
pub fn bcgc() -> Command {
    Command::new(env!("CARGO_BIN_EXE_bcgc"))
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
