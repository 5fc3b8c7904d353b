//! The block sizes in a text: a list of them, a document with a partition, or a report with several.

use serde_json::Value as Json;

use super::json::json;
use crate::wording::did_you_mean;

/// The blocks of a partition in a text, as they stand there or separated by commas: of a list the text itself, without lines that
/// begin with `#`, of a JSON document its own, or those of one of its solutions, by the name of its method where there are several.
///
/// # Errors
/// What is wrong with a document, or that a method is asked of a list.
pub fn blocks(text: &str, method: Option<&str>) -> Result<String, String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let text = lines.join("\n");
    let begin = text.trim_start();
    match method {
        _ if begin.starts_with('{') => of_document(&text, method),
        Some(_) => Err("only a JSON report has methods to choose from".to_owned()),
        // What solve writes as a table.
        None if begin.starts_with("method") => Err(
            "it is no list of block sizes: write them between commas or spaces, or give the JSON report of solve \
             (--format json)"
                .to_owned(),
        ),
        None => Ok(text),
    }
}

fn of_document(text: &str, method: Option<&str>) -> Result<String, String> {
    let document = json(text).map_err(|error| format!("it is no JSON document: {error}"))?;
    let own = document.get("partition").filter(|blocks| blocks.is_array());
    if let (Some(blocks), None) = (own, method) {
        return Ok(listed(blocks));
    }
    let solutions = document.get("solutions").and_then(Json::as_array).ok_or_else(|| {
        "it holds no partition: expected are a list of integers, a document with `partition`, or a report of \
         `solve --format json`"
            .to_owned()
    })?;
    let found: Vec<(&str, &Json)> = solutions
        .iter()
        .filter_map(|row| {
            Some((row.get("method")?.as_str()?, row.get("partition").filter(|x| x.is_array())?))
        })
        .collect();
    let names: Vec<&str> = found.iter().map(|(name, _)| *name).collect();
    let names = names.join(", ");
    let chosen = match (method, found.as_slice()) {
        (_, []) => return Err("none of its methods has a partition".to_owned()),
        (Some(method), all) => all.iter().find(|(name, _)| *name == method).ok_or_else(|| {
            format!("no partition by `{method}`{}; there are {names}", did_you_mean(method, &names))
        })?,
        (None, [one]) => one,
        (None, _) => return Err(format!("it holds several partitions: add # and one of {names}")),
    };
    Ok(listed(chosen.1))
}

fn listed(blocks: &Json) -> String {
    let blocks = blocks.as_array().map(Vec::as_slice).unwrap_or_default();
    blocks.iter().map(Json::to_string).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_found_wherever_they_stand() {
        let one = r#" {"solutions": [{"method": "a", "partition": [1, 2]}, {"method": "b"}]}"#;
        let two =
            r#"{"solutions": [{"method": "a", "partition": [1, 2]}, {"method": "b", "partition": [3]}]}"#;
        for (text, method, found) in [
            ("3 4\n", None, "3 4"),
            ("# of yesterday\n3\n4\n", None, "3\n4"),
            (r#"{"partition": [3, 4]}"#, None, "3,4"),
            (one, None, "1,2"),
            (two, Some("b"), "3"),
        ] {
            assert_eq!(blocks(text, method).as_deref(), Ok(found), "{text}");
        }
        for (text, method, problem) in [
            ("3 4", Some("a"), "only a JSON report"),
            ("# bcgc: 0.1.0\nmethod", None, "no list of block sizes"),
            ("{", None, "no JSON document"),
            ("{}", None, "holds no partition"),
            (r#"{"partition": 3, "solutions": []}"#, None, "none of its methods"),
            (two, None, "one of a, b"),
            (two, Some("c"), "there are a, b"),
        ] {
            let error = blocks(text, method).unwrap_err();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
