//! An instance: the system, the law of its stragglers and the objective.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};
use toml::{Table, Value as Toml};

use crate::error::Error;
use crate::straggler::{CycleTime, LawError, LawSpec, ParameterValue};

/// Largest number of workers: beyond it even one row of the dynamic program leaves memory.
const MAX_WORKERS: u64 = 1_000_000;
/// Largest number of coordinates: all integers up to here are exact in double precision.
const MAX_COORDINATES: u64 = 1 << 53;

/// Longest line that a message quotes, in characters.
const LONGEST_LINE: usize = 160;

/// `N` workers compute a gradient of `L` coordinates from `M` samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct System {
    /// Number of workers `N >= 1`.
    pub workers: usize,
    /// Number of coordinates (model parameters) `L >= 1`.
    pub coordinates: u64,
    /// Number of samples `M >= 1`.
    pub samples: u64,
    /// CPU cycles `b > 0` for one partial derivative of one sample.
    pub cycles: f64,
}

impl System {
    /// Unit of work `kappa = M b / N`: cycles for one partial derivative of one subset.
    pub fn work_unit(&self) -> f64 {
        self.samples as f64 * self.cycles / self.workers as f64
    }
}

/// What is optimised over the partitions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// Minimise `E[tau(x, T)]`.
    ExpectedRuntime,
    /// Maximise `Pr[tau(x, T) <= deadline]`.
    CompletionProbability {
        /// Deadline in units of cycle time.
        deadline: f64,
    },
}

impl Objective {
    /// The name in instance files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ExpectedRuntime => "expected-runtime",
            Self::CompletionProbability { .. } => "completion-probability",
        }
    }

    /// `minimize` or `maximize`.
    pub fn sense(&self) -> &'static str {
        match self {
            Self::ExpectedRuntime => "minimize",
            Self::CompletionProbability { .. } => "maximize",
        }
    }
}

/// A law of the cycle time and how it is written.
#[derive(Debug, Clone)]
pub struct Law {
    /// Its name in instance files.
    pub name: &'static str,
    /// All its parameters in the order of the registry, defaults filled in.
    pub parameters: Vec<(&'static str, ParameterValue)>,
    /// The law.
    pub cycle_time: Arc<dyn CycleTime>,
}

impl Law {
    /// Looks the law up and builds it from its parameters.
    ///
    /// # Errors
    /// For an unknown law or key, and a parameter that is missing or out of range.
    pub fn new(name: &str, parameters: &BTreeMap<String, ParameterValue>) -> Result<Self, LawError> {
        let spec = LawSpec::find(name)?;
        let cycle_time = Arc::from(spec.build(parameters)?);
        Ok(Self { name: spec.name, parameters: spec.normalise(parameters)?, cycle_time })
    }
}

/// A validated instance.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Free text to tell instances apart.
    pub name: Option<String>,
    /// The system.
    pub system: System,
    /// The law of the cycle times, i.i.d. over the workers.
    pub law: Law,
    /// The objective.
    pub objective: Objective,
}

impl Instance {
    /// Reads a TOML file, or JSON where the name ends in `.json`.
    ///
    /// # Errors
    /// When the file cannot be read or parsed, or a key is unknown, missing or out of range.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
        let malformed = |reason: String| Error::Malformed { path: path.to_owned(), reason };
        let is_json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        let table = if is_json {
            json_table(&text).map_err(malformed)?
        } else {
            toml::from_str(&text).map_err(|e| malformed(shortened(&e.to_string())))?
        };
        Self::from_table(&table).map_err(|error| malformed(error.to_string()))
    }

    /// Builds an instance from a parsed document.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range.
    pub fn from_table(document: &Table) -> Result<Self, Error> {
        let root = Section { path: "", table: document };
        root.allow_only(&["name", "system", "stragglers", "objective"])?;
        let name = match document.get("name") {
            None => None,
            Some(Toml::String(name)) => Some(name.clone()),
            Some(other) => return Err(out_of_range("name", other, "must be a string")),
        };
        let system = read_system(&root.section("system")?)?;
        let law = read_law(&root.section("stragglers")?)?;
        let objective = match document.get("objective") {
            None => Objective::ExpectedRuntime,
            Some(_) => read_objective(&root.section("objective")?)?,
        };
        Ok(Self { name, system, law, objective })
    }

    /// The law of the cycle times.
    pub fn cycle_time(&self) -> Arc<dyn CycleTime> {
        Arc::clone(&self.law.cycle_time)
    }

    /// The instance as normalised: every default filled in, in the order of the file format.
    pub fn to_json(&self) -> Json {
        let mut stragglers = Map::new();
        stragglers.insert("law".to_owned(), json!(self.law.name));
        for (key, value) in &self.law.parameters {
            let value = match value {
                ParameterValue::Number(x) => json!(x),
                ParameterValue::List(list) => json!(list),
            };
            stragglers.insert((*key).to_owned(), value);
        }
        let mut objective = Map::new();
        objective.insert("kind".to_owned(), json!(self.objective.kind()));
        if let Objective::CompletionProbability { deadline } = self.objective {
            objective.insert("deadline".to_owned(), json!(deadline));
        }
        json!({
            "name": self.name,
            "system": {
                "workers": self.system.workers,
                "coordinates": self.system.coordinates,
                "samples": self.system.samples,
                "cycles": self.system.cycles,
            },
            "stragglers": stragglers,
            "objective": objective,
        })
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
        let allowed = "must be a finite number > 0";
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
    let workers = section.count("workers", MAX_WORKERS, None)?;
    let system = System {
        workers: workers as usize,
        coordinates: section.count("coordinates", MAX_COORDINATES, None)?,
        samples: section.count("samples", MAX_COORDINATES, Some(workers))?,
        cycles: section.positive("cycles", Some(1.0))?,
    };
    if system.work_unit().is_normal() {
        return Ok(system);
    }
    Err(Error::Overflow {
        quantity: format!("samples * cycles / workers with system.cycles = {:e}", system.cycles),
        remedy: "give the cycles in another unit of work".to_owned(),
    })
}

fn read_law(section: &Section) -> Result<Law, Error> {
    let name = match section.table.get("law") {
        Some(Toml::String(name)) => name,
        Some(other) => return Err(out_of_range("stragglers.law", other, "must be a string")),
        None => return Err(missing("stragglers.law", "name the law of the cycle times")),
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
    Ok(Law::new(name, &parameters)?)
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
        other => Err(Error::OutOfRange {
            key: "objective.kind".to_owned(),
            value: format!("{other:?}"),
            allowed: "must be expected-runtime or completion-probability".to_owned(),
        }),
    }
}

/// A JSON document as a table, so that its keys meet the same checks.
fn json_table(text: &str) -> Result<Table, String> {
    let document = serde_json::from_str(text).map_err(|e| shortened(&e.to_string()))?;
    match json_value("", document)? {
        Toml::Table(table) => Ok(table),
        _ => Err("the document must be a table: {\"system\": {...}, \"stragglers\": {...}}".to_owned()),
    }
}

/// A JSON value as a TOML one; integers beyond 64 bits become floats, and null is refused with its key.
fn json_value(key: &str, value: Json) -> Result<Toml, String> {
    let inner = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    Ok(match value {
        Json::Null => return Err(format!("{key} = null: leave the key out to get its default")),
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
                .map(|(name, v)| Ok((name.clone(), json_value(&inner(&name), v)?)))
                .collect::<Result<_, String>>()?,
        ),
    })
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
    Error::OutOfRange { key: key.to_owned(), value, allowed: allowed.to_owned() }
}

fn missing(key: &str, allowed: &str) -> Error {
    Error::OutOfRange { key: key.to_owned(), value: "(missing)".to_owned(), allowed: allowed.to_owned() }
}
