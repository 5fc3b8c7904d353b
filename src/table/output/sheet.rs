//! A rectangle of cells, and how a table is arranged in one.

use crate::report::number::NONE;
use crate::table::computed::{Point, Table};
use crate::table::definition::named;

/// Points that fit beside each other; with more, they go below each other.
const MOST_COLUMNS: usize = 6;

/// A rectangle of numbers.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it is called in a label.
    pub name: &'static str,
    /// What it shows.
    pub caption: String,
    /// Titles of the columns; the first `stubs` hold labels, the others numbers.
    pub heads: Vec<String>,
    /// Number of columns with labels.
    pub stubs: usize,
    /// The cells, line by line.
    pub lines: Vec<Vec<String>>,
}

impl Sheet {
    /// Entries (methods, perhaps the bound) against points: points as columns while they fit, else as lines.
    /// `cell` is told the point and the index of the entry.
    pub fn arranged(
        table: &Table,
        [name, caption]: [&'static str; 2],
        entries: &[String],
        cell: impl Fn(&Point, usize) -> Option<String>,
    ) -> Self {
        if table.points.len() > MOST_COLUMNS {
            return Self::by_point(table, [name, caption], entries, cell);
        }
        let points = table.points.iter().map(|point| label(table, point));
        let heads = std::iter::once("method".to_owned()).chain(points).collect();
        let line = |(index, name): (usize, &String)| {
            let cells = table.points.iter().map(|point| or_none(cell(point, index)));
            std::iter::once(name.clone()).chain(cells).collect()
        };
        let lines = entries.iter().enumerate().map(line).collect();
        Self { name, caption: titled(table, caption), heads, stubs: 1, lines }
    }

    /// A line a point, a column an entry.
    pub fn by_point(
        table: &Table,
        [name, caption]: [&'static str; 2],
        entries: &[String],
        cell: impl Fn(&Point, usize) -> Option<String>,
    ) -> Self {
        let heads = keys(table).chain(entries.iter().cloned()).collect();
        let line = |point: &Point| {
            let cells = (0..entries.len()).map(|index| or_none(cell(point, index)));
            point.values.iter().cloned().chain(cells).collect()
        };
        let lines = table.points.iter().map(line).collect();
        Self { name, caption: titled(table, caption), heads, stubs: table.spec.grid.len(), lines }
    }

    /// The sheet without the lines and columns that have no number.
    pub fn without_gaps(mut self) -> Self {
        let stubs = self.stubs;
        self.lines.retain(|line| line[stubs..].iter().any(|cell| cell != NONE));
        let kept: Vec<usize> = (0..self.heads.len())
            .filter(|&i| i < stubs || self.lines.iter().any(|line| line[i] != NONE))
            .collect();
        self.with_columns(&kept)
    }

    /// The sheet with these columns alone, all that hold labels among them.
    pub fn with_columns(&self, columns: &[usize]) -> Self {
        let kept = |line: &Vec<String>| columns.iter().map(|&i| line[i].clone()).collect();
        Self {
            name: self.name,
            caption: self.caption.clone(),
            heads: kept(&self.heads),
            stubs: self.stubs,
            lines: self.lines.iter().map(kept).collect(),
        }
    }
}

/// What is printed for a cell that may have no number.
pub fn or_none(cell: Option<String>) -> String {
    cell.unwrap_or_else(|| NONE.to_owned())
}

/// A caption below the title of the table.
pub fn titled(table: &Table, caption: &str) -> String {
    format!("{}: {caption}", table.spec.title)
}

/// `N = 20` or the like.
pub fn label(table: &Table, point: &Point) -> String {
    let pairs = keys(table).zip(&point.values).map(|(key, value)| format!("{key} = {value}"));
    pairs.collect::<Vec<_>>().join(", ")
}

fn keys(table: &Table) -> impl Iterator<Item = String> {
    table.spec.grid.iter().map(|(key, _)| named(key))
}
