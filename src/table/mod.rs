//! Reference tables and figures: a grid of instances, every method on each, published values beside them.
//!
//! A [`Spec`] (TOML) names the instance, the keys that vary and the methods. [`run()`] computes its cells in
//! parallel and writes each to a log as it finishes, so that a killed run goes on where it stopped. What
//! the [`Table`] shows depends on the spec alone: not on the number of threads, nor on where a run was
//! interrupted, as long as no method meets its time limit.

mod builtin;
mod compare;
mod figure;
mod log;
mod output;
mod provenance;
mod published;
mod record;
mod run;
mod spec;

pub use builtin::{BUILTIN, Builtin, group};
pub use compare::compare;
pub use figure::{Document, draw, left_out};
pub use log::write;
pub use output::{files, render};
pub use record::Record;
pub use run::{Progress, run};
pub use spec::{Axis, Figure, Layout, Spec};

use thiserror::Error;

use crate::report::Report;
use provenance::Provenance;

/// One point of the grid with the solutions of all methods.
#[derive(Debug, Clone)]
pub struct Point {
    /// The varied keys' values, as in the spec.
    pub values: Vec<String>,
    /// The same as numbers, for figures; NaN where a value is not a number.
    pub numbers: Vec<f64>,
    /// The solutions with the best bound on all of them.
    pub report: Report,
    /// The published value of each row, in the unit of `value`; none where nothing is published.
    pub published: Vec<Option<f64>>,
}

/// A computed table.
#[derive(Debug, Clone)]
pub struct Table {
    /// What was asked for.
    pub spec: Spec,
    /// The points in the order of the grid.
    pub points: Vec<Point>,
    /// How the numbers came about.
    provenance: Provenance,
}

/// What can be wrong with a table.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TableError {
    /// The spec is not what its format asks for.
    #[error("{key} = {value}: {allowed}")]
    Spec {
        /// The key.
        key: String,
        /// Its value.
        value: String,
        /// What is allowed.
        allowed: String,
    },
    /// A file cannot be read, parsed or written.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why, and what to do.
        reason: String,
    },
    /// A stored table cannot be compared with.
    #[error("{0}")]
    Stored(String),
    /// An instance of the grid is refused.
    #[error("{point}: {reason}")]
    Point {
        /// The values of the varied keys.
        point: String,
        /// Why.
        reason: String,
    },
}
