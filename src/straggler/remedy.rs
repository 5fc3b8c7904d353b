//! How somebody who reads a message says how a table is read: keys of an instance file, options or arguments.

use std::fmt;

use super::quantity::Quantity;

/// Where it is said how a table is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Manner {
    /// Keys of an instance file: `index = true`.
    Keys,
    /// Options of a command: `--index true`.
    Options,
    /// Arguments of a function in Python: `index=True`.
    Arguments,
}

/// What a key is set to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Setting<'a> {
    Truth(bool),
    Word(&'a str),
    List(&'a [String]),
}

impl Manner {
    /// A key and its value.
    pub(super) fn set(self, key: &str, value: Setting) -> String {
        let quoted =
            |list: &[String]| list.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
        let value = match (self, value) {
            (Self::Arguments, Setting::Truth(true)) => "True".to_owned(),
            (Self::Arguments, Setting::Truth(false)) => "False".to_owned(),
            (_, Setting::Truth(flag)) => flag.to_string(),
            (Self::Options, Setting::Word(word)) => word.to_owned(),
            (_, Setting::Word(word)) => format!("\"{word}\""),
            (Self::Options, Setting::List(list)) => list.join(","),
            (_, Setting::List(list)) => format!("[{}]", quoted(list)),
        };
        match self {
            Self::Keys => format!("{key} = {value}"),
            Self::Options => format!("--{key} {value}"),
            Self::Arguments => format!("{key}={value}"),
        }
    }

    /// What stands between two that are said together.
    pub(super) fn and(self) -> &'static str {
        match self {
            Self::Keys => " and ",
            Self::Options => " ",
            Self::Arguments => ", ",
        }
    }

    /// What stands before a key: `say in [stragglers]`.
    pub(super) fn say(self, quantity: Quantity) -> impl fmt::Display {
        match self {
            Self::Keys => format!("say in {}", quantity.section()),
            Self::Options | Self::Arguments => "say".to_owned(),
        }
    }

    /// What has to be said as well where a column is none of the workers'.
    pub(super) fn without_it(self) -> &'static str {
        match self {
            Self::Keys => ", and system.workers without it",
            Self::Options | Self::Arguments => "",
        }
    }
}
