//! What stands between the cells of a table.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::header::begins_with_error;

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Delimiter {
    /// A comma.
    Comma,
    /// A semicolon.
    Semicolon,
    /// A tab.
    Tab,
    /// Any number of spaces and tabs.
    Space,
}

impl Delimiter {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Space];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Comma => "comma",
            Self::Semicolon => "semicolon",
            Self::Tab => "tab",
            Self::Space => "space",
        }
    }

    /// The one that a text uses: semicolons if there are any outside of quotes and comments (then commas belong
    /// to numbers), else commas, else tabs if every line has one, else spaces. Tabs in every line come before commas that
    /// all stand between digits, as before decimals.
    pub(crate) fn of(text: &str) -> Self {
        let lines = || text.lines().filter(|line| !is_skipped(line)).map(unquoted);
        let has_tabs = || lines().next().is_some() && lines().all(|line| line.contains('\t'));
        if lines().any(|line| line.contains(';')) {
            Self::Semicolon
        } else if lines().any(|line| line.contains(',')) {
            if has_tabs() && lines().all(|line| are_within_numbers(&line)) { Self::Tab } else { Self::Comma }
        } else if has_tabs() {
            Self::Tab
        } else {
            Self::Space
        }
    }

    /// The letter between two cells; of spaces, the one that is left of many.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Semicolon => ';',
            Self::Tab => '\t',
            Self::Space => ' ',
        }
    }

    pub(super) fn separates(self, letter: char) -> bool {
        match self {
            Self::Space => letter.is_whitespace(),
            _ => letter == self.letter(),
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Delimiter {
    type Err = String;

    /// Reads a name, or the character itself.
    fn from_str(text: &str) -> Result<Self, String> {
        let is_meant = |delimiter: &Self| {
            let is_letter =
                text.chars().eq([delimiter.letter()]) || (text == "\\t" && *delimiter == Self::Tab);
            is_letter || text.eq_ignore_ascii_case(delimiter.name())
        };
        let found = Self::ALL.into_iter().find(is_meant);
        found.ok_or_else(|| format!("must be one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// Whether a line is blank or a comment, however far it is indented.
pub(super) fn is_skipped(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || (line.starts_with('#') && !begins_with_error(line))
}

/// Whether all commas stand between digits.
fn are_within_numbers(line: &str) -> bool {
    let ends_in_digit = |part: &str| part.ends_with(|c: char| c.is_ascii_digit());
    let begins_with_digit = |part: &str| part.starts_with(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = line.split(',').collect();
    parts.windows(2).all(|pair| ends_in_digit(pair[0]) && begins_with_digit(pair[1]))
}

/// What stands outside of quotes, without space around it.
fn unquoted(line: &str) -> Cow<'_, str> {
    let line = line.trim();
    if line.contains('"') { line.split('"').step_by(2).collect::<String>().into() } else { line.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_between_digits_separate_no_cells_where_tabs_do() {
        assert_eq!(Delimiter::of("a\tb\n1,5\t2,5\n"), Delimiter::Tab);
        for text in ["1,5 2,5", "1,\t2\n3,\t4", "1,5\t2,5\n1,2", "a,b\tc\n1,5\t2"] {
            assert_eq!(Delimiter::of(text), Delimiter::Comma, "{text}");
        }
    }

    #[test]
    fn delimiters_have_names() {
        for delimiter in Delimiter::ALL {
            assert_eq!(delimiter.name().parse(), Ok(delimiter));
        }
        assert_eq!(";".parse(), Ok(Delimiter::Semicolon));
        assert_eq!("\\t".parse(), Ok(Delimiter::Tab));
        assert!("|".parse::<Delimiter>().unwrap_err().contains("comma, semicolon, tab, space"));
    }
}
