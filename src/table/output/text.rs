//! The table as text: Markdown, in parts side by side below each other where a terminal is narrower.

use super::markdown::{self, widths};
use super::remarks::remarks;
use super::sheet::Sheet;
use super::sheets::sheets;
use crate::report::markdown::escaped;
use crate::report::paragraph::{NARROWEST, item};
use crate::table::computed::Table;

/// The table for a terminal of so many columns, at least 40.
pub fn render(table: &Table, columns: usize) -> String {
    let whole = markdown::render(table);
    let width = columns.max(NARROWEST);
    if whole.lines().all(|line| line.chars().count() <= width) {
        return whole;
    }
    let mut out = String::new();
    item(&mut out, "#", &escaped(&table.spec.title), [0, 2, width]);
    for sheet in sheets(table) {
        out.push('\n');
        item(&mut out, "", &escaped(&sheet.caption), [0, 0, width]);
        parts(&sheet, width).iter().for_each(|part| out += &format!("\n{}", markdown::aligned(part)));
    }
    let remarks = remarks(table);
    if !remarks.is_empty() {
        out += "\nRemarks\n\n";
        remarks.iter().for_each(|remark| item(&mut out, "-", &escaped(remark), [0, 2, width]));
    }
    out += "\nProvenance\n\n";
    for (key, value) in &table.provenance.lines {
        item(&mut out, "-", &format!("{key}: {}", escaped(value)), [0, 2, width]);
    }
    out
}

/// A sheet in parts that are no wider than this: each has the labels, and as many of the other columns as fit, one at
/// least.
fn parts(sheet: &Sheet, width: usize) -> Vec<Sheet> {
    let widths = widths(sheet);
    let taken = |columns: &[usize]| 1 + columns.iter().map(|&i| widths[i] + 3).sum::<usize>();
    let stubs: Vec<usize> = (0..sheet.stubs).collect();
    let mut kept: Vec<Vec<usize>> = Vec::new();
    for (column, own) in widths.iter().enumerate().skip(sheet.stubs) {
        match kept.last_mut().filter(|last| taken(last) + own + 3 <= width) {
            Some(last) => last.push(column),
            None => kept.push(stubs.iter().copied().chain([column]).collect()),
        }
    }
    kept.iter().map(|columns| sheet.with_columns(columns)).collect()
}
