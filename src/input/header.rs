//! Whether the first line of a table holds names or numbers.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// Whether a table has a line, or a column, that holds no numbers of its own.
///
/// ```
/// use bcgc::{Presence, Trace};
///
/// let text = "1,2\n3.5,4.5\n";
/// assert!(Trace::parse("t.csv", text, 2).is_err(), "a header that counts, or a round?");
/// assert_eq!(Trace::parse_with("t.csv", text, 2, Presence::Present)?.rows().len(), 1);
/// assert_eq!(Trace::parse_with("t.csv", text, 2, Presence::Absent)?.rows().len(), 2);
/// # Ok::<(), bcgc::TraceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// To be told from the cells: it is there if some cell is a name and none a number. What counts 1, 2, 3 where
    /// both make sense is refused.
    #[default]
    Auto,
    /// It is there, whatever it holds.
    Present,
    /// All cells are numbers.
    Absent,
}

/// Which lines of a table of numbers hold names: the first one, the first column.
///
/// ```
/// use bcgc::{Names, Presence, Trace};
///
/// let rounds = "1,2.5,3.5\n2,4.5,1.5\n3,2.5,2.5\n";
/// assert!(Trace::parse("t.csv", rounds, 3).is_err(), "the times of a worker, or the numbers of the rounds?");
/// let numbered = Names { index: Presence::Present, ..Names::default() };
/// assert_eq!(Trace::parse_with("t.csv", rounds, 2, numbered)?.rows()[0], [2.5, 3.5]);
/// # Ok::<(), bcgc::TraceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    /// Whether the first line is a header.
    pub header: Presence,
    /// Whether the first column is an index, of names or numbers of the rows.
    pub index: Presence,
}

impl From<Presence> for Names {
    /// A header that is known of; an index to be told from the cells.
    fn from(header: Presence) -> Self {
        Self { header, index: Presence::Auto }
    }
}

impl std::str::FromStr for Presence {
    type Err = String;

    /// Reads `auto`, `true` or `false`.
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "auto" => Ok(Self::Auto),
            "true" => Ok(Self::Present),
            "false" => Ok(Self::Absent),
            _ => Err("must be auto, true or false".to_owned()),
        }
    }
}

/// What stands where nothing was measured.
const MISSING: &[&str] = &[
    "na", "n/a", "nan", "null", "none", "nil", "missing", "timeout", "<na>", "n.a.", "nat", "never", "-",
    "--", "?", ".", "\u{221e}",
];
/// Units that are written behind a number.
const UNITS: &[&str] = &[
    "ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins",
    "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "cycle", "cycles",
];

/// Truth values are entries, not names.
const TRUTHS: &[&str] = &["true", "false"];

/// Whether a line is a header: some cell is a name, and none may be a number that was not understood.
pub(crate) fn is_one<'a>(mut cells: impl Iterator<Item = &'a str> + Clone) -> bool {
    let may_stand_beside = |cell: &str| is_name(cell) || is_missing(cell) || is_ordinal(cell);
    cells.clone().any(is_name) && cells.all(may_stand_beside)
}

/// Whether a cell is a word that nobody writes for a number, not even for one that is missing or has a unit: it begins
/// with a letter, or is an address.
pub(crate) fn is_name(cell: &str) -> bool {
    let begins = cell.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_entry = cell.parse::<f64>().is_ok() || is_one_of(TRUTHS, cell) || is_missing(cell);
    (begins && !is_entry) || is_address(cell)
}

fn is_address(cell: &str) -> bool {
    cell.parse::<IpAddr>().is_ok() || cell.parse::<SocketAddr>().is_ok()
}

/// Whether a cell is `1st`, `2nd` and so on.
fn is_ordinal(cell: &str) -> bool {
    let letters = cell.trim_start_matches(|c: char| c.is_ascii_digit());
    letters.len() < cell.len() && is_one_of(&["st", "nd", "rd", "th"], letters)
}

/// What cells begin with that count the columns, or the rows: 0 or 1, and go on by one; of two or more.
pub(crate) fn counts_from<'a>(cells: impl ExactSizeIterator<Item = &'a str> + Clone) -> Option<u64> {
    let from = |begin: &u64| cells.clone().zip(*begin..).all(|(cell, number)| cell.parse() == Ok(number));
    [0, 1].into_iter().find(from).filter(|_| cells.len() > 1)
}

/// A column, cell by cell: whether it counts from 0 or 1.
#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    first: String,
    last: String,
    length: u64,
    /// What it began with, while it goes on by one.
    begins: Option<u64>,
    /// The last number, while all are numbers that rise.
    rose_to: Option<f64>,
    /// Whether some cell is no name.
    has_others: bool,
}

impl Column {
    /// Takes the next cell.
    pub(crate) fn push(&mut self, cell: &str) {
        let number = cell.parse::<u64>().ok();
        let rises =
            |x: &f64| x.is_finite() && (self.length == 0 || self.rose_to.is_some_and(|last| last < *x));
        self.rose_to = cell.parse::<f64>().ok().filter(rises);
        if self.length == 0 {
            self.first = cell.to_owned();
            self.begins = number.filter(|number| *number <= 1);
        } else if self.begins.is_some_and(|begins| number != Some(begins + self.length)) {
            self.begins = None;
        }
        self.has_others |= !is_name(cell);
        cell.clone_into(&mut self.last);
        self.length += 1;
    }

    /// Whether it counts, in so many cells at least.
    pub(crate) fn counts(&self, least: u64) -> bool {
        self.begins.is_some() && self.length >= least
    }

    /// Whether it has three cells or more, all of them numbers that rise.
    pub(crate) fn rises(&self) -> bool {
        self.rose_to.is_some() && self.length > 2
    }

    /// Whether all cells are names.
    pub(crate) fn are_names(&self) -> bool {
        !self.has_others
    }

    /// Its first cell.
    pub(crate) fn first(&self) -> &str {
        &self.first
    }

    /// Its ends.
    pub(crate) fn shown(&self) -> String {
        if self.length > 1 { format!("{} to {}", self.first, self.last) } else { self.first.clone() }
    }
}

/// Why a cell may be no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It says that nothing was measured.
    Missing,
    /// It has a unit of time.
    Unit,
    /// It has a comma.
    Comma,
    /// It holds several numbers between spaces.
    Spaces,
    /// It is something else.
    Other,
}

/// What to say of a number with a comma.
pub(crate) const COMMA: &str =
    "is not a number: write it without a comma, and with a point before the decimals";

/// Why a cell that is no number is none.
pub(crate) fn fault(cell: &str) -> Fault {
    match cell {
        cell if is_missing(cell) => Fault::Missing,
        cell if has_unit(cell) => Fault::Unit,
        cell if are_several(cell) => Fault::Spaces,
        cell if cell.contains(',') => Fault::Comma,
        _ => Fault::Other,
    }
}

/// Whether a cell says that nothing was measured.
pub(crate) fn is_missing(cell: &str) -> bool {
    cell.is_empty() || is_one_of(MISSING, cell) || is_one_of(SPREADSHEET, cell)
}

/// What spreadsheets write in place of a number; a line that begins with one is no comment.
const SPREADSHEET: &[&str] = &["#n/a", "#na", "#null!", "#num!", "#div/0!", "#value!", "#ref!", "#name?"];

/// Whether a text begins with what spreadsheets write in place of a number, as a cell of its own.
pub(super) fn begins_with_error(text: &str) -> bool {
    SPREADSHEET.iter().any(|word| {
        let begins = text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
        let rest = text.get(word.len()..).unwrap_or_default();
        let next = rest.trim_start_matches(' ');
        // Behind a space words of a comment may follow.
        let is_cell = match next.len() == rest.len() {
            true => !next.starts_with(|c: char| c.is_alphanumeric() || c == ':'),
            false => next.is_empty() || next.starts_with(|c: char| c.is_ascii_digit() || ",;#".contains(c)),
        };
        begins && is_cell
    })
}

/// Whether a cell holds two numbers or more, with a point or a comma, between spaces.
fn are_several(cell: &str) -> bool {
    let is_number = |part: &str| part.replace(',', ".").parse::<f64>().is_ok();
    cell.split_whitespace().count() > 1 && cell.split_whitespace().all(is_number)
}

/// Whether a cell is a number with a unit of time behind it.
fn has_unit(cell: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
    let unit = cell.trim_start_matches(number).trim_start();
    is_one_of(UNITS, unit) && cell.starts_with(number) && cell.contains(|c: char| c.is_ascii_digit())
}

fn is_one_of(words: &[&str], text: &str) -> bool {
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_a_header_and_numbers_do_not() {
        for line in ["w1,w2", "worker,", "time in s,1st", "10.0.0.1,10.0.0.2", "x1,NA"] {
            assert!(is_one(line.split(',')), "{line}");
        }
        for line in [
            "$10,$12",
            "00:10,00:11",
            "0x10,0x11",
            "1_0,2_0",
            "timeout,never",
            "1,2",
            "1,w2",
            "NA,NA",
            "",
            ",",
            "30ms,31ms",
            "3.5 s,w2",
            "-,?",
            "nan,NaN",
            "inf,w",
            "5\u{b5}s",
            "true,false",
            "1/2,2/3",
            "5x,6x",
            "1e,2e",
            "1e5ms,2e5ms",
            "1.2.3,1.2.4",
            "3kg,w2",
            "\u{bd},\u{bd}",
        ] {
            assert!(!is_one(line.split(',')), "{line}");
        }
    }
}
