//! What reads a table, and how somebody who reads a message says it: by keys of an instance file, options or arguments.

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

    /// What has to be said as well where an instance file gives another number of workers than are left.
    pub(super) fn and_workers(self, left: Option<usize>) -> String {
        match (self, left) {
            (Self::Keys, Some(left)) => format!(", and system.workers = {left}"),
            _ => String::new(),
        }
    }
}

/// What can be done about a cell that is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CellRemedy {
    /// Nothing but writing another one.
    None,
    /// The round can be left out, as its time is missing.
    DropRow,
    /// Its column is the last one and can be left out, as it is empty in all rows.
    Last {
        /// The first column of a worker, from 1.
        first: usize,
    },
    /// It holds several numbers between spaces, which may be what stands between cells.
    Spaces,
}

/// What can be done about a row that is longer than the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WidthRemedy {
    /// Nothing but making them as many.
    None,
    /// Its first cell may be the name of a round.
    Index,
    /// Its last cell is empty: a delimiter stands at its end.
    Trailing,
    /// A cell holds several numbers between spaces, which may be what stands between cells.
    Spaces,
}

/// What can be done about two tables that name their rounds or workers otherwise than they are paired.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PairRemedy {
    /// Nothing but giving files of the same rounds and workers.
    Same,
    /// The columns can be taken by name.
    Workers {
        /// The names in one order; none where they do not tell all columns of both.
        columns: Vec<String>,
    },
    /// The names of the rounds can be left out.
    Rounds {
        /// The columns that are left, as positions from 1, where nothing else says which are read.
        columns: Option<String>,
        /// Whether no round of the one table has the name of one of the other.
        are_others: bool,
    },
}

/// How to say which columns of a table are the workers'.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnRemedy {
    /// The columns that are left, as positions from 1, `2-21`; none where nothing is.
    pub workers: Vec<String>,
    /// All columns, in the same way.
    pub all: String,
    /// Whether the first column is the only one that is no worker's, which may be left out as an index as well.
    pub is_first: bool,
    /// The columns of round, worker and time, as positions, where the names are those of a table with one time a row; none of
    /// them where the names are such as are looked for.
    pub long: Option<Vec<String>>,
    /// How many workers are left, where another number is given.
    pub left: Option<usize>,
}
