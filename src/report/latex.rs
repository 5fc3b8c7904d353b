//! LaTeX tables for the packages `booktabs` and `siunitx`.

use super::facts::facts;
use super::number::NONE;
use super::rows::Report;
use super::table::{Column, Kind, UNFINISHED, columns, footnotes, notes, partitions, partitions_title};
use crate::wording::printable;

/// What the tables need.
pub const PACKAGES: &str = "% \\usepackage{booktabs,siunitx}\n";

/// The report as a `table` environment.
pub fn render(report: &Report) -> String {
    let mut out = String::from(PACKAGES);
    let caption: Vec<String> =
        facts(report).iter().map(|fact| format!("{}: {}", fact.label, escaped(&fact.text))).collect();
    out.push_str("\\begin{table}\n\\centering\n");
    out.push_str(&format!("\\caption{{{}.}}\n", caption.join("; ")));
    tabular(&mut out, &columns(report));
    footnotes(report).iter().for_each(|text| note(&mut out, text));
    list(&mut out, &partitions_title(report), &partitions(report));
    list(&mut out, "notes", &notes(report));
    out.push_str("\\end{table}\n");
    out
}

/// A table of cells.
pub fn tabular(out: &mut String, columns: &[Column]) {
    let alignment: String =
        columns.iter().map(|column| if column.kind == Kind::Words { 'l' } else { 'r' }).collect();
    out.push_str(&format!("\\begin{{tabular}}{{@{{}}{alignment}@{{}}}}\n\\toprule\n"));
    line(out, columns.iter().map(|column| column.title.to_owned()));
    out.push_str("\\midrule\n");
    let rows = columns.first().map_or(0, |column| column.cells.len());
    for row in 0..rows {
        line(out, columns.iter().map(|column| cell(column, row)));
    }
    out.push_str("\\bottomrule\n\\end{tabular}\n");
}

/// A line below a table.
pub fn note(out: &mut String, text: &str) {
    out.push_str(&format!("\n\\medskip\n\\raggedright\\footnotesize {}\\\\\n", escaped(text)));
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str(&cells.collect::<Vec<_>>().join(" & "));
    out.push_str(" \\\\\n");
}

fn cell(column: &Column, row: usize) -> String {
    let cell = &column.cells[row];
    match column.kind {
        Kind::Words => escaped(cell),
        Kind::Number if cell == NONE => "--".to_owned(),
        Kind::Number => match cell.strip_suffix(UNFINISHED) {
            Some(number) => format!("\\num{{{number}}}\\rlap{{$^{UNFINISHED}$}}"),
            None => format!("\\num{{{cell}}}"),
        },
    }
}

fn list(out: &mut String, title: &str, items: &[(&str, impl AsRef<str>)]) {
    if items.is_empty() {
        return;
    }
    note(out, title);
    for (method, text) in items {
        out.push_str(&format!("{}: {}\\\\\n", escaped(method), escaped(text.as_ref())));
    }
}

/// Text in which no character has a meaning of its own; a line break becomes a space.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', letter]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
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
    fn special_characters_are_escaped() {
        assert_eq!(escaped("50% of x_0 & {y}\\"), "50\\% of x\\_0 \\& \\{y\\}\\textbackslash{}");
        assert_eq!(escaped("\u{1b}"), "\\textbackslash{}u\\{1b\\}");
        assert_eq!(escaped("x^(E,t) ~ 1"), "x\\textasciicircum{}(E,t) \\textasciitilde{} 1");
    }
}
