//! The table of proofs/README.md, the code and its documentation speak of the same theorems.

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Rows of the table: the theorem's name and the paths in backticks of the last column.
fn rows() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(root().join("proofs/README.md")).unwrap();
    text.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let theorem = cells[0].trim().trim_matches('`').rsplit('.').next().unwrap().to_owned();
            let code = cells[cells.len() - 1];
            let paths = code.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            (theorem, paths)
        })
        .collect()
}

#[test]
fn code_named_in_the_table_exists() {
    assert!(rows().len() >= 50, "the table has lost rows");
    for (theorem, paths) in rows() {
        for path in paths {
            assert!(root().join(&path).exists(), "{theorem}: {path} does not exist");
        }
    }
}

#[test]
fn code_named_in_the_table_names_the_theorem() {
    for (theorem, paths) in rows() {
        for path in paths {
            let text = std::fs::read_to_string(root().join(&path)).unwrap();
            assert!(text.contains(&format!("`{theorem}`")), "{theorem}: {path} does not name it");
        }
    }
}
