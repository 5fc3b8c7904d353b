//! What a table consists of: the instance, the keys that vary, the methods; read from TOML and checked.

mod checks;
mod reader;
mod spec;

pub use spec::{Axis, Figure, Layout, Spec, short, shown};
