//! The files of a crate, what each refers to, and the circles among them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::syntax::{Token, paths, tokens};

/// Files by their module path: `runtime::boundary`, or nothing for `lib.rs`.
pub type Files = BTreeMap<String, Vec<Token>>;
/// What every file refers to.
pub type Edges = BTreeMap<String, BTreeSet<String>>;

/// The files below a folder as pairs of a path (`runtime/boundary.rs`) and a text.
pub fn read(folder: &Path) -> Vec<(String, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(folder).expect("below it").to_str().expect("UTF-8").to_owned();
                found.push((name.replace('\\', "/"), std::fs::read_to_string(&path).expect("a file")));
            }
        }
    }
    found
}

/// The files without their tests.
pub fn files(texts: &[(String, String)]) -> Files {
    let (mut files, mut tests) = (Files::new(), BTreeSet::new());
    for (path, text) in texts {
        let name = path.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
        let name = if name == "lib" { String::new() } else { name };
        let (tokens, excluded) = tokens(text);
        tests.extend(excluded.iter().map(|module| join(&name, module)));
        files.insert(name, tokens);
    }
    files.retain(|name, _| !tests.contains(name));
    files
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

/// What each file refers to by paths from `crate`, `self`, `super` or one of its children; `mod` alone, which lists a
/// child, refers to nothing.
pub fn edges(files: &Files) -> Edges {
    let of = |(name, tokens): (&String, &Vec<Token>)| {
        let found = paths(tokens).into_iter().filter_map(|path| resolve(files, name, &path));
        (name.clone(), found.filter(|to| to != name).collect())
    };
    files.iter().map(of).collect()
}

/// The file that a path in a file names: that of the longest beginning which is one.
fn resolve(files: &Files, file: &str, path: &[String]) -> Option<String> {
    let mut module: Vec<&str> = file.split("::").filter(|word| !word.is_empty()).collect();
    let mut rest: Vec<&str> = path.iter().map(String::as_str).collect();
    match rest[0] {
        "crate" => {
            module.clear();
            rest.remove(0);
        }
        "self" | "super" => {
            while let Some(&("self" | "super")) = rest.first() {
                if rest.remove(0) == "super" {
                    module.pop();
                }
            }
        }
        child if files.contains_key(&join(file, child)) => {}
        _ => return None,
    }
    module.extend(rest);
    let beginnings = (0..=module.len()).rev().map(|length| module[..length].join("::"));
    beginnings.into_iter().find(|name| files.contains_key(name))
}

/// Sets of files each of which leads to all others of its set, with the edges between them, ready to be printed.
pub fn circles(edges: &Edges) -> Vec<String> {
    let reached: BTreeMap<&String, BTreeSet<&String>> =
        edges.keys().map(|from| (from, reached(edges, from))).collect();
    let mut circles = BTreeSet::new();
    for (from, found) in reached.iter().filter(|(from, found)| found.contains(*from)) {
        let circle: BTreeSet<_> = found.iter().filter(|to| reached[*to].contains(from)).copied().collect();
        circles.insert(circle);
    }
    circles.iter().map(|circle| shown(edges, circle)).collect()
}

/// All that a file leads to, itself only if it does.
fn reached<'a>(edges: &'a Edges, from: &'a String) -> BTreeSet<&'a String> {
    let (mut found, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(file) = next.pop() {
        next.extend(edges[file].iter().filter(|to| found.insert(*to)));
    }
    found
}

fn shown(edges: &Edges, circle: &BTreeSet<&String>) -> String {
    let line = |file: &&String| {
        let to: Vec<&str> =
            edges[*file].iter().filter(|to| circle.contains(to)).map(|to| named(to)).collect();
        format!("  {} -> {}", named(file), to.join(", "))
    };
    circle.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn named(file: &str) -> &str {
    if file.is_empty() { "lib" } else { file }
}
