//! Tables made tidy: every cell quoted as a reader of CSV expects it, or refused.
//!
//! Readers of CSV heal quotes in silence, and `"1"5` becomes 15; and they know no cells between any number of spaces.

use std::borrow::Cow;

use super::delimiter::{Delimiter, is_skipped};
use super::header::begins_with_error;

/// A cell that cannot be taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// The number of its line in the file, from 1.
    pub(crate) line: usize,
    /// The cell at fault, from 1.
    pub(crate) column: usize,
    /// What is wrong and what to do.
    pub(crate) problem: &'static str,
}

/// The same table, line by line, without space around quoted cells and with one space where there may be many.
///
/// # Errors
/// [`Malformed`] for quotes that do not enclose a cell.
pub(super) fn tidy(text: &str, delimiter: Delimiter) -> Result<Cow<'_, str>, Malformed> {
    let has_errors = || text.contains('#') && text.lines().any(|line| begins_with_error(line.trim_start()));
    if !text.contains('"') && delimiter != Delimiter::Space && !has_errors() {
        return Ok(text.into());
    }
    let mut out = String::with_capacity(text.len());
    for (line, number) in text.lines().zip(1..) {
        if !is_skipped(line) {
            tidy_line(line, delimiter, &mut out).map_err(|(column, problem)| Malformed {
                line: number,
                column,
                problem,
            })?;
        }
        out.push('\n');
    }
    Ok(out.into())
}

/// Appends a line, or gives the cell at fault and why.
fn tidy_line(line: &str, delimiter: Delimiter, out: &mut String) -> Result<(), (usize, &'static str)> {
    let separates = |c: char| delimiter.separates(c);
    let is_blank = |c: char| c.is_whitespace() && !separates(c);
    let mut rest = if delimiter == Delimiter::Space { line.trim() } else { line };
    for column in 1.. {
        rest = rest.trim_start_matches(is_blank);
        let fail = |problem| Err((column, problem));
        let cell = if rest.starts_with('"') {
            let Some(length) = closed(rest) else {
                return fail("opens a quote that does not end in its line; close it");
            };
            let (cell, after) = rest.split_at(length);
            rest = after.trim_start_matches(is_blank);
            if !rest.is_empty() && !rest.starts_with(separates) {
                return fail("goes on behind its quotes; quote all of it or nothing");
            }
            cell
        } else {
            let (cell, after) = rest.split_at(rest.find(separates).unwrap_or(rest.len()));
            rest = after;
            if cell.contains('"') {
                return fail("has a quote inside; quote all of it or nothing");
            }
            cell.trim_end()
        };
        // In quotes it begins no comment.
        match column == 1 && cell.starts_with('#') {
            true => out.extend(["\"", cell, "\""]),
            false => out.push_str(cell),
        }
        let mut letters = rest.chars();
        if letters.next().is_none() {
            break;
        }
        rest = letters.as_str();
        if delimiter == Delimiter::Space {
            rest = rest.trim_start();
            // Three cells between spaces that are one fraction.
            if cell.ends_with('/') || rest.starts_with('/') {
                continue;
            }
        }
        out.push(delimiter.letter());
    }
    Ok(())
}

/// The length of the quoted cell that a text begins with, in which two quotes stand for one.
fn closed(text: &str) -> Option<usize> {
    let mut end = 1;
    loop {
        end += text[end..].find('"')? + 1;
        if !text[end..].starts_with('"') {
            return Some(end);
        }
        end += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_tidied_where_a_reader_would_guess() {
        let tidied = |text, delimiter| tidy(text, delimiter).unwrap().into_owned();
        assert_eq!(tidied(" 1 , 2\n", Delimiter::Comma), " 1 , 2\n", "no quotes, no work");
        assert_eq!(
            tidied("# \"\n\"a\" ,  \"b,\"\"\"\r\n\n1 ,2", Delimiter::Comma),
            "\n\"a\",\"b,\"\"\"\n\n1,2\n"
        );
        assert_eq!(tidied("  1   / 2 \t3  \n1/ 2 3", Delimiter::Space), "1/2 3\n1/2 3\n");
        assert_eq!(
            tidied("#N/A,1\n#n/a\n# N/A,2\n#NAME,3\n", Delimiter::Comma),
            "\"#N/A\",1\n\"#n/a\"\n\n\n"
        );
        assert_eq!(tidied("\t\"1\"\t", Delimiter::Tab), "\t\"1\"\t\n");
    }

    #[test]
    fn quotes_must_enclose_a_cell() {
        for (text, column) in
            [("1,\"2", 2), ("\"1\"5,2", 1), ("1,2\"3", 2), ("1,\"2\"\"", 2), ("\"\u{e4}\"\u{e4}", 1)]
        {
            let error = tidy(&format!("0,0\n{text}"), Delimiter::Comma).map(Cow::into_owned).unwrap_err();
            assert_eq!((error.line, error.column), (2, column), "{text}");
        }
    }
}
