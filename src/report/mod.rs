//! What the methods found, as a document: text, JSON, CSV, Markdown or LaTeX.
//!
//! Every format is one file here and shows the same [`Report`].

pub mod citation;
pub mod code;
pub mod csv;
pub mod distribution;
pub(crate) mod facts;
mod finite;
pub mod fit;
pub mod fit_instance;
mod format;
mod gaps;
mod json;
pub mod latex;
pub mod markdown;
mod matrix;
pub mod measured;
pub mod measured_files;
pub mod number;
mod optimality;
mod origin;
pub mod paragraph;
pub(crate) mod proofs;
mod proved;
mod render;
pub(crate) mod row;
pub(crate) mod rows;
pub(crate) mod sampled;
pub mod setting;
pub mod simulation;
mod table;
pub mod tabular;
mod text;
mod versioned;

pub use format::Format;
pub use proofs::Proofs;
pub use row::Row;
pub use rows::Report;
pub use sampled::Sampled;
