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
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let delimiter = delimiter.unwrap_or_else(|| Delimiter::of(text));
        let mark = DecimalMark::of(text, delimiter, || Self::as_written(text, delimiter))?;
        Ok(Self { mark, ..Self::as_written(text, delimiter)? })
    }

    /// The rows with the numbers as they stand there.
    fn as_written(text: &'a str, delimiter: Delimiter) -> Result<Self, Malformed> {
        let tidied = tidy(text, delimiter)?;
        let is_tidied = matches!(tidied, Cow::Owned(_));
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
        }
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
