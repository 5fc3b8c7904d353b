//! Aligned text for a terminal.

use super::facts::facts;
use super::number::NONE;
use super::paragraph::{self, FACTS, NARROWEST, UNBOUNDED, item};
use super::rows::Report;
use super::table::{Column, Kind, columns, footnotes, notes, partitions, partitions_title};

/// Columns that are left out where there is no room, the first one first.
const OPTIONAL: [&str; 5] = ["relaxed value", "seconds", "samples", "log-likelihood", "late gap"];
/// Where the second column of the lists begins.
const INDENT: usize = 21;

/// The report as text for a terminal of so many columns.
pub fn render(report: &Report, terminal: usize) -> String {
    let width = paragraph::width(terminal);
    let mut out = String::new();
    for fact in facts(report) {
        paragraph::fact(&mut out, fact.label, &fact.text, [FACTS, width]);
    }
    out.push('\n');
    let left_out = table(&mut out, columns(report), terminal);
    let is_of = |note: &str, title: &str| note.strip_prefix(title).is_some_and(|rest| rest.starts_with(':'));
    for note in footnotes(report) {
        if left_out.iter().any(|title| is_of(&note, title)) {
            continue;
        }
        out.push('\n');
        paragraph::line(&mut out, &note, width);
    }
    let partitions: Vec<_> = partitions(report);
    if !partitions.is_empty() {
        out.push('\n');
        paragraph::line(&mut out, &partitions_title(report), width);
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

/// The table; where a terminal is narrower, columns that explain rather than answer are left out: their titles.
pub fn table(out: &mut String, mut columns: Vec<Column>, terminal: usize) -> Vec<&'static str> {
    let width = terminal.max(NARROWEST);
    let wide = |columns: &[Column]| {
        let widths =
            columns.iter().map(|column| lines_of(column).first().map_or(0, |line| line.chars().count()));
        width < UNBOUNDED && widths.map(|width| width + 2).sum::<usize>() > width.saturating_add(2)
    };
    let mut left_out = Vec::new();
    for title in OPTIONAL {
        if wide(&columns) {
            columns.retain(|column| column.title != title);
            left_out.push(title);
        }
    }
    let columns: Vec<Vec<String>> = columns.iter().map(lines_of).collect();
    let lines = columns.first().map_or(0, Vec::len);
    for line in 0..lines {
        let cells: Vec<&str> = columns.iter().map(|column| column[line].as_str()).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    left_out
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
