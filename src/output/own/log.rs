//! The logs of tables.

use serde_json::{Map, Value as Json};

use crate::document_kind::is_provenance;

/// The keys of every cell in a log, beside others.
const CELL: [&str; 3] = ["point", "method", "status"];

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

#[cfg(test)]
mod tests {
    use super::*;

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
