//! The tables that come with the program.

use super::definition::Spec;
use super::error::TableError;

/// A table by name.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// The group that makes it together with others.
    pub group: &'static str,
    /// The spec, to be copied and changed.
    pub source: &'static str,
}

impl Builtin {
    /// The table's spec.
    ///
    /// # Errors
    /// Never for the tables of [`BUILTIN`]: the tests parse them all.
    pub fn spec(&self) -> Result<Spec, TableError> {
        Spec::parse(self.name, self.source)
    }
}

macro_rules! builtin {
    ($group:literal, $name:literal) => {
        Builtin { name: $name, group: $group, source: include_str!(concat!("builtin/", $name, ".toml")) }
    };
}

/// All tables: those of the paper's figures, and those of the study in `docs/study.md`.
pub const BUILTIN: &[Builtin] = &[
    builtin!("paper", "runtime-workers"),
    builtin!("paper", "runtime-rate"),
    builtin!("paper", "runtime-coordinates"),
    builtin!("paper", "runtime-partition"),
    builtin!("paper", "deadline-workers"),
    builtin!("paper", "deadline-rate"),
    builtin!("paper", "deadline-coordinates"),
    builtin!("paper", "deadline-deadline"),
    builtin!("paper", "deadline-partition"),
    builtin!("paper", "deadline-published"),
    builtin!("study", "runtime-shift"),
    builtin!("study", "convergence"),
    builtin!("study", "relaxation-coordinates"),
    builtin!("study", "closed-forms-workers"),
];

/// The tables of a name: one table, or all of a group.
pub fn group(name: &str) -> Vec<&'static Builtin> {
    BUILTIN.iter().filter(|table| table.name == name || table.group == name).collect()
}
