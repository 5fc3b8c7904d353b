//! A stored table that others are compared with: `NAME.json` of an earlier run.

use serde_json::{Map, Value as Json};

use crate::input;
use crate::table::error::TableError;

/// A stored table.
#[derive(Debug, Clone)]
pub struct Baseline {
    rows: Vec<Map<String, Json>>,
    provenance: Map<String, Json>,
}

/// What is said of everything else.
const REMEDY: &str = "give the NAME.json of an earlier run";

impl Baseline {
    /// Reads the text of a stored table.
    ///
    /// # Errors
    /// When it is not a table of this program, or has no row.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let refused = |problem: String| TableError::Stored(format!("{problem}; {REMEDY}"));
        let document = input::json(text)
            .map_err(|e| refused(format!("is not JSON: line {}, column {}", e.line(), e.column())))?;
        let Some(Json::Array(rows)) = document.get("rows") else {
            return Err(refused("has no rows".to_owned()));
        };
        let row = |(number, row): (usize, &Json)| {
            let row = row.as_object().filter(|row| row.get("method").is_some_and(Json::is_string));
            row.cloned().ok_or_else(|| refused(format!("row {number} has no method")))
        };
        let rows: Vec<_> = (1..).zip(rows).map(row).collect::<Result<_, _>>()?;
        if rows.is_empty() {
            return Err(refused("has no row to compare with".to_owned()));
        }
        let provenance = document.get("provenance").and_then(Json::as_object).cloned().unwrap_or_default();
        Ok(Self { rows, provenance })
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &Map<String, Json>> {
        self.rows.iter()
    }

    /// How the run that stored it differs from the one of a document.
    pub(super) fn remarks(&self, document: &Json) -> Vec<String> {
        if self.provenance.is_empty() {
            return vec!["the stored table does not say which spec and version made it".to_owned()];
        }
        let ours = document.get("provenance").and_then(Json::as_object);
        let differs = |(key, is): (&String, &Json)| {
            let was = self.provenance.get(key).map_or_else(|| "not given".to_owned(), text);
            let is = text(is);
            (key != "date" && was != is).then(|| format!("{key} was {was}, is {is}"))
        };
        ours.into_iter().flatten().filter_map(differs).collect()
    }
}

/// A value of the provenance; earlier runs have its numbers as texts.
fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
