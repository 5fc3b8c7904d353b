//! Aligned text for a terminal.

use super::facts::facts;
use super::number::NONE;
use super::rows::Report;
use super::table::{Column, Kind, columns, footnotes, notes, partitions, partitions_title};

/// Longest line of the lists below the table.
const WIDTH: usize = 98;
/// Where the second column of the lists begins.
const INDENT: usize = 21;

/// The report as text.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for fact in facts(report) {
        out.push_str(&format!("{:<11} {}\n", fact.label, fact.text));
    }
    out.push('\n');
    table(&mut out, &columns(report));
    for note in footnotes(report) {
        out.push_str(&format!("\n{note}\n"));
    }
    let partitions: Vec<_> = partitions(report);
    if !partitions.is_empty() {
        out.push_str(&format!("\n{}\n", partitions_title(report)));
        for (method, blocks) in &partitions {
            item(&mut out, method, blocks);
        }
    }
    let notes = notes(report);
    if !notes.is_empty() {
        out.push_str("\nnotes\n");
        for (method, note) in notes {
            item(&mut out, method, note);
        }
    }
    out
}

fn table(out: &mut String, columns: &[Column]) {
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

/// A labelled paragraph with a hanging indent, broken between words.
fn item(out: &mut String, label: &str, words: &str) {
    let mut line = format!("  {label:<width$}", width = INDENT - 2);
    let mut begins = true;
    for word in words.split_whitespace() {
        if !begins && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(INDENT);
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
