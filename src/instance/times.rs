//! The tables of an instance's document that say what workers take: a law, a constant, a trace, or a trace a load.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Value as Toml;

use super::overhead::CONSTANT;
use super::range::refused;
use super::reading::{READING, read_reading};
use super::section::{Section, missing, number, out_of_range};
use super::system::LARGEST_COUNT;
use crate::error::Error;
use crate::straggler::{LAWS, Law, LawError, Missing, ParameterValue, Quantity, Trace, TraceError, of_loads};

/// How the keys of files of loads begin.
pub(super) const LOAD: &str = "load-";

/// What a table of times is about.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    quantity: Quantity,
    /// In words, for messages.
    name: &'static str,
    of_law: fn(LawError) -> Error,
    of_trace: fn(TraceError) -> Error,
}

pub(super) const CYCLE_TIMES: Subject = Subject {
    quantity: Quantity::CycleTimes,
    name: "cycle times",
    of_law: Error::Law,
    of_trace: Error::Trace,
};

pub(super) const OVERHEADS: Subject = Subject {
    quantity: Quantity::Overheads,
    name: "overhead",
    of_law: Error::OverheadLaw,
    of_trace: Error::OverheadTrace,
};

/// What a table of times says.
pub(super) enum Times {
    Constant(f64),
    Law(Law),
    Trace(Trace),
}

/// A law, a trace or a constant.
pub(super) fn read_times(
    section: &Section,
    base: &Path,
    workers: Option<usize>,
    subject: Subject,
) -> Result<Times, Error> {
    let Some(path) = section.table.get("trace") else {
        return read_law(section, subject);
    };
    if section.table.contains_key("law") {
        let allowed = format!("{} is given as well: give either a law or a trace", section.key("law"));
        return Err(out_of_range(&section.key("trace"), path, &allowed));
    }
    section.allow_only(&[&["trace", "rounds"], READING].concat(), &[])?;
    let reading = read_reading(section)?;
    match path {
        Toml::String(path) if !path.is_empty() => {
            let trace =
                Trace::read_as(path, base, workers, &reading, subject.quantity).map_err(subject.of_trace)?;
            let rounds = section.count("rounds", LARGEST_COUNT, Some(trace.rows().len() as u64))?;
            let rounds = usize::try_from(rounds).unwrap_or(usize::MAX);
            let is_all = rounds == trace.rows().len();
            Ok(Times::Trace(if is_all { trace } else { trace.first(rounds).map_err(subject.of_trace)? }))
        }
        other => {
            let allowed = "must be the path of a CSV file, relative to the instance file";
            Err(out_of_range(&section.key("trace"), other, allowed))
        }
    }
}

/// The value of what does not vary.
fn read_constant(section: &Section, quantity: Quantity) -> Result<f64, Error> {
    section.allow_only(&["law", "value"], &[])?;
    if quantity == Quantity::CycleTimes {
        return section.positive("value", None);
    }
    let allowed = "must be a finite number >= 0";
    let Some(value) = section.table.get("value") else {
        return Err(missing(&section.key("value"), allowed));
    };
    number(value)
        .filter(|x| x.is_finite() && *x >= 0.0)
        .ok_or_else(|| out_of_range(&section.key("value"), value, allowed))
}

fn read_law(section: &Section, subject: Subject) -> Result<Times, Error> {
    let name = match section.table.get("law") {
        Some(Toml::String(name)) if name == CONSTANT => {
            return read_constant(section, subject.quantity).map(Times::Constant);
        }
        Some(Toml::String(name)) => name,
        Some(other) => return Err(out_of_range(&section.key("law"), other, "must be a string")),
        None => {
            let laws: Vec<&str> = LAWS.iter().map(|law| law.name).chain([CONSTANT]).collect();
            let allowed = format!(
                "name the law of the {}, one of {}, or a file of measured ones with {}",
                subject.name,
                laws.join(", "),
                section.key("trace")
            );
            return Err(missing(&section.key("law"), &allowed));
        }
    };
    let mut parameters = BTreeMap::new();
    for (key, value) in section.table.iter().filter(|(key, _)| *key != "law") {
        let wrong = || out_of_range(&section.key(key), value, "must be a number or a list of numbers");
        let parameter = match value {
            Toml::Array(list) => {
                ParameterValue::List(list.iter().map(number).collect::<Option<_>>().ok_or_else(wrong)?)
            }
            single => ParameterValue::Number(number(single).ok_or_else(wrong)?),
        };
        parameters.insert(key.clone(), parameter);
    }
    Law::from_parameters(name, &parameters).map(Times::Law).map_err(|error| {
        (subject.of_law)(match error {
            LawError::UnknownLaw { name, known } => {
                LawError::UnknownLaw { name, known: format!("{known}, {CONSTANT}") }
            }
            error => error,
        })
    })
}

/// Overheads and cycle times from a file a load, `load-0 = "a.csv"` and so on; `None` where there is none.
pub(super) fn read_loads(
    section: &Section,
    base: &Path,
    workers: Option<usize>,
) -> Result<Option<(Trace, Trace)>, Error> {
    let is_load = |key: &&String| key.starts_with(LOAD);
    let keys: Vec<&str> = section.table.keys().filter(is_load).map(String::as_str).collect();
    if keys.is_empty() {
        return Ok(None);
    }
    section.allow_only(&[keys.as_slice(), &["rounds"], READING].concat(), &[])?;
    let reading = read_reading(section)?;
    if reading.missing == Missing::DropRow {
        let allowed =
            "rounds that one file left out would not be those that another did: leave them out of all files";
        return Err(refused(&section.key("missing"), "\"drop-row\"".to_owned(), allowed));
    }
    let mut files: Vec<(f64, Trace)> = Vec::new();
    for key in keys.iter().copied() {
        let value = &section.table[key];
        let load = key[LOAD.len()..].parse::<f64>().ok().filter(|load| load.is_finite() && *load >= 0.0);
        let load = load.filter(|load| files.iter().all(|(other, _)| other != load)).ok_or_else(|| {
            let allowed = "must be named by a load >= 0 in cycles, each once: \"load-0\", \"load-1.5\"";
            out_of_range(&section.key(key), value, allowed)
        })?;
        let Toml::String(path) = value else {
            // A point in a key that stands without quotes begins a table.
            let allowed = "must be the path of a CSV file, relative to the instance file; a load with a point needs \
                           quotes: \"load-0.5\" = \"times.csv\"";
            return Err(out_of_range(&section.key(key), value, allowed));
        };
        files.push((load, Trace::read_as(path, base, workers, &reading, Quantity::LoadTimes)?));
    }
    if files.len() < 2 {
        let allowed = "two loads or more tell overhead and cycle time apart: name the file of another one as well, \
                       \"load-0\" or \"load-1\"";
        let only = keys.first().copied().unwrap_or(LOAD);
        return Err(out_of_range(&section.key(only), &section.table[only], allowed));
    }
    let (overheads, times) = of_loads(&files)?;
    let rounds = section.count("rounds", LARGEST_COUNT, Some(times.rows().len() as u64))?;
    let rounds = usize::try_from(rounds).unwrap_or(usize::MAX);
    Ok(Some((overheads.first(rounds)?, times.first(rounds)?)))
}
