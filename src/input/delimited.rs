//! Small tables as spreadsheets and scripts write them: cells between commas, semicolons, tabs or spaces, quoted or not.

use std::fmt;
use std::str::FromStr;

/// What stands between the cells of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// A line of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Its number in the file, from 1.
    pub(crate) number: usize,
    /// The cells without quotes and without space around them, at least one.
    pub(crate) cells: Vec<String>,
}

/// A line that cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Its number in the file, from 1.
    pub(crate) line: usize,
    /// The cell at fault, from 1.
    pub(crate) column: usize,
    /// What is wrong and what to do.
    pub(crate) problem: &'static str,
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
        let lines: Vec<String> = shown_lines(text).map(|(_, line)| unquoted(line)).collect();
        if lines.iter().any(|line| line.contains(';')) {
            Self::Semicolon
        } else if lines.iter().any(|line| line.contains(',')) {
            Self::Comma
        } else if !lines.is_empty() && lines.iter().all(|line| line.contains('\t')) {
            Self::Tab
        } else {
            Self::Space
        }
    }

    fn separates(self, letter: char) -> bool {
        match self {
            Self::Comma => letter == ',',
            Self::Semicolon => letter == ';',
            Self::Tab => letter == '\t',
            Self::Space => letter.is_whitespace(),
        }
    }

    /// The cells of a line that is not blank.
    fn split(self, line: &str) -> Result<Vec<String>, (usize, &'static str)> {
        let mut cells: Vec<String> = Vec::new();
        let mut rest =
            line.trim_matches(|c: char| c.is_whitespace() && (self == Self::Space || !self.separates(c)));
        loop {
            let fail = |problem| (cells.len() + 1, problem);
            let space = |c: char| c.is_whitespace() && !self.separates(c);
            rest = rest.trim_start_matches(space);
            let (cell, after) = match rest.strip_prefix('"') {
                Some(quoted) => {
                    let (cell, after) = closed(quoted)
                        .ok_or_else(|| fail("opens a quote that does not end in its line; close it"))?;
                    let after = after.trim_start_matches(space);
                    if !after.is_empty() && !after.starts_with(|c| self.separates(c)) {
                        return Err(fail("goes on behind its quotes; quote all of it or nothing"));
                    }
                    (cell, after)
                }
                None => {
                    let end = rest.find(|c| self.separates(c)).unwrap_or(rest.len());
                    let (cell, after) = rest.split_at(end);
                    if cell.contains('"') {
                        return Err(fail("has a quote inside; quote all of it or nothing"));
                    }
                    (cell.trim().to_owned(), after)
                }
            };
            cells.push(cell);
            let mut letters = after.chars();
            if letters.next().is_none() {
                break;
            }
            rest = letters.as_str();
            if self == Self::Space {
                rest = rest.trim_start();
            }
        }
        Ok(if self == Self::Space { joined(cells) } else { cells })
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
            let sign = match delimiter {
                Self::Comma => ",",
                Self::Semicolon => ";",
                Self::Tab => "\t",
                Self::Space => " ",
            };
            text == sign || text.eq_ignore_ascii_case(delimiter.name()) || (text == "\\t" && sign == "\t")
        };
        let found = Self::ALL.into_iter().find(is_meant);
        found.ok_or_else(|| format!("must be one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// The lines of a table that are neither blank nor a comment (`#`).
///
/// # Errors
/// [`Malformed`] for quotes that do not enclose a cell.
pub(crate) fn lines(text: &str, delimiter: Delimiter) -> Result<Vec<Line>, Malformed> {
    let read = |(number, line): (usize, &str)| match delimiter.split(line) {
        Ok(cells) => Ok(Line { number, cells }),
        Err((column, problem)) => Err(Malformed { line: number, column, problem }),
    };
    shown_lines(text).map(read).collect()
}

/// Whether a cell is a word that nobody writes for a number, not even for one that is missing.
pub(crate) fn is_name(cell: &str) -> bool {
    const NO_NAMES: &[&str] =
        &["nan", "inf", "infinity", "na", "n/a", "null", "none", "nil", "missing", "true", "false"];
    cell.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && !NO_NAMES.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

fn shown_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (1..).zip(text.lines()).filter(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    })
}

/// What stands outside of quotes, trimmed.
fn unquoted(line: &str) -> String {
    line.trim().split('"').step_by(2).collect()
}

/// The text up to the closing quote, where two quotes stand for one, and what follows.
fn closed(quoted: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"')?;
        cell.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => {
                cell.push('"');
                rest = after;
            }
            None => return Some((cell.trim().to_owned(), after)),
        }
    }
}

/// Puts `1 / 2`, three cells between spaces, together again.
fn joined(cells: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(cells.len());
    for cell in cells {
        match out.last_mut() {
            Some(last) if last.ends_with('/') || cell.starts_with('/') => last.push_str(&cell),
            _ => out.push(cell),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        lines(text, Delimiter::of(text)).unwrap().into_iter().map(|line| line.cells).collect()
    }

    #[test]
    fn delimiters_are_told_from_the_text() {
        for text in [
            "1,2,x\n3,4,y",
            "1;2;x\n3;4;y",
            "1\t2\tx\n3\t4\ty",
            "1 2 x\n3   4\t y\n",
            "\u{feff}# a; b\r\n 1 , 2 ,x\r\n\r\n3,4,y\r\n",
            "\"1\",\"2\",\"x\"\n\"3\", \"4\" ,y",
            "\"1\" 2 \"x\"\n3 4 y",
            "  1 2 x  \n3 4 y",
        ] {
            assert_eq!(cells(text), [["1", "2", "x"], ["3", "4", "y"]], "{text:?}");
        }
        assert_eq!(cells("1 / 2 3\n1/ 2  3"), [["1/2", "3"], ["1/2", "3"]]);
        assert_eq!(cells("0,5;1"), [["0,5", "1"]]);
        assert_eq!(cells("\"a;b\",\"say \"\"c\"\"\""), [["a;b", "say \"c\""]]);
        assert_eq!(cells("1,,2,"), [["1", "", "2", ""]]);
        assert_eq!(cells("1\t\t2"), [["1", "", "2"]]);
        assert!(cells("").is_empty());
    }

    #[test]
    fn quotes_must_enclose_a_cell() {
        for (text, column) in [("1,\"2", 2), ("\"1\"5,2", 1), ("1,2\"3", 2), ("1,\"2\"\"", 2)] {
            let error = lines(&format!("0,0\n{text}"), Delimiter::Comma).unwrap_err();
            assert_eq!((error.line, error.column), (2, column), "{text}");
        }
    }

    #[test]
    fn delimiters_have_names() {
        for delimiter in Delimiter::ALL {
            assert_eq!(delimiter.name().parse(), Ok(delimiter));
        }
        assert_eq!(";".parse(), Ok(Delimiter::Semicolon));
        assert!("|".parse::<Delimiter>().unwrap_err().contains("comma, semicolon, tab, space"));
    }
}
