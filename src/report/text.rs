//! Aligned text for a terminal.

use super::facts::facts;
use super::number::NONE;
use super::rows::Report;
use super::table::{Column, Kind, columns, footnotes, notes, partitions, partitions_title};

/// Longest line that the text needs: no reader wants longer ones.
pub const WIDEST: usize = 98;
/// Shortest one that it can do with.
pub const NARROWEST: usize = 40;
/// Where the second column of the description begins.
const FACTS: usize = 12;
/// Columns that are left out where there is no room, the first one first.
const OPTIONAL: [&str; 4] = ["relaxed value", "seconds", "samples", "log-likelihood"];
/// Where the second column of the lists begins.
const INDENT: usize = 21;

/// The report as text for a terminal of so many columns.
pub fn render(report: &Report, width: usize) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let mut out = String::new();
    for fact in facts(report) {
        // Lines of a page are as long as they are: a pipe has no width.
        let breaks = width < WIDEST && FACTS + fact.text.chars().count() > width;
        match breaks {
            true => item(&mut out, fact.label, &fact.text, [0, FACTS, width]),
            false => out.push_str(&format!("{:<11} {}\n", fact.label, fact.text)),
        }
    }
    out.push('\n');
    table(&mut out, columns(report), width);
    for note in footnotes(report) {
        out.push_str(&format!("\n{note}\n"));
    }
    let partitions: Vec<_> = partitions(report);
    if !partitions.is_empty() {
        out.push_str(&format!("\n{}\n", partitions_title(report)));
        for (method, blocks) in &partitions {
            item(&mut out, method, blocks, [2, INDENT, width]);
        }
    }
    let notes = notes(report);
    if !notes.is_empty() {
        out.push_str("\nnotes\n");
        for (method, note) in notes {
            item(&mut out, method, note, [2, INDENT, width]);
        }
    }
    out
}

/// The table; where a terminal is narrower, columns that explain rather than answer are left out.
pub fn table(out: &mut String, mut columns: Vec<Column>, width: usize) {
    let wide = |columns: &[Column]| {
        let widths =
            columns.iter().map(|column| lines_of(column).first().map_or(0, |line| line.chars().count()));
        width < WIDEST && widths.map(|width| width + 2).sum::<usize>() > width + 2
    };
    for title in OPTIONAL {
        if wide(&columns) {
            columns.retain(|column| column.title != title);
        }
    }
    let columns: Vec<Vec<String>> = columns.iter().map(lines_of).collect();
    let lines = columns.first().map_or(0, Vec::len);
    for line in 0..lines {
        let cells: Vec<&str> = columns.iter().map(|column| column[line].as_str()).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
}

/// Title and cells of a column, padded to one width: words to the left, numbers with their points
/// below each other.
fn lines_of(column: &Column) -> Vec<String> {
    let fraction = |cell: &str| cell.find('.').map_or(0, |point| cell.len() - point);
    let longest = match column.kind {
        Kind::Number if !column.cells.iter().any(|cell| cell.contains('e')) => {
            column.cells.iter().map(|cell| fraction(cell)).max().unwrap_or(0)
        }
        _ => 0,
    };
    let pointed = column.cells.iter().map(|cell| match cell.as_str() {
        NONE => cell.clone(),
        _ => format!("{cell}{}", " ".repeat(longest.saturating_sub(fraction(cell)))),
    });
    let lines: Vec<String> = std::iter::once(column.title.to_owned()).chain(pointed).collect();
    let width = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let pad = |line: &String| match column.kind {
        Kind::Words => format!("{line:<width$}"),
        Kind::Number => format!("{line:>width$}"),
    };
    lines.iter().map(pad).collect()
}

/// A labelled paragraph with a hanging indent, broken between words; where label and text begin, and the width.
pub fn item(out: &mut String, label: &str, words: &str, [margin, indent, width]: [usize; 3]) {
    let mut line = format!("{:margin$}{label:<rest$}", "", rest = indent - margin);
    let mut begins = true;
    for word in words.split_whitespace() {
        if !begins && line.chars().count() + 1 + word.chars().count() > width {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(indent);
            begins = true;
        }
        if !begins {
            line.push(' ');
        }
        line.push_str(word);
        begins = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}
