//! The definition of a table.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table as Toml, Value};

use crate::input::shorten;
use crate::instance::{Instance, set_key};
use crate::options::Options;
use crate::table::error::TableError;

/// How the lines of a table run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Layout {
    /// A line a point of the grid.
    #[default]
    Points,
    /// One point; a line a redundancy level `n`, a column a method.
    Partition,
    /// A line an iteration, a column a method and point.
    History,
}

/// One axis of a figure.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Axis {
    /// What it is labelled, mathematics between dollars; by default the name, symbol and unit of what it shows.
    pub label: String,
    /// Whether it is logarithmic; default false.
    pub log: bool,
    /// Its lower end; by default a little below the least value, or zero.
    pub min: Option<f64>,
    /// Its upper end; by default a little above the largest value.
    pub max: Option<f64>,
    /// Where its ticks are; by default as many round numbers as have room.
    pub ticks: Vec<f64>,
}

/// Where the legend of a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LegendAt {
    /// Below the axes.
    #[default]
    Below,
    /// In the upper left corner of the first panel.
    TopLeft,
    /// In the upper right corner.
    TopRight,
    /// In the lower left corner.
    BottomLeft,
    /// In the lower right corner.
    BottomRight,
    /// Nowhere.
    None,
}

/// The figure of a table.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Figure {
    /// The horizontal axis: the first key of the grid, or the level.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The key along the horizontal axis; the first of the grid by default.
    pub key: Option<String>,
    /// What is drawn: `value` (default), `complement`, `gap` or `relaxation-gap`.
    pub quantity: String,
    /// The methods drawn; all by default.
    pub methods: Vec<String>,
    /// Whether partitions are bars, a panel a method, instead of curves.
    pub bars: bool,
    /// Width in points of TeX; by default that of a column of IEEEtran, 252.
    pub width: f64,
    /// Where the legend is.
    pub legend: LegendAt,
    /// What the legend calls methods, mathematics between dollars; by default their names.
    pub names: BTreeMap<String, String>,
}

impl Default for Figure {
    fn default() -> Self {
        Self {
            x: Axis::default(),
            y: Axis::default(),
            key: None,
            quantity: "value".to_owned(),
            methods: Vec::new(),
            bars: false,
            width: 252.0,
            legend: LegendAt::default(),
            names: BTreeMap::new(),
        }
    }
}

/// A table to be made; see `docs/reference.md` for the format.
#[derive(Debug, Clone)]
#[non_exhaustive]
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
    pub(crate) grid: Vec<(String, Vec<Value>)>,
    /// Gap, time limit and seed.
    pub options: Options,
    /// The number of workers up to which a method is run.
    pub at_most: BTreeMap<String, usize>,
    /// The figure, if one is wanted.
    pub figure: Option<Figure>,
    /// Tolerances of a comparison, by column or `method.column`.
    pub tolerance: BTreeMap<String, f64>,
    /// The key by which captions cite the program.
    pub cite: String,
    /// The text it was read from.
    pub source: String,
    pub(super) instance: Toml,
    /// The folder that the path of a trace is relative to.
    pub(super) base: PathBuf,
}

impl Spec {
    /// Number of points.
    pub fn len(&self) -> usize {
        self.grid.iter().map(|(_, values)| values.len()).product()
    }

    /// Whether there is no point; never so for a parsed spec.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The folder that the path of a trace is relative to.
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The values of the varied keys at a point; the last key varies fastest.
    pub(crate) fn values_at(&self, mut index: usize) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::with_capacity(self.grid.len());
        for (_, all) in self.grid.iter().rev() {
            values.push(all[index % all.len()].clone());
            index /= all.len();
        }
        values.reverse();
        values
    }

    /// The instance at a point.
    ///
    /// # Errors
    /// When the instance is refused.
    pub fn instance_at(&self, index: usize) -> Result<Instance, TableError> {
        let mut table = self.instance.clone();
        for ((key, _), value) in self.grid.iter().zip(self.values_at(index)) {
            let shown = shorten(&value.to_string());
            set_key(&mut table, key, value).map_err(|allowed| TableError::Spec {
                key: format!("grid.\"{}\"", shorten(key)),
                value: shown,
                allowed,
            })?;
        }
        Instance::from_table_in(&table, &self.base).map_err(|error| {
            let (point, reason) = (self.label(index), error.to_string());
            // Of a grid with one key, both say which.
            let reason = reason.strip_prefix(&format!("{point}: ")).unwrap_or(&reason).to_owned();
            TableError::Point { point, reason }
        })
    }

    /// The traces that its instances read.
    pub fn traces(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        self.instance.iter().for_each(|(key, value)| traces(key, value, &mut found));
        for (key, values) in &self.grid {
            values.iter().for_each(|value| traces(short(key), value, &mut found));
        }
        found.into_iter().map(|path| self.base.join(path)).collect()
    }

    /// `key = value, ...` of a point.
    pub fn label(&self, index: usize) -> String {
        if self.grid.is_empty() {
            return "instance".to_owned();
        }
        let values = self.values_at(index);
        let pairs =
            self.grid.iter().zip(&values).map(|((key, _), value)| format!("{key} = {}", shown(value)));
        pairs.collect::<Vec<_>>().join(", ")
    }
}

/// The paths below a key: texts under a key `trace`.
fn traces<'a>(key: &str, value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(path) if key == "trace" => found.push(path),
        Value::Table(table) => table.iter().for_each(|(key, value)| traces(key, value, found)),
        _ => {}
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

/// What tables and figures call a key: its last part, and of an overhead that it is one, as the law of cycle times has keys
/// with the same names.
pub fn named(key: &str) -> String {
    let of_overhead = key.strip_prefix("overhead.").map(|rest| format!("overhead {}", short(rest)));
    of_overhead.unwrap_or_else(|| short(key).to_owned())
}

/// The last part of a dotted key.
pub fn short(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}
