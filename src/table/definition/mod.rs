//! What a table consists of: the instance, the keys that vary, the methods; read from TOML and checked.

mod checks;
pub mod labels;
mod reader;
mod spec;

use spec::short;
pub use spec::{Axis, Figure, Layout, LegendAt, Spec, named, shown};
