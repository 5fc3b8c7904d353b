//! The table in Markdown.

use super::best::best;
use super::remarks::remarks;
use super::sheet::Sheet;
use super::sheets::sheets;
use crate::report::markdown::escaped;
use crate::table::computed::Table;

/// The sheets, remarks and provenance, columns aligned.
pub fn render(table: &Table) -> String {
    let mut out = format!("# {}\n", escaped(&table.spec.title));
    for sheet in sheets(table) {
        out += &format!("\n{}\n\n{}", escaped(&sheet.caption), aligned(&sheet));
    }
    out += &best(table).map(|line| format!("\n{}\n", escaped(&line))).unwrap_or_default();
    let remarks = remarks(table);
    if !remarks.is_empty() {
        out += "\nRemarks\n\n";
        remarks.iter().for_each(|remark| out += &format!("- {}\n", escaped(remark)));
    }
    out += "\nProvenance\n\n";
    for (key, value) in &table.provenance.lines {
        out += &format!("- {key}: {}\n", escaped(value));
    }
    out
}

/// The widths of the columns of a sheet.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let count = |cell: &String| escaped(cell).chars().count();
    let width = |column: usize| {
        let cells = sheet.lines.iter().map(|line| count(&line[column]));
        cells.chain([count(&sheet.heads[column]), 3]).max().unwrap_or(3)
    };
    (0..sheet.heads.len()).map(width).collect()
}

/// A sheet with its columns aligned.
fn aligned(sheet: &Sheet) -> String {
    let widths = widths(sheet);
    let line = |cells: &[String]| {
        let padded = cells.iter().enumerate().map(|(i, cell)| {
            let (cell, width) = (escaped(cell), widths[i]);
            if i < sheet.stubs { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        format!("| {} |\n", padded.collect::<Vec<_>>().join(" | "))
    };
    let rule = widths.iter().enumerate().map(|(i, width)| {
        if i < sheet.stubs { "-".repeat(*width) } else { format!("{}:", "-".repeat(width - 1)) }
    });
    let mut out = line(&sheet.heads);
    out += &format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
    sheet.lines.iter().for_each(|cells| out += &line(cells));
    out
}
