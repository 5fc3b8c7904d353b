//! Command lines that cannot be read.

use std::ffi::{OsStr, OsString};
use std::io::{IsTerminal as _, Write as _, stderr};
use std::process::ExitCode;

use bcgc::Detail;
use bcgc::internals::wording::printable;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::failure::{self, Failure};

/// The arguments with every value that begins with a minus and a digit joined to the option before it, `--loads -1,1` as
/// `--loads=-1,1`: else it is taken for an option, though none begins with a digit. What comes behind `--` stays as it is.
pub fn joined(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut joined: Vec<OsString> = Vec::with_capacity(arguments.len());
    let mut are_options = true;
    for argument in arguments {
        are_options &= argument != "--";
        match (joined.last_mut(), argument.to_str()) {
            (Some(option), Some(value)) if are_options && is_option(option) && is_below_zero(value) => {
                option.push("=");
                option.push(value);
            }
            _ => joined.push(argument),
        }
    }
    joined
}

/// `--name` or `-n`, without a value.
fn is_option(argument: &OsStr) -> bool {
    let Some(text) = argument.to_str() else { return false };
    let is_long = text.strip_prefix("--").is_some_and(|name| !name.is_empty() && !name.contains('='));
    let is_short = text.strip_prefix('-').is_some_and(|name| {
        let mut letters = name.chars();
        letters.next().is_some_and(|letter| letter.is_ascii_alphabetic()) && letters.next().is_none()
    });
    is_long || is_short
}

/// A minus and a digit, before which a point may stand, or more than a number behind it.
fn is_below_zero(argument: &str) -> bool {
    let digits = argument.strip_prefix('-').map(|rest| rest.strip_prefix('.').unwrap_or(rest));
    digits.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit()))
}

/// Prints the help or version that was asked for, or says what is wrong, and gives the exit status.
pub fn report(error: &clap::Error, as_json: bool) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return error.print().map_or_else(|e| Failure::Output(e).report(as_json), |()| ExitCode::SUCCESS);
    }
    if !as_json {
        let shown = error.render();
        let lines: Vec<String> = shown.to_string().split('\n').map(printable).collect();
        let plain = lines.join("\n");
        // Colours are for terminals, and for what was given without control characters.
        let is_coloured = stderr().is_terminal() && plain == shown.to_string();
        let text = if is_coloured { shown.ansi().to_string() } else { plain };
        // Nothing is left to do if standard error is closed.
        let _ = stderr().write_all(helpful(&text).as_bytes());
        return ExitCode::from(2);
    }
    let message = error.render().to_string();
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let end = ["\n\nUsage:", "\n\nFor more information"].iter().filter_map(|part| message.find(part)).min();
    let message = helpful(end.map_or(message, |end| &message[..end]));
    failure::say("usage", &message, detail(error).as_ref(), 2, as_json)
}

/// The message without the advice to pass an unknown option as a file, and with what stands in for one that is missing.
fn helpful(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|part| !(part.contains("tip:") && part.contains("'-- ")));
    let paragraphs =
        paragraphs.map(|part| match part.contains("not provided") && part.contains("<INSTANCE>") {
            true => format!("{}{NO_INSTANCE}", part.trim_end()),
            false => part.to_owned(),
        });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// What stands in for an instance.
const NO_INSTANCE: &str = "\n\n  an INSTANCE is a file (bcgc init writes one to start from), - for standard input, or options:\n  \
    --law shifted-exponential --mean 80 --min 30 -N 12 -L 1e6";

/// The option, its value and what is allowed, as far as clap knows them.
fn detail(error: &clap::Error) -> Option<Detail> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let allowed = std::error::Error::source(error).map_or_else(String::new, ToString::to_string);
    let allowed = if allowed.is_empty() { text(ContextKind::ValidValue) } else { allowed };
    // `--gap <G>` is the option and its value.
    let key = text(ContextKind::InvalidArg);
    let key = if key.starts_with('-') { key.split(' ').next().unwrap_or_default().to_owned() } else { key };
    (!key.is_empty()).then(|| Detail::new(key, text(ContextKind::InvalidValue), allowed))
}

/// Whether the command line asks for a JSON document: errors are one then, even where the rest cannot be read.
pub fn wants_json(arguments: &[OsString]) -> bool {
    let words = || arguments.iter().map(|argument| argument.to_str().unwrap_or_default());
    let follows = words().zip(words().skip(1)).any(|pair| pair == ("--format", "json"));
    follows || words().any(|word| word == "--format=json")
}
