//! Reference tables and figures: a grid of instances, every method on each, published values beside them.
//!
//! A [`Spec`] (TOML) names the instance, the keys that vary and the methods. [`run()`] computes its cells in
//! parallel and writes each to a log as it finishes, so that a killed run goes on where it stopped. What
//! the [`Table`] shows depends on the spec alone: not on the number of threads, nor on where a run was
//! interrupted, as long as no method meets its time limit.
//!
//! Several machines make one table by [`run_shard`] and [`merge`]; [`Work`] and [`cell`](cell()) are for schedulers of one's own.

mod builtin;
mod cell;
mod certificates;
mod certified_row;
mod comparison;
mod computed;
mod contradiction;
mod definition;
pub(crate) mod error;
mod figure;
mod log;
mod logged;
mod methods;
mod output;
mod points;
mod proofs;
mod provenance;
mod published;
mod record;
mod run;
mod shard;
mod work;

pub use builtin::{BUILTIN, Builtin, group};
pub use certificates::{
    Certified, ENDING as CERTIFICATE, certify, certify_shard, check as check_certificates,
    files as certificates,
};
pub use certified_row::RowCertificate;
pub use comparison::{
    Baseline, Comparison, Difference, compare, render as render_comparisons,
    render_within as render_comparisons_within, tolerances,
};
pub use computed::{Point, Table};
pub use definition::{Axis, Figure, Layout, LegendAt, Spec};
pub use error::TableError;
pub use figure::left_out;
pub use logged::{Logged, logged};
pub use output::{endings, files, png, render, render_within};
pub use proofs::prove;
pub use run::{Progress, run};
pub use shard::{Shard, merge, run_shard};
pub use work::{Work, cell};
