//! An instance from a parsed document; every key is checked.

use std::collections::BTreeMap;
use std::path::Path;

use toml::{Table, Value as Toml};

use super::definition::Instance;
use super::objective::Objective;
use super::overhead::{CONSTANT, Overhead};
use super::range::{POSITIVE, refused};
use super::stragglers::Stragglers;
use super::system::{LARGEST_COUNT, MOST_WORKERS, System};
use crate::error::Error;
use crate::input::{Delimiter, Names, Presence, shorten};
use crate::straggler::{
    LAWS, Law, LawError, Missing, ParameterValue, Quantity, Reading, Trace, TraceError, of_loads,
};
use crate::wording::did_you_mean;

impl Instance {
    /// Builds an instance from a parsed document; the path of a trace is relative to the folder `base`.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range, or the trace cannot be read.
    pub(crate) fn from_table_in(document: &Table, base: &Path) -> Result<Self, Error> {
        let root = Section { path: "", table: document };
        root.allow_only(
            &["name", "system", "stragglers", "overhead", "objective"],
            &[
                "system.workers",
                "system.coordinates",
                "system.samples",
                "system.cycles",
                "stragglers.law",
                "stragglers.trace",
                "overhead.law",
                "overhead.trace",
                "overhead.value",
                "objective.kind",
                "objective.deadline",
            ],
        )?;
        let name = match document.get("name") {
            None => None,
            Some(Toml::String(name)) => Some(name.clone()),
            Some(other) => return Err(out_of_range("name", other, "must be a string")),
        };
        let section = root.section("system")?;
        section.allow_only(SYSTEM, &[])?;
        let stragglers = root.section("stragglers")?;
        // A trace has a column a worker: without their number it says how many there are.
        let is_measured = stragglers.table.keys().any(|key| key == "trace" || key.starts_with(LOAD));
        let workers = match section.table.contains_key("workers") || !is_measured {
            true => Some(section.count("workers", MOST_WORKERS, None)? as usize),
            false => None,
        };
        if let Some(workers) = workers {
            read_system(&section, workers)?;
        }
        let of_trace = |trace: &Trace| read_system(&section, trace.rows().first().map_or(0, Vec::len));
        let loads = read_loads(&stragglers, base, workers)?;
        if let Some((overheads, times)) = loads {
            if let Some(value) = document.get("overhead") {
                let allowed = "the files of loads in [stragglers] say it: leave it out";
                return Err(out_of_range("overhead", value, allowed));
            }
            let objective = read_any_objective(&root)?;
            let system = of_trace(&times)?;
            let (stragglers, overhead) = (Stragglers::Trace(times), Overhead::Trace(overheads));
            return Ok(Self { name, system, stragglers, overhead, objective });
        }
        let times = read_times(&stragglers, base, workers, CYCLE_TIMES)?;
        let system = match (&times, workers) {
            (Times::Trace(trace), None) => of_trace(trace)?,
            _ => read_system(&section, workers.unwrap_or(0))?,
        };
        let stragglers = match times {
            Times::Constant(value) => Stragglers::Constant(value),
            Times::Law(law) => Stragglers::Law(law),
            Times::Trace(trace) => Stragglers::Trace(trace),
        };
        let overhead = match document.get("overhead") {
            None => Overhead::None,
            Some(_) => match read_times(&root.section("overhead")?, base, Some(system.workers), OVERHEADS)? {
                Times::Constant(value) => Overhead::Constant(value),
                Times::Law(law) => Overhead::Law(law),
                Times::Trace(trace) => Overhead::Trace(trace),
            },
        };
        let objective = read_any_objective(&root)?;
        Ok(Self { name, system, stragglers, overhead, objective })
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

/// The keys of a system.
const SYSTEM: &[&str] = &["workers", "coordinates", "samples", "cycles"];

/// The system of so many workers.
fn read_system(section: &Section, workers: usize) -> Result<System, Error> {
    let system = System {
        workers,
        coordinates: section.count("coordinates", LARGEST_COUNT, None)?,
        samples: section.count("samples", LARGEST_COUNT, Some(workers as u64))?,
        cycles: section.positive("cycles", Some(1.0))?,
    };
    system.check()?;
    Ok(system)
}

/// Overheads and cycle times from a file a load, `load-0 = "a.csv"` and so on; `None` where there is none.
fn read_loads(
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
    for key in keys {
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
        let allowed = "two loads or more tell overhead and cycle time apart: name another file";
        return Err(refused(&section.key(LOAD), format!("{} file", files.len()), allowed));
    }
    let (overheads, times) = of_loads(&files)?;
    let rounds = section.count("rounds", LARGEST_COUNT, Some(times.rows().len() as u64))?;
    let rounds = usize::try_from(rounds).unwrap_or(usize::MAX);
    Ok(Some((overheads.first(rounds)?, times.first(rounds)?)))
}

fn read_any_objective(root: &Section) -> Result<Objective, Error> {
    match root.table.get("objective") {
        None => Ok(Objective::ExpectedRuntime),
        Some(_) => read_objective(&root.section("objective")?),
    }
}

/// How the keys of files of loads begin.
const LOAD: &str = "load-";

/// What a table of times is about.
#[derive(Clone, Copy)]
struct Subject {
    quantity: Quantity,
    /// In words, for messages.
    name: &'static str,
    of_law: fn(LawError) -> Error,
    of_trace: fn(TraceError) -> Error,
}

const CYCLE_TIMES: Subject = Subject {
    quantity: Quantity::CycleTimes,
    name: "cycle times",
    of_law: Error::Law,
    of_trace: Error::Trace,
};

const OVERHEADS: Subject = Subject {
    quantity: Quantity::Overheads,
    name: "overhead",
    of_law: Error::OverheadLaw,
    of_trace: Error::OverheadTrace,
};

/// What a table of times says.
enum Times {
    Constant(f64),
    Law(Law),
    Trace(Trace),
}

fn read_times(
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

/// The keys that say how tables are read.
const READING: &[&str] = &["header", "index", "delimiter", "columns", "missing", "scale", "unit", "layout"];

/// Units of time, in seconds.
const UNITS: [(&str, f64); 6] =
    [("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("h", 3600.0)];

/// How the tables of a section are read.
fn read_reading(section: &Section) -> Result<Reading, Error> {
    let names = Names { header: read_presence(section, "header")?, index: read_presence(section, "index")? };
    let has_index = names.index != Presence::Auto;
    let mut reading = Reading::default().with_names(names);
    let word = |key: &str, allowed: &str| match section.table.get(key) {
        None => Ok(None),
        Some(Toml::String(word)) => Ok(Some(word.as_str())),
        Some(other) => Err(out_of_range(&section.key(key), other, allowed)),
    };
    let choice = |key: &str, allowed: &str| out_of_range(&section.key(key), &section.table[key], allowed);
    let delimiters = format!("must be one of {}", Delimiter::ALL.map(Delimiter::name).join(", "));
    if let Some(name) = word("delimiter", &delimiters)? {
        reading.delimiter = Some(name.parse().map_err(|_| choice("delimiter", &delimiters))?);
    }
    let names = "must be a name or a position of a column, or a list of them: \"worker_*\", [\"2-21\"]";
    reading.columns = match section.table.get("columns") {
        None => Vec::new(),
        Some(Toml::Array(list)) if !list.is_empty() => {
            list.iter().map(column).collect::<Option<_>>().ok_or_else(|| choice("columns", names))?
        }
        Some(single) => vec![column(single).ok_or_else(|| choice("columns", names))?],
    };
    reading.missing = match word("missing", "must be \"refuse\" or \"drop-row\"")? {
        None | Some("refuse") => Missing::Refuse,
        Some("drop-row") => Missing::DropRow,
        Some(_) => return Err(choice("missing", "must be \"refuse\" or \"drop-row\"")),
    };
    reading.is_long = match word("layout", "must be \"wide\" or \"long\"")? {
        None | Some("wide") => false,
        Some("long") if has_index => {
            let allowed = "a table with one time a row has the rounds in a column of their own: leave it out";
            return Err(out_of_range(&section.key("index"), &section.table["index"], allowed));
        }
        Some("long") => true,
        Some(_) => return Err(choice("layout", "must be \"wide\" or \"long\"")),
    };
    let units =
        format!("must be one of {}, and times become seconds", UNITS.map(|(name, _)| name).join(", "));
    reading.scale = match word("unit", &units)? {
        None => section.positive("scale", Some(1.0))?,
        Some(_) if section.table.contains_key("scale") => {
            return Err(choice("unit", "scale is given as well: give one of both"));
        }
        Some(name) => {
            let found = UNITS.iter().find(|(unit, _)| *unit == name);
            found.ok_or_else(|| choice("unit", &units))?.1
        }
    };
    Ok(reading)
}

/// The name or position of a column.
fn column(value: &Toml) -> Option<String> {
    match value {
        Toml::String(name) if !name.is_empty() => Some(name.clone()),
        Toml::Integer(position) => Some(position.to_string()),
        _ => None,
    }
}

/// Whether the first line or column of a trace holds names.
fn read_presence(section: &Section, key: &str) -> Result<Presence, Error> {
    match section.table.get(key) {
        None => Ok(Presence::Auto),
        Some(Toml::String(word)) if word == "auto" => Ok(Presence::Auto),
        Some(Toml::Boolean(true)) => Ok(Presence::Present),
        Some(Toml::Boolean(false)) => Ok(Presence::Absent),
        Some(other) => Err(out_of_range(&section.key(key), other, "must be true, false or \"auto\"")),
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
        // The shortest decimal: 1e300 rather than all its digits.
        Toml::Float(x) => format!("{x:?}"),
        other => shorten(&other.to_string()),
    };
    refused(key, value, allowed)
}

fn missing(key: &str, allowed: &str) -> Error {
    refused(key, "(missing)".to_owned(), allowed)
}
