//! What stands between the cells of a table.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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
    /// to numbers), else commas, else tabs if every line has one, else spaces.
    pub(crate) fn of(text: &str) -> Self {
        let lines = || text.lines().filter(|line| !is_skipped(line)).map(unquoted);
        if lines().any(|line| line.contains(';')) {
            Self::Semicolon
        } else if lines().any(|line| line.contains(',')) {
            Self::Comma
        } else if lines().next().is_some() && lines().all(|line| line.contains('\t')) {
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
    line.is_empty() || line.starts_with('#')
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
    fn delimiters_have_names() {
        for delimiter in Delimiter::ALL {
            assert_eq!(delimiter.name().parse(), Ok(delimiter));
        }
        assert_eq!(";".parse(), Ok(Delimiter::Semicolon));
        assert_eq!("\\t".parse(), Ok(Delimiter::Tab));
        assert!("|".parse::<Delimiter>().unwrap_err().contains("comma, semicolon, tab, space"));
    }
}
