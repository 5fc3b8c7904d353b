//! What a certificate speaks of, in words: its instance, its partitions and its matrices, as the document has them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::fields::Place;
use crate::json::Json;
use crate::limits::Clock;
use crate::verdict::Judged;

/// Numbers that a line shows of a long list: so many of its beginning, and the last.
const SHOWN: usize = 16;

/// Rows that a line shows of a matrix: so many of its beginning, and the last.
const ROWS: usize = 6;

/// A line for the instance, where there is one, for every partition that a claim names, each once, of several with the
/// claims that name them, and for every matrix.
pub(crate) fn lines(document: &Place, clock: &Clock) -> Judged<Vec<String>> {
    let mut lines = Vec::new();
    let mut partitions: Vec<(Place, Vec<String>)> = Vec::new();
    let mut known: HashMap<&Json, usize> = HashMap::new();
    if let Some(instance) = document.optional("instance")? {
        lines.push(format!("instance: {}", of_instance(&instance)?));
    }
    for claim in document.get("claims")?.items()? {
        clock.check(&claim.pointer)?;
        let Some(partition) = claim.optional("partition")? else { continue };
        let name = claim.pointer.clone();
        match known.entry(partition.value) {
            Entry::Occupied(at) => partitions[*at.get()].1.push(name),
            Entry::Vacant(at) => {
                at.insert(partitions.len());
                partitions.push((partition, vec![name]));
            }
        }
    }
    let is_one = partitions.len() == 1;
    lines.extend(partitions.iter().map(|(partition, claims)| match is_one {
        true => format!("partition: {}", blocks(partition)),
        false => format!("partition of {}: {}", claims.join(", "), blocks(partition)),
    }));
    for claim in document.get("claims")?.items()? {
        clock.check(&claim.pointer)?;
        if let Some(rows) = claim.optional("rows")? {
            lines.push(format!("matrix of {}: {}", claim.pointer, matrix(&rows)));
        }
    }
    Ok(lines)
}

/// The rows of a matrix between semicolons, of many the first and the last.
fn matrix(rows: &Place) -> String {
    let Json::List(items) = rows.value else { return words(rows) };
    let shown = |items: &[Json]| items.iter().map(of_value).collect::<Vec<_>>().join("; ");
    match items.split_last() {
        Some((last, before)) if items.len() > ROWS + 1 => {
            format!("{}; ...; {} ({} rows)", shown(&before[..ROWS]), of_value(last), items.len())
        }
        _ => shown(items),
    }
}

fn of_instance(instance: &Place) -> Judged<String> {
    let sections = ["system", "stragglers", "objective"];
    let sections: Judged<Vec<String>> =
        sections.iter().map(|section| Ok(words(&instance.get(section)?))).collect();
    Ok(sections?.join("; "))
}

/// The blocks of a partition; of many those that are not empty, with their levels.
fn blocks(partition: &Place) -> String {
    let Json::List(items) = partition.value else { return words(partition) };
    let is_used = |item: &Json| !matches!(item, Json::Integer(0)) && of_value(item) != "0";
    let used: Vec<String> = (items.iter().enumerate())
        .filter(|(_, item)| is_used(item))
        .map(|(level, item)| format!("x_{level} = {}", of_value(item)))
        .collect();
    match items.len() > SHOWN + 1 && used.len() <= SHOWN {
        true => format!("{}, all other of {} blocks 0", used.join(", "), items.len()),
        false => words(partition),
    }
}

/// A value without brackets: fields as `key value`, numbers as they are written.
fn words(place: &Place) -> String {
    of_value(place.value)
}

fn of_value(value: &Json) -> String {
    match value {
        Json::Null => "none".to_owned(),
        Json::Bool(flag) => flag.to_string(),
        Json::Integer(number) => number.to_string(),
        // Names of files are free text: they must not move a terminal's cursor.
        Json::Text(text) => text.escape_debug().to_string(),
        Json::List(items) if items.iter().any(|item| matches!(item, Json::List(_))) => {
            format!("({} in all)", items.len())
        }
        Json::List(items) => list(items),
        Json::Object(fields) => {
            let field = |(key, value): &(String, Json)| format!("{key} {}", of_value(value));
            fields.iter().map(field).collect::<Vec<_>>().join(", ")
        }
    }
}

fn list(items: &[Json]) -> String {
    let shown = |items: &[Json]| items.iter().map(of_value).collect::<Vec<_>>().join(", ");
    match items.split_last() {
        Some((last, before)) if items.len() > SHOWN + 1 => {
            format!("{}, ..., {} ({} in all)", shown(&before[..SHOWN]), of_value(last), items.len())
        }
        _ => shown(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut_and_rounds_counted() {
        let text = format!("[{}]", (0..40).map(|i| i.to_string()).collect::<Vec<_>>().join(", "));
        let long = of_value(&crate::json::parse(&text).expect("JSON"));
        assert!(long.starts_with("0, 1, ") && long.ends_with(", 15, ..., 39 (40 in all)"), "{long}");
        let mut one = vec!["0"; 40];
        one[20] = "\"1/2\"";
        let one = crate::json::parse(&format!("[{}]", one.join(", "))).expect("JSON");
        let place = Place::root(&one);
        assert_eq!(blocks(&place), "x_20 = 1/2, all other of 40 blocks 0");
        let rows = crate::json::parse(r#"{"rows": [[1, 2], ["1.5", 3]]}"#).expect("JSON");
        assert_eq!(of_value(&rows), "rows (2 in all)");
    }

    #[test]
    fn a_matrix_is_shown_by_its_rows() {
        let matrix_of = |text: &str| {
            let document = crate::json::parse(text).expect("JSON");
            lines(&Place::root(&document), &Clock::start(None)).map_err(|refusal| refusal.to_string())
        };
        let small = matrix_of(r#"{"claims": [{"claim": "decodes", "rows": [["1", "1/2"], [0, 1]]}]}"#);
        assert_eq!(small, Ok(vec!["matrix of /claims/0: 1, 1/2; 0, 1".to_owned()]));
        let rows: Vec<String> = (0..9).map(|i| format!("[{i}, 1]")).collect();
        let large = matrix_of(&format!(r#"{{"claims": [{{"rows": [{}]}}]}}"#, rows.join(", ")));
        let shown = "matrix of /claims/0: 0, 1; 1, 1; 2, 1; 3, 1; 4, 1; 5, 1; ...; 8, 1 (9 rows)";
        assert_eq!(large, Ok(vec![shown.to_owned()]));
    }
}
