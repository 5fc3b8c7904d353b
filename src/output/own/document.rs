//! The program's JSON: documents of each command, told by their keys, and the logs of tables.

use serde_json::{Map, Value as Json};

use crate::output::mark::is_version;

/// A kind of document: the keys that each of its kind has, and those that it may have beside them.
struct Kind {
    keys: &'static [&'static str],
    others: &'static [&'static str],
    /// Whether it is one, beside its keys.
    holds: fn(&Map<String, Json>) -> bool,
}

/// What the commands write.
const KINDS: &[Kind] = &[
    Kind {
        keys: &["bcgc", "instance", "sense", "bound", "solutions"],
        others: &["verdict", "interrupted"],
        holds: |document| is_versioned(document) && is_list_of(document, "solutions", &["method", "status"]),
    },
    Kind {
        keys: &["bcgc", "instance", "partition", "points", "whole"],
        others: &[],
        holds: |document| is_versioned(document) && is_list_of(document, "points", &["question", "asked"]),
    },
    Kind {
        keys: &["bcgc", "instance", "iterations"],
        others: &[],
        holds: |document| {
            is_versioned(document) && is_list_of(document, "iterations", &["method", "iteration"])
        },
    },
    Kind {
        keys: &["bcgc", "traces", "rounds", "workers", "times", "fits", "independence"],
        others: &["seed", "bootstrap", "ended_early", "interrupted"],
        holds: |document| is_versioned(document) && is_list_of(document, "fits", &["law", "parameters"]),
    },
    Kind {
        keys: &["bcgc", "construction", "matrix", "row_weights", "summary", "decodability"],
        others: &[
            "source",
            "assurance",
            "seed",
            "uniform_weight",
            "conditioning",
            "vectors",
            "approximation",
            "left_out",
        ],
        holds: is_versioned,
    },
    Kind {
        keys: &["bcgc", "problem", "arithmetic", "rounds", "wrong_gradients", "mean", "results"],
        others: &[
            "largest_error",
            "wrong_runtimes",
            "standard_error",
            "agreement",
            "infinite_expectation",
            "left_out",
            "interrupted",
            "first_loss",
            "last_loss",
            "timeline",
        ],
        holds: |document| is_versioned(document) && is_list_of(document, "results", &["round", "runtime"]),
    },
    Kind {
        keys: &["title", "provenance", "rows"],
        others: &["bcgc"],
        holds: |document| {
            let provenance = document.get("provenance").and_then(Json::as_object);
            provenance.is_some_and(is_provenance) && is_list_of(document, "rows", &["method", "status"])
        },
    },
    Kind {
        keys: &["format", "workers", "coordinates", "blocks", "plans"],
        others: &["bcgc"],
        holds: |document| {
            is_text(document, "format", |format| format.starts_with("bcgc-scheme-"))
                && is_list_of(document, "blocks", &["first", "last", "stragglers"])
        },
    },
    Kind {
        keys: &["format", "version", "producer", "claims"],
        others: &["instance", "quadratures"],
        holds: |document| {
            let version = |producer: &str| producer.strip_prefix("bcgc ").is_some_and(is_version);
            is_text(document, "format", |format| format == "bcgc-certificate")
                && is_text(document, "producer", version)
        },
    },
];

/// The keys of every cell in a log, beside others.
const CELL: [&str; 3] = ["point", "method", "status"];
/// The keys of every provenance, beside the version.
const PROVENANCE: [&str; 6] = ["spec", "instances", "seed", "gap", "time limit", "HiGHS"];

/// Whether a text is a document of a command.
pub fn is_document(text: &str) -> bool {
    let document = serde_json::from_str::<Map<String, Json>>(text);
    document.is_ok_and(|document| KINDS.iter().any(|kind| kind.is(&document)))
}

/// Whether a text is the log of a table: its provenance, then a cell a line. A line may be damaged, and the last one cut
/// off, but none is an object of another kind.
pub fn is_log(text: &str) -> bool {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let object = |line: &str| serde_json::from_str::<Map<String, Json>>(line).ok();
    let is_cell = |line: &str| {
        let has = |cell: Map<String, Json>| CELL.iter().all(|key| cell.contains_key(*key));
        object(line).is_none_or(has)
    };
    object(first).is_some_and(|header| is_provenance(&header)) && rest.lines().all(is_cell)
}

impl Kind {
    fn is(&self, document: &Map<String, Json>) -> bool {
        let is_known = |key: &String| [self.keys, self.others].concat().contains(&key.as_str());
        self.keys.iter().all(|key| document.contains_key(*key))
            && document.keys().all(is_known)
            && (self.holds)(document)
    }
}

fn is_text(document: &Map<String, Json>, key: &str, is: impl FnOnce(&str) -> bool) -> bool {
    document.get(key).and_then(Json::as_str).is_some_and(is)
}

fn is_versioned(document: &Map<String, Json>) -> bool {
    is_text(document, "bcgc", is_version)
}

/// Whether a key has a list of objects with these keys, which may be empty.
fn is_list_of(document: &Map<String, Json>, key: &str, keys: &[&str]) -> bool {
    let has_keys = |item: &Json| keys.iter().all(|key| item.get(key).is_some());
    document.get(key).and_then(Json::as_array).is_some_and(|list| list.iter().all(has_keys))
}

/// Whether these are the lines that say where the numbers of a table come from.
fn is_provenance(lines: &Map<String, Json>) -> bool {
    is_versioned(lines) && PROVENANCE.iter().all(|key| lines.contains_key(*key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_ours_makes_no_document_of_ours() {
        for foreign in [
            r#"{"bcgc": "0.1.0"}"#,
            r#"{"bcgc": "0.1.0", "instance": {"system": {"workers": 2}}}"#,
            r#"{"bcgc": "notes", "instance": {}, "sense": "", "bound": null, "solutions": []}"#,
            r#"{"bcgc": "0.1.0", "instance": {}, "sense": "", "bound": null, "solutions": [], "mine": 1}"#,
            r#"{"bcgc": "0.1.0", "instance": {}, "sense": "", "bound": null, "solutions": [1]}"#,
            r#"{"provenance": {"bcgc": "0.1.0"}, "title": "t", "rows": []}"#,
            r#"{"format": "bcgc-scheme-1"}"#,
            r#"{"format": "bcgc-viewer-settings", "version": 1}"#,
            "{\"bcgc\": \"0.1.0\"}\n{\"point\": 0}\n",
            "{",
            "{}",
        ] {
            assert!(!is_document(foreign) && !is_log(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_log_may_be_damaged_but_not_of_another_kind() {
        let header = r#"{"bcgc": "0.1.0", "spec": "a", "instances": "b", "seed": "1", "gap": "0", "time limit": "1 s",
                         "HiGHS": "1.0"}"#;
        let header = header.replace('\n', "");
        let cell = r#"{"point": 0, "method": "exact", "status": "optimal"}"#;
        for rest in [
            "",
            "\n",
            &format!("\n{cell}\n{cell}\n"),
            &format!("\n{cell}\n{{\"po"),
            &format!("\n\0\n{cell}\n"),
        ] {
            assert!(is_log(&format!("{header}{rest}")), "{rest}");
        }
        assert!(!is_log(&format!("{header}\n{cell}\n{{\"note\": \"mine\"}}\n")));
        assert!(!is_log(&header.replace("instances", "mine")));
    }
}
