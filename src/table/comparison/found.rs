//! What a comparison of a table with a stored one finds, column by column.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::baseline::Baseline;
use super::difference::{Difference, key, partition_moved, value_moved};
use super::tolerance::{self, COLUMNS, PARTITION, is_exempt};
use crate::table::computed::Table;
use crate::table::output::document;
use crate::wording::counted;

/// What a comparison with a stored table found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Comparison {
    /// The name of the table.
    pub table: String,
    /// How many numbers both tables have.
    pub numbers: usize,
    /// How many rows, with a status each.
    pub rows: usize,
    /// How many partitions.
    pub partitions: usize,
    /// Within which tolerances they agree, in words.
    pub tolerances: String,
    /// How the runs differ: another spec, version, seed or solver.
    pub remarks: Vec<String>,
    /// What moved.
    pub differences: Vec<Difference>,
}

impl Comparison {
    /// Whether nothing moved.
    pub fn agrees(&self) -> bool {
        self.differences.is_empty()
    }

    /// What was compared, and whether it agrees, in a line; `with` says what it was compared with.
    pub fn summary(&self, with: &str) -> String {
        let count = |n: usize, noun: &str| counted(n as u64, noun);
        let compared = format!(
            "{}, {} and {}",
            count(self.numbers, "number"),
            count(self.rows, "status"),
            count(self.partitions, "partition")
        );
        let verdict = match self.differences.len() {
            0 => format!("all {compared} agree with {with}"),
            n => format!("{} from {with} in {compared}", count(n, "difference")),
        };
        format!("{}: {verdict} ({})", self.table, self.tolerances)
    }
}

/// Compares a table with a stored one.
pub fn compare(table: &Table, stored: &Baseline) -> Comparison {
    let document = document(table);
    let mut found = Comparison {
        table: table.spec.name.clone(),
        numbers: 0,
        rows: 0,
        partitions: 0,
        tolerances: tolerance::in_words(table),
        remarks: stored.remarks(&document),
        differences: Vec::new(),
    };
    let rows = document.get("rows").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let mut old: BTreeMap<String, &Map<String, Json>> = stored.rows().map(|row| (key(row), row)).collect();
    for row in rows.iter().filter_map(Json::as_object) {
        match old.remove(&key(row)) {
            None => found.differences.push(Difference::row(row, false)),
            Some(before) => found.row(table, before, row),
        }
    }
    // In the order of the stored table.
    let left: Vec<_> = stored.rows().filter(|row| old.contains_key(&key(row))).collect();
    found.differences.extend(left.into_iter().map(|row| Difference::row(row, true)));
    found
}

impl Comparison {
    /// Compares two rows of one key.
    fn row(&mut self, table: &Table, old: &Map<String, Json>, new: &Map<String, Json>) {
        let method = new.get("method").and_then(Json::as_str).unwrap_or_default();
        let pair = |column: &str| (cell(old, column), cell(new, column));
        self.rows += 1;
        let (was, is) = pair("status");
        if was != is {
            self.differences.push(Difference::cell(new, "status", (was, is), None));
        }
        let (was, is) = pair(PARTITION);
        if !is_exempt(table, method) {
            self.partitions += usize::from(was.is_array() && is.is_array());
            let most = tolerance::of(table, method, PARTITION, 0.0);
            if partition_moved(was, is, most) {
                self.differences.push(Difference::cell(new, PARTITION, (was, is), Some(most)));
            }
        }
        let error = [old, new].map(|row| cell(row, "value_error").as_f64().unwrap_or(0.0));
        for column in COLUMNS {
            let (was, is) = pair(column.name);
            self.numbers += usize::from(was.is_number() && is.is_number());
            let most = tolerance::of(table, method, column.name, column.relative);
            let slack = column.slack.unwrap_or(error[0] + error[1]);
            if value_moved(was, is, most, slack) {
                self.differences.push(Difference::cell(new, column.name, (was, is), Some(most)));
            }
        }
    }
}

fn cell<'a>(row: &'a Map<String, Json>, column: &str) -> &'a Json {
    row.get(column).unwrap_or(&Json::Null)
}
