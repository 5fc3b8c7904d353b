//! What a table consists of: the instance, the keys that vary, the methods.

mod checks;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table as Toml, Value};

use super::TableError;
use crate::error::Error;
use crate::instance::{Instance, Objective};
use crate::method::{COMPLETION_METHODS, METHODS, select};
use crate::problem::Options;

/// How the lines of a table run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// A line a point of the grid.
    #[default]
    Points,
    /// One point; a line a redundancy level `n`, a column a method.
    Partition,
}

/// One axis of a figure.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Axis {
    /// What it is labelled, with the unit.
    pub label: String,
    /// Whether it is logarithmic; default false.
    #[serde(default)]
    pub log: bool,
}

/// The figure of a table.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Figure {
    /// The horizontal axis: the first key of the grid, or the level.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The key along the horizontal axis; the first of the grid by default.
    pub key: Option<String>,
    /// What is drawn: `value` (default), `complement`, `gap` or `relaxation-gap`.
    #[serde(default = "value")]
    pub quantity: String,
    /// The methods drawn; all by default.
    #[serde(default)]
    pub methods: Vec<String>,
}

fn value() -> String {
    "value".to_owned()
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Limits {
    gap: Option<f64>,
    time_limit: Option<f64>,
    seed: Option<u64>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    title: String,
    #[serde(default)]
    layout: Layout,
    methods: Option<Vec<String>>,
    published: Option<String>,
    instance: Toml,
    #[serde(default)]
    grid: toml::map::Map<String, Value>,
    #[serde(default)]
    options: Limits,
    #[serde(default)]
    at_most: BTreeMap<String, usize>,
    figure: Option<Figure>,
    #[serde(default)]
    tolerance: BTreeMap<String, f64>,
}

/// A table to be made; see `README.md` for the format.
#[derive(Debug, Clone)]
pub struct Spec {
    /// The name of its files.
    pub name: String,
    /// The title.
    pub title: String,
    /// How the lines run.
    pub layout: Layout,
    /// The methods, in the order of the columns.
    pub methods: Vec<String>,
    /// Which published values are shown beside: `expected-runtime/SWEEP` or `completion-probability/SWEEP`.
    pub published: Option<String>,
    /// The keys that vary and their values.
    pub grid: Vec<(String, Vec<Value>)>,
    /// Gap, time limit and seed.
    pub options: Options,
    /// The number of workers up to which a method is run.
    pub at_most: BTreeMap<String, usize>,
    /// The figure, if one is wanted.
    pub figure: Option<Figure>,
    /// Tolerances of a comparison, by column or `method.column`.
    pub tolerance: BTreeMap<String, f64>,
    /// The text it was read from.
    pub source: String,
    instance: Toml,
    /// The folder that the path of a trace is relative to.
    base: PathBuf,
}

impl Spec {
    /// Reads a TOML file; the table has the name of the file.
    ///
    /// # Errors
    /// When the file cannot be read, or a key is unknown, missing or out of range.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let shown = path.display().to_string();
        let failed = |reason: String| TableError::File { path: shown.clone(), reason };
        let text = crate::input::text(path).map_err(|e| failed(format!("cannot be read: {e}")))?;
        let name = path.file_stem().map_or_else(|| "table".to_owned(), |s| s.to_string_lossy().into_owned());
        let base = path.parent().unwrap_or(Path::new(""));
        Self::parse_in(&name, &text, base).map_err(|error| match error {
            TableError::File { reason, .. } => failed(reason),
            other => failed(other.to_string()),
        })
    }

    /// Parses a spec; a trace is sought relative to the current folder.
    ///
    /// # Errors
    /// When a key is unknown, missing or out of range.
    pub fn parse(name: &str, text: &str) -> Result<Self, TableError> {
        Self::parse_in(name, text, Path::new(""))
    }

    fn parse_in(name: &str, text: &str, base: &Path) -> Result<Self, TableError> {
        let document: Document = toml::from_str(text).map_err(|error| TableError::File {
            path: name.to_owned(),
            reason: error.to_string().trim_end().to_owned(),
        })?;
        let grid = checks::grid(&document.grid)?;
        let mut spec = Self {
            name: name.to_owned(),
            title: document.title,
            layout: document.layout,
            methods: Vec::new(),
            published: document.published,
            grid,
            options: Options::default(),
            at_most: document.at_most,
            figure: document.figure,
            tolerance: document.tolerance,
            source: text.to_owned(),
            instance: document.instance,
            base: base.to_owned(),
        };
        let first = spec.instance_at(&spec.values_at(0))?;
        spec.options = options_of(first.objective, &document.options)?;
        spec.methods = methods_of(first.objective, document.methods)?;
        checks::check(&spec, first.objective)?;
        Ok(spec)
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.grid.iter().map(|(_, values)| values.len()).product()
    }

    /// Whether there is no point; never so for a parsed spec.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The values of the varied keys at a point; the last key varies fastest.
    pub fn values_at(&self, mut index: usize) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::with_capacity(self.grid.len());
        for (_, all) in self.grid.iter().rev() {
            values.push(all[index % all.len()].clone());
            index /= all.len();
        }
        values.reverse();
        values
    }

    /// The instance at the given values of the varied keys.
    ///
    /// # Errors
    /// When the instance is refused.
    pub fn instance_at(&self, values: &[Value]) -> Result<Instance, TableError> {
        let mut table = self.instance.clone();
        for ((key, _), value) in self.grid.iter().zip(values) {
            set(&mut table, key, value.clone())?;
        }
        Instance::from_table_in(&table, &self.base).map_err(|error| {
            let (point, reason) = (self.label(values), error.to_string());
            // Of a grid with one key, both say which.
            let reason = reason.strip_prefix(&format!("{point}: ")).unwrap_or(&reason).to_owned();
            TableError::Point { point, reason }
        })
    }

    /// `key = value, ...` of a point.
    pub fn label(&self, values: &[Value]) -> String {
        if values.is_empty() {
            return "instance".to_owned();
        }
        let pairs = self.grid.iter().zip(values).map(|((key, _), value)| format!("{key} = {}", shown(value)));
        pairs.collect::<Vec<_>>().join(", ")
    }
}

/// A value of the grid as it is printed.
pub fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Float(x) if x.is_finite() => crate::report::number::shortest(*x),
        other => other.to_string(),
    }
}

fn options_of(objective: Objective, limits: &Limits) -> Result<Options, TableError> {
    let defaults = Options::of(objective);
    let check = |key: &str, value: f64, least_open: bool| {
        if value.is_finite() && value >= 0.0 && !(least_open && value == 0.0) {
            return Ok(value);
        }
        Err(TableError::Spec {
            key: format!("options.{key}"),
            value: value.to_string(),
            allowed: format!("must be a finite number {} 0", if least_open { ">" } else { ">=" }),
        })
    };
    Ok(Options {
        gap: check("gap", limits.gap.unwrap_or(defaults.gap), false)?,
        time_limit: check("time-limit", limits.time_limit.unwrap_or(defaults.time_limit), true)?,
        seed: limits.seed.unwrap_or(defaults.seed),
    })
}

/// The methods named, or all of the objective.
fn methods_of(objective: Objective, named: Option<Vec<String>>) -> Result<Vec<String>, TableError> {
    let named = named.unwrap_or_default();
    let names = match objective {
        Objective::ExpectedRuntime => {
            select(METHODS, &named).map(|all| all.iter().map(|m| m.name.to_owned()).collect())
        }
        Objective::CompletionProbability { .. } => {
            select(COMPLETION_METHODS, &named).map(|all| all.iter().map(|m| m.name.to_owned()).collect())
        }
    };
    names.map_err(|error| match error {
        Error::UnknownMethod { name, allowed } => TableError::Spec {
            key: "methods".to_owned(),
            value: name,
            allowed: format!("not a method for this objective; allowed are {allowed}"),
        },
        other => TableError::Spec {
            key: "methods".to_owned(),
            value: named.join(", "),
            allowed: other.to_string(),
        },
    })
}

/// Sets a dotted key.
fn set(table: &mut Toml, key: &str, value: Value) -> Result<(), TableError> {
    let mut table = table;
    let mut parts: Vec<&str> = key.split('.').collect();
    let Some(last) = parts.pop() else { return Ok(()) };
    for part in parts {
        let inner = table.entry(part).or_insert_with(|| Value::Table(Toml::new()));
        let Value::Table(inner) = inner else {
            return Err(TableError::Spec {
                key: format!("grid.\"{key}\""),
                value: part.to_owned(),
                allowed: "is not a table of the instance".to_owned(),
            });
        };
        table = inner;
    }
    table.insert(last.to_owned(), value);
    Ok(())
}
