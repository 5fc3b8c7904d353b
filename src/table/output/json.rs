//! The table as one JSON document with every digit.

use serde_json::{Map, Value as Json, json};

use toml::Value as Toml;

use crate::table::computed::{Point, Table};
use crate::table::definition::{Layout, shown};

/// The document: provenance, then a row for every point and method.
pub fn document(table: &Table) -> Json {
    let provenance: Map<String, Json> =
        table.provenance.lines.iter().map(|(key, value)| ((*key).to_owned(), entry(key, value))).collect();
    let points = table.points.iter().enumerate();
    let rows: Vec<Json> = points.flat_map(|(index, point)| rows(table, index, point)).collect();
    json!({
        "bcgc": env!("CARGO_PKG_VERSION"),
        "title": table.spec.title,
        "provenance": provenance,
        "rows": rows,
    })
}

/// An entry of the provenance; those that are numbers as numbers.
fn entry(key: &str, value: &str) -> Json {
    match key {
        "seed" => value.parse::<u64>().map_or_else(|_| json!(value), |seed| json!(seed)),
        "gap" => value.parse::<f64>().map_or_else(|_| json!(value), |gap| json!(gap)),
        _ => json!(value),
    }
}

/// A value of the grid; numbers that JSON does not have as texts.
fn value(value: &Toml) -> Json {
    match value {
        Toml::Integer(integer) => json!(integer),
        Toml::Float(number) if number.is_finite() => json!(number),
        Toml::Boolean(boolean) => json!(boolean),
        Toml::Array(list) => list.iter().map(self::value).collect(),
        other => json!(shown(other)),
    }
}

fn rows(table: &Table, index: usize, point: &Point) -> Vec<Json> {
    let keys: Map<String, Json> = (table.spec.grid.iter().zip(table.spec.values_at(index)))
        .map(|((key, _), found)| (key.clone(), value(&found)))
        .collect();
    let bound = point.report.bound();
    let rows = point.report.rows().iter().zip(&point.published).zip(&point.histories);
    rows.enumerate()
        .map(|(i, ((row, published), history))| {
            let certificate = point.certificates.get(i);
            let solution = &row.solution;
            let mut document = json!({
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
            });
            if point.is_judged() {
                document["value_rigour"] = json!(solution.value.map(|_| row.value_rigour.name()));
                document["bound_rigour"] = json!(bound.map(|b| b.rigour.name()));
            }
            if let Some(certificate) = certificate {
                document["certificate"] = json!(certificate.file);
                document["proved"] = json!(certificate.proved);
            }
            if let Some(sampled) = row.sampled {
                document["standard_error"] = json!(sampled.standard_error);
            }
            if table.spec.layout == Layout::History {
                document["history"] = json!(history);
            }
            document
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
        "{{\n  \"bcgc\": {},\n  \"title\": {},\n  \"provenance\": {},\n  \"rows\": [\n{}\n  ]\n}}\n",
        document["bcgc"],
        document["title"],
        document["provenance"],
        rows.join(",\n")
    )
}
