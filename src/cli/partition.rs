//! A partition as an option gives it: written out, or read from a file.

use std::path::Path;

use bcgc::internals::input;
use bcgc::internals::wording::reason;
use bcgc::{Instance, Partition};

use super::failure::Failure;
use super::standard_input;

/// What `--partition` takes, for help texts.
pub const HELP: &str = "Block sizes x_0,x_1,..., separated by commas or spaces, as many as workers, summing to the \
                        coordinates; or the name of a file that holds them, - for standard input; FILE.json#METHOD \
                        takes them from a report of solve --format json";

/// Reads the value of `--partition`.
pub fn read(given: &str, instance: &Instance) -> Result<Partition, Failure> {
    let system = &instance.system;
    let parse = |text: &str| Partition::parse(text, system.workers, system.coordinates);
    let written = given.trim();
    if written.starts_with('{') {
        let text = input::blocks(written, None)
            .map_err(|problem| Failure::Input(format!("--partition: {problem}")))?;
        return parse(&text).map_err(|error| Failure::about("--", error.into()));
    }
    let Some((file, method)) = file(given) else {
        if !written.is_empty() && !written.contains(|c: char| c.is_ascii_digit() || c == ',') {
            return Err(Failure::Input(format!(
                "--partition {given}: neither a file nor block sizes like 3,1,2,14"
            )));
        }
        return parse(given).map_err(|error| Failure::about("--", error.into()));
    };
    let named = |problem: &str| Failure::Input(format!("--partition {given}: {problem}"));
    let text = match standard_input::is(Path::new(file)) {
        true => standard_input::text("--partition")?,
        false => input::text(Path::new(file))
            .map_err(|error| named(&format!("cannot be read: {}", reason(&error))))?,
    };
    let text = input::blocks(&text, method).map_err(|problem| named(&problem))?;
    parse(&text).map_err(|error| Failure::about(&format!("--partition {given}: "), error.into()))
}

/// The file that the value of `--partition` names, if it names one.
pub fn file_of(given: &str) -> Option<&Path> {
    let named = if given.trim().starts_with('{') { None } else { file(given) };
    named.and_then(|(file, _)| standard_input::file(Path::new(file)))
}

/// The file and the method in it, where it is no list of numbers.
pub fn file(given: &str) -> Option<(&str, Option<&str>)> {
    let named = given.trim().strip_prefix('@');
    let name = named.unwrap_or(given);
    let (file, method) = match name.rsplit_once('#') {
        Some((file, method)) => (file, Some(method)),
        None => (name, None),
    };
    if standard_input::is(Path::new(file)) {
        return Some((file, method));
    }
    // A pipe of the shell is read as well.
    let is_there = |name: &str| Path::new(name).exists() && !Path::new(name).is_dir();
    let exists = [name, file].iter().any(|name| is_there(name));
    let is_named =
        named.is_some() || method.is_some() || [".json", ".txt", ".csv"].iter().any(|e| name.ends_with(e));
    if !is_named && !exists {
        return None;
    }
    // A name may hold the sign itself.
    if is_there(name) { Some((name, None)) } else { Some((file, method)) }
}
