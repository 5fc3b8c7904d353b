//! Standard input in place of a file: `-`, wherever a file is read, once a command line.

use std::io::stdin;
use std::path::Path;
use std::sync::OnceLock;

use bcgc::internals::input;
use bcgc::internals::wording::reason;

use super::failure::Failure;

/// What stands for it in place of a file.
pub const SIGN: &str = "-";
/// What messages call it.
pub const NAME: &str = "standard input";

/// The argument that has read it.
static READER: OnceLock<String> = OnceLock::new();

/// Whether a name stands for standard input.
pub fn is(file: &Path) -> bool {
    file == Path::new(SIGN)
}

/// A name that is one of a file.
pub fn file(name: &Path) -> Option<&Path> {
    Some(name).filter(|name| !is(name))
}

/// What messages call a file or standard input.
pub fn label(name: &Path) -> String {
    if is(name) { NAME.to_owned() } else { name.display().to_string() }
}

/// All of it, for an argument; nothing would be left for another.
pub fn text(argument: &str) -> Result<String, Failure> {
    if let Err(second) = READER.set(argument.to_owned()) {
        let first = READER.get().map_or("another argument", String::as_str);
        return Err(Failure::Input(format!(
            "{second} {SIGN}: {NAME} can be read once, and {first} reads it; give a file for one of them"
        )));
    }
    input::text_of(stdin()).map_err(|error| {
        Failure::Input(format!("{argument} {SIGN}: {NAME} cannot be read: {}", reason(&error)))
    })
}
