//! One entry that moved.

use std::fmt;

use serde_json::{Map, Value as Json};

use super::tolerance::PARTITION;
use crate::report::number::shortest;

/// An entry of a table that moved.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// The varied keys and their values.
    pub point: Map<String, Json>,
    /// The method.
    pub method: String,
    /// The column, or `row` where one table has no such row.
    pub column: &'static str,
    /// What is stored.
    pub was: Json,
    /// What was computed.
    pub is: Json,
    /// The tolerance that it is beyond, relative or, of a partition, in coordinates.
    pub tolerance: Option<f64>,
}

/// The column of a difference of whole rows.
const ROW: &str = "row";

impl Difference {
    /// A row that only one table has.
    pub(super) fn row(row: &Map<String, Json>, is_stored: bool) -> Self {
        let method = row.get("method").cloned().unwrap_or_default();
        let pair = if is_stored { (method, Json::Null) } else { (Json::Null, method) };
        Self::cell(row, ROW, (&pair.0, &pair.1), None)
    }

    /// An entry that both have.
    pub(super) fn cell(
        row: &Map<String, Json>,
        column: &'static str,
        (was, is): (&Json, &Json),
        tolerance: Option<f64>,
    ) -> Self {
        let point = row.get("point").and_then(Json::as_object).cloned().unwrap_or_default();
        let method = row.get("method").and_then(Json::as_str).unwrap_or_default().to_owned();
        Self { point, method, column, was: was.clone(), is: is.clone(), tolerance }
    }

    /// The row that it is in: `workers = 5, exact`.
    pub fn place(&self) -> String {
        place(&self.point, &self.method)
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place())?;
        match (self.column, self.tolerance) {
            (ROW, _) if self.was.is_null() => write!(f, "not in the stored table"),
            (ROW, _) => write!(f, "only in the stored table"),
            (PARTITION, Some(most)) => {
                write!(f, "the partition has moved (tolerance {most} coordinates): ")?;
                write!(f, "was {}, is {}", shown(&self.was), shown(&self.is))
            }
            (column, tolerance) => {
                write!(f, "{column} was {}, is {}", shown(&self.was), shown(&self.is))?;
                tolerance.map_or(Ok(()), |most| write!(f, " (tolerance {most:e})"))
            }
        }
    }
}

/// An entry in words.
pub(super) fn shown(entry: &Json) -> String {
    match entry {
        Json::Null => "none".to_owned(),
        other => other.to_string(),
    }
}

/// What identifies a row: the point and the method. Runs before version 0.1.1 have numbers of the point as texts.
pub(super) fn key(row: &Map<String, Json>) -> String {
    let point = row.get("point").and_then(Json::as_object).cloned().unwrap_or_default();
    let mut keys: Vec<String> = point.iter().map(pair).collect();
    keys.sort_unstable();
    format!("{}, {}", keys.join(", "), row.get("method").and_then(Json::as_str).unwrap_or_default())
}

fn place(point: &Map<String, Json>, method: &str) -> String {
    point.iter().map(pair).chain([method.to_owned()]).collect::<Vec<_>>().join(", ")
}

fn pair((key, value): (&String, &Json)) -> String {
    let value = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) if number.is_f64() => number.as_f64().map_or(String::new(), shortest),
        other => other.to_string(),
    };
    format!("{key} = {value}")
}

/// Whether two entries differ by more than a relative tolerance and an absolute slack.
pub(super) fn value_moved(was: &Json, is: &Json, tolerance: f64, slack: f64) -> bool {
    match (was.as_f64(), is.as_f64()) {
        (Some(a), Some(b)) => (a - b).abs() > tolerance * a.abs().max(b.abs()) + slack,
        _ => was != is,
    }
}

/// Whether two lists of blocks differ by more than a number of coordinates in some block.
pub(super) fn partition_moved(was: &Json, is: &Json, most: f64) -> bool {
    match (was.as_array(), is.as_array()) {
        (Some(was), Some(is)) if was.len() == is.len() => {
            let mut pairs = was.iter().zip(is).map(|(a, b)| (a.as_f64(), b.as_f64()));
            pairs.any(|(a, b)| a.zip(b).is_none_or(|(a, b)| (a - b).abs() > most))
        }
        _ => was != is,
    }
}
