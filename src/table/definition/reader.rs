//! From TOML to a spec.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Table as Toml;

use super::checks;
use super::spec::{Figure, Layout, Spec};
use crate::instance::{Objective, base_of};
use crate::options::Options;
use crate::table::error::TableError;
use crate::wording::{plain, reason};

/// The keys of a spec.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    title: String,
    #[serde(default)]
    layout: Layout,
    methods: Option<Vec<String>>,
    published: Option<String>,
    instance: Toml,
    #[serde(default)]
    grid: Toml,
    #[serde(default)]
    options: Limits,
    #[serde(default)]
    at_most: BTreeMap<String, usize>,
    figure: Option<Figure>,
    cite: Option<String>,
    #[serde(default)]
    tolerance: BTreeMap<String, f64>,
}

/// The keys of `options`; defaults are the objective's.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Limits {
    gap: Option<f64>,
    time_limit: Option<f64>,
    seed: Option<u64>,
    rounding: Option<String>,
}

impl Spec {
    /// Reads a TOML file; the table has the name of the file.
    ///
    /// # Errors
    /// When the file cannot be read, or a key is unknown, missing or out of range.
    pub fn read(path: &Path) -> Result<Self, TableError> {
        let shown = path.display().to_string();
        let failed = |reason: String| TableError::File { path: shown.clone(), reason };
        let text = crate::input::text(path).map_err(|e| failed(format!("cannot be read: {}", reason(&e))))?;
        let name = path.file_stem().map_or_else(|| "table".to_owned(), |s| s.to_string_lossy().into_owned());
        Self::parse_in(&name, &text, &base_of(path)).map_err(|error| match error {
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

    /// Parses a spec; a trace is sought relative to the folder `base`.
    ///
    /// # Errors
    /// As of [`Self::parse`].
    pub fn parse_in(name: &str, text: &str, base: &Path) -> Result<Self, TableError> {
        let document: Document = toml::from_str(text).map_err(|error| TableError::File {
            path: name.to_owned(),
            reason: match is_instance(text) {
                true => format!("it is an instance, not {SPEC}"),
                false => plain(error.to_string().trim_end()),
            },
        })?;
        let mut spec = Self {
            name: name.to_owned(),
            title: document.title,
            layout: document.layout,
            methods: Vec::new(),
            published: document.published,
            grid: checks::grid(&document.grid)?,
            options: Options::default(),
            at_most: document.at_most,
            figure: document.figure,
            tolerance: document.tolerance,
            cite: checks::cite(document.cite)?,
            source: text.to_owned(),
            instance: document.instance,
            base: base.to_owned(),
        };
        let objective = spec.instance_at(0)?.objective;
        spec.options = options(objective, &document.options)?;
        spec.methods = checks::methods(objective, document.methods)?;
        checks::check(&spec, objective)?;
        Ok(spec)
    }
}

/// What is to be read, in words.
const SPEC: &str =
    "the spec of a table, which has a title and an [instance]: bcgc init --spec writes one to start from";

/// Whether a text is an instance rather than a spec that holds one.
fn is_instance(text: &str) -> bool {
    toml::from_str::<Toml>(text)
        .is_ok_and(|table| table.contains_key("system") && !table.contains_key("instance"))
}

fn options(objective: Objective, limits: &Limits) -> Result<Options, TableError> {
    let defaults = Options::default();
    let gap = checks::gap(limits.gap.unwrap_or(defaults.gap_for(objective)))?;
    let seconds = checks::time_limit(limits.time_limit.unwrap_or(defaults.time_limit))?;
    let seed = limits.seed.unwrap_or(defaults.seed);
    let rounding = checks::rounding(limits.rounding.as_deref())?;
    Ok(defaults.with_gap(gap).with_time_limit(seconds).with_seed(seed).with_rounding(rounding))
}
