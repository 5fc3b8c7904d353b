//! Ctrl-C: the first one asks for the end, the second one is the end.

use std::io::Write as _;
use std::process;

use bcgc::Cancel;

/// The exit status of a program that Ctrl-C ended.
pub const STATUS: u8 = 130;

/// Cancels on Ctrl-C; on a second one the process ends at once.
pub fn cancels(cancel: &Cancel) {
    let cancel = cancel.clone();
    // Where no handler can be installed, Ctrl-C ends the process as ever.
    let _ = ctrlc::set_handler(move || {
        if cancel.is_cancelled() {
            process::exit(STATUS.into());
        }
        cancel.cancel();
        let _ = writeln!(std::io::stderr(), "stopping; once more Ctrl-C ends it at once");
    });
}

/// The present command line, with an option that it may lack, to be given to a shell again.
pub fn again(option: &str) -> String {
    let mut words: Vec<String> =
        std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    if words.iter().all(|word| word != option) {
        words.push(option.to_owned());
    }
    std::iter::once("bcgc".to_owned())
        .chain(words.iter().map(|word| quoted(word)))
        .collect::<Vec<_>>()
        .join(" ")
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
