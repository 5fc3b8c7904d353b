//! What the tests of the binary share.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The binary under test.
pub fn bcgc() -> Command {
    Command::new(env!("CARGO_BIN_EXE_bcgc"))
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the example instances.
pub fn examples() -> PathBuf {
    root().join("examples")
}

/// The path of an example instance.
pub fn example(name: &str) -> String {
    examples().join(format!("{name}.toml")).to_string_lossy().into_owned()
}
