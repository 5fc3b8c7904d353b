//! What a table consists of: the instance, the keys that vary, the methods; read from TOML and checked.

mod checks;
pub mod labels;
mod reader;
mod spec;

pub use spec::{Axis, Figure, Layout, LegendAt, Spec, short, shown};
