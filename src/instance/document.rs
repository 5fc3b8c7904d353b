//! Reading an instance from TOML or JSON; every key is checked.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value as Json;
use toml::{Table, Value as Toml};

use super::definition::Instance;
use super::objective::Objective;
use super::range::{POSITIVE, refused};
use super::stragglers::Stragglers;
use super::system::{LARGEST_COUNT, MOST_WORKERS, System};
use crate::error::Error;
use crate::input;
use crate::straggler::{Header, LAWS, Law, ParameterValue, Trace};

/// Longest line that a message quotes, in characters.
const LONGEST_LINE: usize = 160;

impl Instance {
    /// Reads a TOML file, or JSON where the name ends in `.json`.
    ///
    /// # Errors
    /// When the file cannot be read or parsed, or a key is unknown, missing or out of range.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = input::text(path).map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        let malformed = |reason: String| Error::Malformed { path: path.to_owned(), reason };
        let is_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let table = match is_json {
            true => input::json(&text).map_err(|e| json_fault(&e) + json_hint(&text)).and_then(json_table),
            false => toml_table(&text).map_err(|e| e + toml_hint(&text)),
        };
        let table = table.map_err(malformed)?;
        let base = path.parent().unwrap_or(Path::new(""));
        Self::from_table_in(&table, base)
            .map_err(|error| Error::InFile { path: path.to_owned(), source: Box::new(error) })
    }

    /// The instance that a TOML document describes. The path of a trace is relative to the current folder.
    ///
    /// ```
    /// use bcgc::Instance;
    ///
    /// let text = "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'pareto', shape = 2, scale = 1}";
    /// assert_eq!(Instance::from_toml(text)?.law()?.cycle_time().mean(), 2.0);
    /// # Ok::<(), bcgc::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the text is not TOML, or a key is unknown, missing or out of range.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        Self::from_table_in(&toml_table(text).map_err(malformed_text)?, Path::new(""))
    }

    /// The instance that a JSON document describes. The path of a trace is relative to the current folder.
    ///
    /// # Errors
    /// When the text is not JSON, or a key is unknown, missing or out of range.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let table = input::json(text).map_err(|e| json_fault(&e)).and_then(json_table);
        Self::from_table_in(&table.map_err(malformed_text)?, Path::new(""))
    }

    /// Builds an instance from a parsed document; the path of a trace is relative to the folder `base`.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range, or the trace cannot be read.
    pub(crate) fn from_table_in(document: &Table, base: &Path) -> Result<Self, Error> {
        let root = Section { path: "", table: document };
        root.allow_only(&["name", "system", "stragglers", "objective"])?;
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

    fn allow_only(&self, allowed: &[&str]) -> Result<(), Error> {
        match self.table.iter().find(|(key, _)| !allowed.contains(&key.as_str())) {
            None => Ok(()),
            Some((key, value)) => Err(out_of_range(
                &self.key(key),
                value,
                &format!("unknown key; allowed here: {}", allowed.join(", ")),
            )),
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
    section.allow_only(&["workers", "coordinates", "samples", "cycles"])?;
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
    section.allow_only(&["trace", "rounds", "header"])?;
    let header = read_header(section)?;
    match path {
        Toml::String(path) if !path.is_empty() => {
            let trace = Trace::read_with(path, base, workers, header)?;
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

/// Whether the first line of a trace is a header.
fn read_header(section: &Section) -> Result<Header, Error> {
    match section.table.get("header") {
        None => Ok(Header::Auto),
        Some(Toml::String(word)) if word == "auto" => Ok(Header::Auto),
        Some(Toml::Boolean(true)) => Ok(Header::Present),
        Some(Toml::Boolean(false)) => Ok(Header::Absent),
        Some(other) => Err(out_of_range("stragglers.header", other, "must be true, false or \"auto\"")),
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
            section.allow_only(&["kind"])?;
            Ok(Objective::ExpectedRuntime)
        }
        "completion-probability" => {
            section.allow_only(&["kind", "deadline"])?;
            Ok(Objective::CompletionProbability { deadline: section.positive("deadline", None)? })
        }
        other => {
            let allowed = "must be expected-runtime or completion-probability";
            Err(refused("objective.kind", format!("{other:?}"), allowed))
        }
    }
}

/// The error of a text that comes from no file.
fn malformed_text(reason: String) -> Error {
    Error::Malformed { path: "(given)".into(), reason }
}

fn toml_table(text: &str) -> Result<Table, String> {
    toml::from_str(text).map_err(|e| shortened(e.to_string().trim_end()))
}

fn json_fault(error: &serde_json::Error) -> String {
    shortened(&error.to_string())
}

/// What to say of a file of TOML that seems to hold JSON.
fn toml_hint(text: &str) -> &'static str {
    if text.trim_start().starts_with('{') { "\nJSON is read from files named .json" } else { "" }
}

/// What to say of a file of JSON that seems to hold something else.
fn json_hint(text: &str) -> &'static str {
    if text.trim_start().starts_with('{') { "" } else { "; a file named .json must hold JSON" }
}

/// A JSON document as a table, so that its keys meet the same checks; of a report of this program its instance.
fn json_table(mut document: Json) -> Result<Table, String> {
    if document.get("bcgc").is_some() {
        document = document.get_mut("instance").map_or(Json::Null, Json::take);
    }
    match json_value("", document)? {
        Toml::Table(table) => Ok(table),
        _ => Err("the document must be a table: {\"system\": {...}, \"stragglers\": {...}}".to_owned()),
    }
}

/// A JSON value as a TOML one; integers beyond 64 bits become floats, and null is refused with its key.
fn json_value(key: &str, value: Json) -> Result<Toml, String> {
    let inner = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    Ok(match value {
        Json::Null if key.is_empty() => return Err("the document is null: it must be a table".to_owned()),
        Json::Null => {
            return Err(format!("{key} = null: give it a value, or leave it out where it has a default"));
        }
        Json::Bool(flag) => Toml::Boolean(flag),
        Json::Number(n) => {
            n.as_i64().map_or_else(|| Toml::Float(n.as_f64().unwrap_or(f64::NAN)), Toml::Integer)
        }
        Json::String(text) => Toml::String(text),
        Json::Array(list) => {
            Toml::Array(list.into_iter().map(|v| json_value(key, v)).collect::<Result<_, _>>()?)
        }
        Json::Object(map) => Toml::Table(
            map.into_iter()
                .filter(|(name, v)| !(is_nameless(key, name) && v.is_null()))
                .map(|(name, v)| Ok((name.clone(), json_value(&inner(&name), v)?)))
                .collect::<Result<_, String>>()?,
        ),
    })
}

/// Whether a key is the name of the instance, which documents of this program set to null where there is none.
fn is_nameless(table: &str, key: &str) -> bool {
    table.is_empty() && key == "name"
}

/// A parser's message with its long lines cut: it quotes the line of the file.
fn shortened(message: &str) -> String {
    let short = |line: &str| match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    };
    message.lines().map(short).collect::<Vec<_>>().join("\n")
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
        // The shortest decimal: 1e300 rather than all its digits.
        Toml::Float(x) => format!("{x:?}"),
        other => other.to_string(),
    };
    refused(key, value, allowed)
}

fn missing(key: &str, allowed: &str) -> Error {
    refused(key, "(missing)".to_owned(), allowed)
}
