//! Tables of text cells, with one set of rules for traces, matrices and data.
//!
//! Cells stand between commas, semicolons, tabs or spaces, quoted or not, and are trimmed; numbers with a decimal comma are
//! read with a point. Blank lines and lines that begin with `#` are skipped. Whether a first line is a header and whether rows are equally long is for the caller to
//! judge.

use std::borrow::Cow;
use std::io::{Chain, Cursor, Read as _};

use csv::{Reader, ReaderBuilder, StringRecord, Terminator, Trim};

use super::decimal_mark::DecimalMark;
use super::delimiter::Delimiter;
use super::record::Record;
use super::tidy::{Malformed, tidy};

/// The rows of a table, read one by one.
pub(crate) struct Records<'a> {
    reader: Reader<Chain<Cursor<Text<'a>>, &'static [u8]>>,
    /// Whether blank lines and comments are gone already.
    is_tidied: bool,
    mark: DecimalMark,
}

struct Text<'a>(Cow<'a, str>);

impl AsRef<[u8]> for Text<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl<'a> Records<'a> {
    /// The rows of a text, with a delimiter that is told from it if none is given.
    ///
    /// # Errors
    /// [`Malformed`] for quotes that do not enclose a cell, and for commas that may stand before decimals or thousands.
    pub(crate) fn of(text: &'a str, delimiter: Option<Delimiter>) -> Result<Self, Malformed> {
        // The mark that some editors put before a text.
        let text = lines_end_alike(text.strip_prefix('\u{feff}').unwrap_or(text));
        if begins_as_json(&text) {
            return Err(Malformed { line: 1, column: 1, problem: JSON });
        }
        let found = delimiter.unwrap_or_else(|| Delimiter::of(&text));
        let mark = DecimalMark::of(&text, (found, delimiter.is_some()), || {
            Records::as_written(Cow::Borrowed(text.as_ref()), found)
        })?;
        Ok(Self { mark, ..Self::as_written(text, found)? })
    }

    /// The rows with the numbers as they stand there.
    fn as_written(text: Cow<'a, str>, delimiter: Delimiter) -> Result<Self, Malformed> {
        let tidied = match tidy(&text, delimiter)? {
            Cow::Owned(tidied) => Some(tidied),
            Cow::Borrowed(_) => None,
        };
        let is_tidied = tidied.is_some();
        let tidied = tidied.map_or(text, Cow::Owned);
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.letter() as u8)
            .comment(Some(b'#'))
            .trim(Trim::All)
            // A carriage return before it is trimmed with the cell.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(Cursor::new(Text(tidied)).chain(&b"\n"[..]));
        Ok(Self { reader, is_tidied, mark: DecimalMark::Point })
    }
}

/// The text with line feeds at the ends of its lines, also where carriage returns alone stand there, as in old files.
fn lines_end_alike(text: &str) -> Cow<'_, str> {
    let is_alone = |(place, _): (usize, &str)| !text[place + 1..].starts_with('\n');
    if !text.match_indices('\r').any(is_alone) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_end = letter == '\r' && letters.peek() != Some(&'\n');
        out.push(if is_end { '\n' } else { letter });
    }
    out.into()
}

/// What is wrong where somebody gave JSON.
const JSON: &str = "begins as JSON does, and a table is text with a row a line (CSV, with commas, semicolons, tabs or spaces, packed by \
                    gzip or not) or an array of NumPy (.npy): in Python numpy.savetxt(\"FILE.csv\", json.load(open(\"FILE.json\")), \
                    delimiter=\",\") writes a list of rows as one, json.load(...)[\"KEY\"] in its place one under a key";

/// Whether a text begins with a bracket or brace, and behind it with what JSON has there.
fn begins_as_json(text: &str) -> bool {
    let Some(inside) = text.trim_start().strip_prefix(['[', '{']) else { return false };
    let is_value = |letter: char| letter.is_ascii_digit() || "[]{}\"-".contains(letter);
    inside.trim_start().starts_with(is_value)
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let mut cells = StringRecord::new();
            // Nothing can fail: text in memory is UTF-8, and rows may have any length.
            let true = self.reader.read_record(&mut cells).unwrap_or(false) else { return None };
            if self.mark == DecimalMark::Comma {
                cells = cells.iter().map(|cell| self.mark.pointed(cell)).collect();
            }
            // Every row ends in a line break, behind which the reader stands.
            let record = Record { line: self.reader.position().line() as usize - 1, cells };
            if self.is_tidied || !record.is_skipped() {
                return Some(record);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let row = |record: Record| (record.line, record.cells().map(str::to_owned).collect());
        Records::of(text, None).unwrap().map(row).collect()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text).into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn rows_keep_the_line_they_stand_in() {
        let expected = |lines: &[usize]| {
            lines.iter().map(|line| (*line, vec!["1".to_owned(), "2".to_owned()])).collect::<Vec<_>>()
        };
        for [one, two] in
            [["1,2", " 1 ,\t2 "], ["1;2", "\"1\"; \"2\" "], ["1 2", "\t1  2"], ["1\t2", " 1\t 2 "]]
        {
            let at = |text: &str| text.replace('A', one).replace('B', two);
            assert_eq!(rows(&at("A\nA\nB")), expected(&[1, 2, 3]), "{two}");
            assert_eq!(rows(&at("\n \n# a, \"b\nA\n  # c\n\t\nB\n# end")), expected(&[4, 7]), "{two}");
            assert_eq!(rows(&at("A\r\n\r\n#\r\nB\r\n")), expected(&[1, 4]), "{two}");
            assert_eq!(rows(&at("\r\n\nB\n")), expected(&[3]), "{two}");
            assert_eq!(rows(&at("# a\rA\r\rB\r")), expected(&[2, 4]), "{two}");
        }
    }

    #[test]
    fn json_is_no_table() {
        for text in [
            "[[1.5, 2]]",
            "{\"times\": [[1, 2]]}",
            "\n [\n  [1.5,\n 2]]",
            "[1, 2]\n[3, 4]",
            "[{\"a\": 1}]",
            "[]",
        ] {
            let error = Records::of(text, None).map(|_| ()).unwrap_err();
            assert!(error.problem.contains("JSON") && error.problem.contains("numpy.savetxt"), "{text}");
        }
        assert_eq!(cells("[w1],[w2]\n1,2")[0], ["[w1]", "[w2]"]);
    }

    #[test]
    fn rows_may_be_ragged_and_cells_empty() {
        assert_eq!(cells("1\n2,3,\n,\n"), [vec!["1"], vec!["2", "3", ""], vec!["", ""]]);
        assert!(cells("").is_empty() && cells("\n \r\n#").is_empty());
        assert_eq!(cells("1\t\t2\t"), [["1", "", "2", ""]]);
        assert_eq!(cells("\"#1\",2\n#3,4"), [["#1", "2"]], "a quoted cell begins no comment");
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
        assert_eq!(cells("0,5;1"), [["0.5", "1"]]);
        // Not commas that may group thousands, nor those of names.
        assert_eq!(cells("a,b;c\n-0,125;1,5e3\n"), [["a,b", "c"], ["-0.125", "1.5e3"]]);
        for text in ["1,5;2.5", "1,234,5;2,5"] {
            assert!(cells(text)[0][0].contains(','), "{text}");
        }
        assert!(Records::of("x;y\n1;1,234\n", None).is_err_and(|error| (error.line, error.column) == (2, 2)));
        assert_eq!(cells("\"a;b\",\"say \"\"c\"\"\""), [["a;b", "say \"c\""]]);
        assert_eq!(cells("1,,2,"), [["1", "", "2", ""]]);
    }
}
