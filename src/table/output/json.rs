//! The table as one JSON document with every digit.

use serde_json::{Map, Value as Json, json};

use crate::table::computed::{Point, Table};

/// The document: provenance, then a row for every point and method.
pub fn document(table: &Table) -> Json {
    let provenance: Map<String, Json> =
        table.provenance.lines.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    let rows: Vec<Json> = table.points.iter().flat_map(|point| rows(table, point)).collect();
    json!({ "title": table.spec.title, "provenance": provenance, "rows": rows })
}

fn rows(table: &Table, point: &Point) -> Vec<Json> {
    let keys: Map<String, Json> = (table.spec.grid.iter().zip(&point.values))
        .map(|((key, _), value)| (key.clone(), json!(value)))
        .collect();
    let bound = point.report.bound();
    let rows = point.report.rows().iter().zip(&point.published);
    rows.map(|(row, published)| {
        let solution = &row.solution;
        json!({
            "point": keys,
            "method": solution.method,
            "status": solution.status.name(),
            "value": solution.value.map(|v| v.value),
            "value_error": solution.value.map(|v| v.error),
            "complement": solution.value.and_then(|v| v.complement),
            "relaxed_value": solution.relaxed_value.map(|v| v.value),
            "bound": bound.map(|b| b.value),
            "bound_method": bound.map(|b| b.method),
            "gap": row.gap,
            "published": published,
            "partition": solution.partition.as_ref().map(|p| p.blocks()),
            "note": solution.note,
        })
    })
    .collect()
}

/// The document, a line a row.
pub fn render(table: &Table) -> String {
    let document = document(table);
    let rows: Vec<String> = document["rows"]
        .as_array()
        .map_or_else(Vec::new, |rows| rows.iter().map(|row| format!("    {row}")).collect());
    format!(
        "{{\n  \"title\": {},\n  \"provenance\": {},\n  \"rows\": [\n{}\n  ]\n}}\n",
        document["title"],
        document["provenance"],
        rows.join(",\n")
    )
}
