//! Markdown tables (GitHub's dialect).

use super::facts::facts;
use super::rows::Report;
use super::table::{Column, Kind, columns, footnotes, notes, partitions, partitions_title};
use crate::wording::printable;

/// The report in Markdown.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    for fact in facts(report) {
        out.push_str(&format!("- {}: {}\n", fact.label, escaped(&fact.text)));
    }
    out.push('\n');
    table(&mut out, &columns(report));
    for note in footnotes(report) {
        out.push_str(&format!("\n{}\n", escaped(&note)));
    }
    let partitions = partitions(report);
    if !partitions.is_empty() {
        out.push_str(&format!("\n{}\n\n", capitalised(&escaped(&partitions_title(report)))));
        for (method, blocks) in partitions {
            out.push_str(&format!("- {method}: `{blocks}`\n"));
        }
    }
    let notes = notes(report);
    if !notes.is_empty() {
        out.push_str("\nNotes\n\n");
        for (method, note) in notes {
            out.push_str(&format!("- {method}: {}\n", escaped(note)));
        }
    }
    out
}

/// A table of cells.
pub fn table(out: &mut String, columns: &[Column]) {
    let mut line = |cells: Vec<String>| out.push_str(&format!("| {} |\n", cells.join(" | ")));
    line(columns.iter().map(|column| column.title.to_owned()).collect());
    line(
        columns
            .iter()
            .map(|column| match column.kind {
                Kind::Words => "---".to_owned(),
                Kind::Number => "---:".to_owned(),
            })
            .collect(),
    );
    let rows = columns.first().map_or(0, |column| column.cells.len());
    for row in 0..rows {
        line(columns.iter().map(|column| escaped(&column.cells[row])).collect());
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Text in which no character has a meaning of its own; a line break becomes a space.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '|' | '<' | '>' | '[' | ']' | '#' | '~' => out.extend(['\\', letter]),
            '\n' | '\r' => out.push(' '),
            letter if letter.is_control() => out.push_str(&escaped(&printable(&letter.to_string()))),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_taken_for_markup() {
        assert_eq!(escaped("a_b|c*d\ne"), "a\\_b\\|c\\*d e");
        assert_eq!(escaped("\u{1b}"), "\\\\u{1b}");
        assert_eq!(capitalised("blocks"), "Blocks");
    }
}
