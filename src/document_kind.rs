//! The kinds of JSON documents that the program writes, told by their keys: a key that a command adds to one is added here.

use serde_json::{Map, Value as Json};

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// Values and bounds of methods, by `solve` or `evaluate`.
    Report,
    /// Deadlines and their probabilities, by `evaluate`.
    Distribution,
    /// Values by iteration, by `solve --history`.
    History,
    /// Laws fitted to times.
    Fit,
    /// An encoding matrix and its decodability.
    Matrix,
    /// Rounds that were played through.
    Simulation,
    /// A table of `table`, with its provenance.
    Table,
    /// What a real cluster needs of a partition and its matrices.
    Scheme,
    /// What `verify` judges.
    Certificate,
    /// The cells of a table by `table`, a line each.
    Log,
}

impl DocumentKind {
    /// That of a text; none where no command wrote it.
    pub fn of(text: &str) -> Option<Self> {
        match serde_json::from_str::<Map<String, Json>>(text) {
            Ok(document) => Self::of_object(&document).or_else(|| is_log(text).then_some(Self::Log)),
            Err(_) => is_log(text).then_some(Self::Log),
        }
    }

    /// That of an object.
    pub fn of_object(document: &Map<String, Json>) -> Option<Self> {
        FORMS.iter().find(|form| form.is(document)).map(|form| form.kind)
    }

    /// In words, with its article.
    pub fn name(self) -> &'static str {
        match self {
            Self::Report => "a report of solve or evaluate",
            Self::Distribution => "a distribution of evaluate",
            Self::History => "a history of solve",
            Self::Fit => "a result of fit",
            Self::Matrix => "a matrix of code",
            Self::Simulation => "a result of simulate",
            Self::Table => "a table",
            Self::Scheme => "a scheme of simulate",
            Self::Certificate => "a certificate",
            Self::Log => "the log of a table",
        }
    }
}

/// What documents of a kind look like: the keys that each of them has, and those that it may have beside them.
struct Form {
    kind: DocumentKind,
    keys: &'static [&'static str],
    others: &'static [&'static str],
    /// Whether it is one, beside its keys.
    holds: fn(&Map<String, Json>) -> bool,
}

/// What the commands write.
const FORMS: &[Form] = &[
    Form {
        kind: DocumentKind::Report,
        keys: &["bcgc", "instance", "sense", "bound", "solutions"],
        others: &["verdict", "interrupted", "proofs"],
        holds: |document| is_versioned(document) && is_list_of(document, "solutions", &["method", "status"]),
    },
    Form {
        kind: DocumentKind::Distribution,
        keys: &["bcgc", "instance", "partition", "points", "whole"],
        others: &[],
        holds: |document| is_versioned(document) && is_list_of(document, "points", &["question", "asked"]),
    },
    Form {
        kind: DocumentKind::History,
        keys: &["bcgc", "instance", "iterations"],
        others: &[],
        holds: |document| {
            is_versioned(document) && is_list_of(document, "iterations", &["method", "iteration"])
        },
    },
    Form {
        kind: DocumentKind::Fit,
        keys: &["bcgc", "traces", "rounds", "workers", "times", "fits", "independence"],
        others: &[
            "medians",
            "units",
            "seed",
            "bootstrap",
            "ended_early",
            "interrupted",
            "dropped",
            "columns",
            "loads",
        ],
        holds: |document| is_versioned(document) && is_list_of(document, "fits", &["law", "parameters"]),
    },
    Form {
        kind: DocumentKind::Matrix,
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
    Form {
        kind: DocumentKind::Simulation,
        keys: &["bcgc", "problem", "arithmetic", "rounds", "wrong_gradients", "mean", "results"],
        others: &[
            "largest_error",
            "wrong_runtimes",
            "standard_error",
            "independent_rounds",
            "agreement",
            "completion",
            "infinite_expectation",
            "left_out",
            "interrupted",
            "first_loss",
            "last_loss",
            "timeline",
        ],
        holds: |document| is_versioned(document) && is_list_of(document, "results", &["round", "runtime"]),
    },
    Form {
        kind: DocumentKind::Table,
        keys: &["title", "provenance", "rows"],
        others: &["bcgc"],
        holds: |document| {
            let provenance = document.get("provenance").and_then(Json::as_object);
            provenance.is_some_and(is_provenance) && is_list_of(document, "rows", &["method", "status"])
        },
    },
    Form {
        kind: DocumentKind::Scheme,
        keys: &["format", "workers", "coordinates", "blocks", "plans"],
        others: &["bcgc"],
        holds: |document| {
            is_text(document, "format", |format| format.starts_with("bcgc-scheme-"))
                && is_list_of(document, "blocks", &["first", "last", "stragglers"])
        },
    },
    Form {
        kind: DocumentKind::Certificate,
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

impl Form {
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

/// Whether a text is the log of a table: its provenance, then a cell a line. A line may be damaged, and the last one cut
/// off, but none is an object of another kind.
fn is_log(text: &str) -> bool {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let object = |line: &str| serde_json::from_str::<Map<String, Json>>(line).ok();
    let is_cell = |line: &str| {
        let has = |cell: Map<String, Json>| CELL.iter().all(|key| cell.contains_key(*key));
        object(line).is_none_or(has)
    };
    object(first).is_some_and(|header| is_provenance(&header)) && rest.lines().all(is_cell)
}

/// Whether a text is a version: three numbers, perhaps with a name behind them.
pub(crate) fn is_version(text: &str) -> bool {
    let numbers: Vec<&str> = text.split(['-', '+']).next().unwrap_or_default().split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    numbers.len() == 3 && numbers.iter().all(is_number)
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
            assert!(DocumentKind::of(foreign).is_none(), "{foreign}");
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
        assert!(!is_log("{\"bcgc\": \"0.1.0\"}\n{\"point\": 0}\n"));
    }
}
