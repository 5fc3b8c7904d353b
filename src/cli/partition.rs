//! A partition as an option gives it: written out, or read from a file.

use std::path::Path;

use bcgc::internals::input;
use bcgc::internals::wording::{did_you_mean, reason};
use bcgc::{Instance, Partition};
use serde_json::Value as Json;

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
        let text =
            blocks_of(written, None).map_err(|problem| Failure::Input(format!("--partition: {problem}")))?;
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
    let is_document = text.trim_start().starts_with('{');
    let text = match method {
        _ if is_document => blocks_of(&text, method).map_err(|problem| named(&problem))?,
        Some(_) => return Err(named("only a JSON report has methods to choose from")),
        // What solve writes as a table.
        None if ["#", "method"].iter().any(|begin| text.trim_start().starts_with(begin)) => {
            return Err(named(
                "it is no list of block sizes: write them between commas or spaces, or give the JSON report of solve \
                 (--format json)",
            ));
        }
        None => text,
    };
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

/// The blocks in a JSON document, separated by commas: its own, or those of one of its solutions.
fn blocks_of(text: &str, method: Option<&str>) -> Result<String, String> {
    let document = input::json(text).map_err(|error| format!("it is no JSON document: {error}"))?;
    let own = document.get("partition").filter(|blocks| blocks.is_array());
    if let (Some(blocks), None) = (own, method) {
        return listed(blocks);
    }
    let solutions = document.get("solutions").and_then(Json::as_array).ok_or_else(|| {
        "it holds no partition: expected are a list of integers, a document with `partition`, or a report of \
         `solve --format json`"
            .to_owned()
    })?;
    let found: Vec<(&str, &Json)> = solutions
        .iter()
        .filter_map(|row| {
            Some((row.get("method")?.as_str()?, row.get("partition").filter(|x| x.is_array())?))
        })
        .collect();
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let chosen = match (method, found.as_slice()) {
        (_, []) => return Err("none of its methods has a partition".to_owned()),
        (Some(method), all) => all.iter().find(|(name, _)| *name == method).ok_or_else(|| {
            format!("no partition by `{method}`{}; there are {names}", did_you_mean(method, &names))
        })?,
        (None, [one]) => one,
        (None, _) => return Err(format!("it holds several partitions: add # and one of {names}")),
    };
    listed(chosen.1)
}

fn listed(blocks: &Json) -> Result<String, String> {
    let blocks = blocks.as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(blocks.iter().map(Json::to_string).collect::<Vec<_>>().join(","))
}
