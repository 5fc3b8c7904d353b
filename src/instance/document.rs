//! An instance from a parsed document; every key is checked.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value as Toml};

use super::definition::Instance;
use super::objective::Objective;
use super::range::{POSITIVE, refused};
use super::stragglers::Stragglers;
use super::system::{LARGEST_COUNT, MOST_WORKERS, System};
use crate::error::Error;
use crate::input::{Names, Presence, shorten};
use crate::straggler::{LAWS, Law, ParameterValue, Trace};
use crate::wording::{self, did_you_mean};

impl Instance {
    /// Builds an instance from a parsed document; the path of a trace is relative to the folder `base`.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range, or the trace cannot be read.
    pub(crate) fn from_table_in(document: &Table, base: &Path) -> Result<Self, Error> {
        let root = Section { path: "", table: document };
        root.allow_only(
            &["name", "system", "stragglers", "objective"],
            &[
                "system.workers",
                "system.coordinates",
                "system.samples",
                "system.cycles",
                "stragglers.law",
                "stragglers.trace",
                "objective.kind",
                "objective.deadline",
            ],
        )?;
        let name = match document.get("name") {
            None => None,
            Some(Toml::String(name)) => Some(name.clone()),
            Some(other) => return Err(out_of_range("name", other, "must be a string")),
        };
        let system = read_system(&root.section("system")?)?;
        let stragglers = read_stragglers(&root.section("stragglers")?, base, system.workers)?;
        let objective = match document.get("objective") {
            None => Objective::ExpectedRuntime,
            Some(_) => read_objective(&root.section("objective")?)?,
        };
        Ok(Self { name, system, stragglers, objective })
    }
}

/// A table of the document and its path, for messages.
struct Section<'a> {
    path: &'a str,
    table: &'a Table,
}

impl<'a> Section<'a> {
    fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Refuses other keys than these; those elsewhere in the document are no more than a guess at what was meant.
    fn allow_only(&self, allowed: &[&str], elsewhere: &[&str]) -> Result<(), Error> {
        match self.table.iter().find(|(key, _)| !allowed.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, value)) => {
                let allowed = allowed.join(", ");
                let near = did_you_mean(key, &format!("{allowed}, {}", elsewhere.join(", ")));
                let allowed = format!("unknown key{near}; allowed here: {allowed}");
                Err(out_of_range(&self.key(key), value, &allowed))
            }
        }
    }

    fn section(&self, key: &'a str) -> Result<Section<'a>, Error> {
        match self.table.get(key) {
            Some(Toml::Table(table)) => Ok(Section { path: key, table }),
            Some(other) => Err(out_of_range(key, other, &format!("must be a table: [{key}]"))),
            None => Err(missing(key, &format!("the table [{key}] is required"))),
        }
    }

    /// A positive integer up to `most`; a float with an integer value is taken as well.
    fn count(&self, key: &str, most: u64, default: Option<u64>) -> Result<u64, Error> {
        let allowed = format!("must be an integer from 1 to {most}");
        let value = match self.table.get(key) {
            None => return default.ok_or_else(|| missing(&self.key(key), &allowed)),
            Some(Toml::Integer(value)) => u64::try_from(*value).ok(),
            Some(Toml::Float(value)) if value.fract() == 0.0 && *value >= 1.0 && *value <= most as f64 => {
                Some(*value as u64)
            }
            Some(_) => None,
        };
        value
            .filter(|value| (1..=most).contains(value))
            .ok_or_else(|| out_of_range(&self.key(key), &self.table[key], &allowed))
    }

    /// A finite number above zero.
    fn positive(&self, key: &str, default: Option<f64>) -> Result<f64, Error> {
        let allowed = POSITIVE;
        let Some(value) = self.table.get(key) else {
            return default.ok_or_else(|| missing(&self.key(key), allowed));
        };
        number(value)
            .filter(|x| x.is_finite() && *x > 0.0)
            .ok_or_else(|| out_of_range(&self.key(key), value, allowed))
    }
}

fn read_system(section: &Section) -> Result<System, Error> {
    section.allow_only(&["workers", "coordinates", "samples", "cycles"], &[])?;
    let workers = section.count("workers", MOST_WORKERS, None)?;
    let system = System {
        workers: workers as usize,
        coordinates: section.count("coordinates", LARGEST_COUNT, None)?,
        samples: section.count("samples", LARGEST_COUNT, Some(workers))?,
        cycles: section.positive("cycles", Some(1.0))?,
    };
    system.check()?;
    Ok(system)
}

fn read_stragglers(section: &Section, base: &Path, workers: usize) -> Result<Stragglers, Error> {
    let Some(path) = section.table.get("trace") else {
        return read_law(section).map(Stragglers::Law);
    };
    if section.table.contains_key("law") {
        let allowed = "stragglers.law is given as well: give either a law or a trace";
        return Err(out_of_range("stragglers.trace", path, allowed));
    }
    section.allow_only(&["trace", "rounds", "header", "index"], &[])?;
    let names = Names { header: read_presence(section, "header")?, index: read_presence(section, "index")? };
    match path {
        Toml::String(path) if !path.is_empty() => {
            let trace = Trace::read_with(path, base, workers, names)?;
            let rounds = section.count("rounds", LARGEST_COUNT, Some(trace.rows().len() as u64))?;
            let rounds = usize::try_from(rounds).unwrap_or(usize::MAX);
            Ok(Stragglers::Trace(if rounds == trace.rows().len() { trace } else { trace.first(rounds)? }))
        }
        other => {
            let allowed = "must be the path of a CSV file, relative to the instance file";
            Err(out_of_range("stragglers.trace", other, allowed))
        }
    }
}

/// Whether the first line or column of a trace holds names.
fn read_presence(section: &Section, key: &str) -> Result<Presence, Error> {
    match section.table.get(key) {
        None => Ok(Presence::Auto),
        Some(Toml::String(word)) if word == "auto" => Ok(Presence::Auto),
        Some(Toml::Boolean(true)) => Ok(Presence::Present),
        Some(Toml::Boolean(false)) => Ok(Presence::Absent),
        Some(other) => {
            Err(out_of_range(&format!("stragglers.{key}"), other, "must be true, false or \"auto\""))
        }
    }
}

fn read_law(section: &Section) -> Result<Law, Error> {
    let name = match section.table.get("law") {
        Some(Toml::String(name)) => name,
        Some(other) => return Err(out_of_range("stragglers.law", other, "must be a string")),
        None => {
            let laws: Vec<&str> = LAWS.iter().map(|law| law.name).collect();
            let allowed = format!(
                "name the law of the cycle times, one of {}, or a file of measured ones with stragglers.trace",
                laws.join(", ")
            );
            return Err(missing("stragglers.law", &allowed));
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
    Ok(Law::from_parameters(name, &parameters)?)
}

fn read_objective(section: &Section) -> Result<Objective, Error> {
    let kind = match section.table.get("kind") {
        Some(Toml::String(kind)) => kind.as_str(),
        Some(other) => return Err(out_of_range("objective.kind", other, "must be a string")),
        None => return Err(missing("objective.kind", "expected-runtime or completion-probability")),
    };
    match kind {
        "expected-runtime" => {
            section.allow_only(&["kind"], &[])?;
            Ok(Objective::ExpectedRuntime)
        }
        "completion-probability" => {
            section.allow_only(&["kind", "deadline"], &[])?;
            Ok(Objective::CompletionProbability { deadline: section.positive("deadline", None)? })
        }
        other => {
            let kinds = "expected-runtime, completion-probability";
            let near = did_you_mean(other, kinds);
            let allowed = format!("must be expected-runtime or completion-probability{near}");
            Err(refused("objective.kind", format!("{other:?}"), &allowed))
        }
    }
}

fn number(value: &Toml) -> Option<f64> {
    match value {
        Toml::Integer(i) => Some(*i as f64),
        Toml::Float(x) => Some(*x),
        _ => None,
    }
}

fn out_of_range(key: &str, value: &Toml, allowed: &str) -> Error {
    let value = match value {
        Toml::Float(x) => wording::number(*x),
        other => shorten(&other.to_string()),
    };
    refused(key, value, allowed)
}

fn missing(key: &str, allowed: &str) -> Error {
    refused(key, "(missing)".to_owned(), allowed)
}
