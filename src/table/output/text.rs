//! The table as text: columns aligned, in parts below each other where a terminal is narrower.

use super::best::best;
use super::remarks::remarks;
use super::sheet::Sheet;
use super::sheets::sheets;
use crate::report::paragraph::{NARROWEST, UNBOUNDED, item};
use crate::table::computed::Table;
use crate::wording::printable;

/// Between columns.
const GAP: usize = 2;

/// The table for a terminal of so many columns, at least 40.
pub fn render(table: &Table, columns: usize) -> String {
    let width = columns.max(NARROWEST);
    let mut out = String::new();
    item(&mut out, "", &printable(&table.spec.title), [0, 0, width]);
    for sheet in sheets(table) {
        out.push('\n');
        item(&mut out, "", &printable(&sheet.caption), [0, 0, width]);
        for part in parts(&sheet, width) {
            out.push('\n');
            out.push_str(&aligned(&part));
        }
    }
    if let Some(line) = best(table) {
        out.push('\n');
        item(&mut out, "", &line, [0, 0, width]);
    }
    let remarks = remarks(table);
    if !remarks.is_empty() {
        out += "\nremarks\n";
        remarks.iter().for_each(|remark| item(&mut out, "-", &printable(remark), [0, 2, width]));
    }
    out += "\nprovenance\n";
    for (key, value) in &table.provenance.lines {
        item(&mut out, "-", &format!("{key}: {}", printable(value)), [0, 2, width]);
    }
    out
}

/// The widths of the columns of a sheet.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let count = |cell: &String| printable(cell).chars().count();
    let width = |column: usize| {
        let cells = sheet.lines.iter().map(|line| count(&line[column]));
        cells.chain([count(&sheet.heads[column])]).max().unwrap_or(0)
    };
    (0..sheet.heads.len()).map(width).collect()
}

/// Labels to the left, numbers to the right.
fn aligned(sheet: &Sheet) -> String {
    let widths = widths(sheet);
    let line = |cells: &[String]| {
        let padded = cells.iter().enumerate().map(|(i, cell)| {
            let (cell, width) = (printable(cell), widths[i]);
            if i < sheet.stubs { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        let line = padded.collect::<Vec<_>>().join(&" ".repeat(GAP));
        format!("{}\n", line.trim_end())
    };
    std::iter::once(&sheet.heads).chain(&sheet.lines).map(|cells| line(cells)).collect()
}

/// A sheet in parts that are no wider than this: each has the labels, and as many of the other columns as fit, one at
/// least.
fn parts(sheet: &Sheet, width: usize) -> Vec<Sheet> {
    if width == UNBOUNDED {
        return vec![sheet.clone()];
    }
    let widths = widths(sheet);
    let taken = |columns: &[usize]| columns.iter().map(|&i| widths[i] + GAP).sum::<usize>();
    let stubs: Vec<usize> = (0..sheet.stubs).collect();
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for (column, own) in widths.iter().enumerate().skip(sheet.stubs) {
        match kept.last_mut().filter(|last| taken(last) + own <= width) {
            Some(last) => last.push(column),
            None => kept.push(stubs.iter().copied().chain([column]).collect()),
        }
    }
    kept.iter().map(|columns| sheet.with_columns(columns)).collect()
}
