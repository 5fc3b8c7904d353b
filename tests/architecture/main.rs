//! The shape of `src/`: what lies above refers to what lies below, never back; a method's name is written once.

mod rooms;
mod syntax;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bcgc::methods::{BY_NAME, METHODS, Method};
use rooms::{Files, circles, edges, files, read};
use syntax::Token;

fn sources() -> Files {
    files(&read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")))
}

#[test]
fn no_files_refer_to_each_other_in_a_circle() {
    let found = circles(&edges(&sources()));
    assert!(
        found.is_empty(),
        "files that refer to each other, directly or by others:\n{}",
        found.join("\n\n")
    );
}

fn every_method() -> impl Iterator<Item = &'static Method> {
    METHODS.iter().chain(BY_NAME).copied()
}

/// Where a file may hold the name of a method that it does not define, and why.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("method", "relaxed", "what to run instead on a trace: the list of methods lies above"),
    ("relaxed::told", "relaxed", "what a search tells of itself as: the method is defined above it"),
    ("solution", "exact", "how rigorous a bound is"),
];

#[test]
fn a_method_is_named_only_where_it_is_defined() {
    let (files, mut found, mut used) = (sources(), Vec::new(), BTreeSet::new());
    for (file, tokens) in &files {
        let defined = defined(tokens);
        for (method, text) in
            texts(tokens).flat_map(|text| every_method().map(move |method| (method.name, text)))
        {
            if !names(text, method) || defined.contains(&method) || is_namesake(file, method) {
                continue;
            }
            match EXCEPTIONS.iter().position(|(place, name, _)| place == file && *name == method) {
                Some(exception) => drop(used.insert(exception)),
                None => found.push(format!("{file}: {method} in {text:?}")),
            }
        }
    }
    assert!(found.is_empty(), "use METHOD.name of the file that defines it:\n{}", found.join("\n"));
    assert_eq!(used.len(), EXCEPTIONS.len(), "an exception is none any more");
}

/// Whether a file is named after something else of the same name: a law, a construction.
fn is_namesake(file: &str, method: &str) -> bool {
    file.rsplit("::").next() == Some(&method.replace('-', "_"))
}

#[test]
fn every_method_is_defined_once() {
    let files = sources();
    for method in every_method() {
        let homes: Vec<_> =
            files.iter().filter(|(_, tokens)| defined(tokens).contains(&method.name)).collect();
        assert_eq!(homes.len(), 1, "{}", method.name);
    }
}

/// The names of the methods that a file defines: `Method { name: "..."`.
fn defined(tokens: &[Token]) -> Vec<&str> {
    let is_start = |at: &[Token]| {
        at[0].is_word("Method")
            && at[1] == Token::Mark('{')
            && at[2].is_word("name")
            && at[3] == Token::Mark(':')
    };
    let names = tokens.windows(5).filter(|at| is_start(at)).map(|at| &at[4]);
    names.filter_map(|name| if let Token::Text(name) = name { Some(name.as_str()) } else { None }).collect()
}

fn texts(tokens: &[Token]) -> impl Iterator<Item = &str> {
    tokens.iter().filter_map(|token| if let Token::Text(text) = token { Some(text.as_str()) } else { None })
}

/// Whether a text is the name of a method, or quotes it in backticks, or holds it where it can be no plain word.
fn names(text: &str, method: &str) -> bool {
    let is_end = |c: char| !c.is_alphanumeric() && c != '-';
    let words = || text.split(is_end);
    text == method
        || text.contains(&format!("`{method}`"))
        || (method.contains('-') && words().any(|w| w == method))
}

fn made_up(texts: &[(&str, &str)]) -> Files {
    files(&texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect::<Vec<_>>())
}

#[test]
fn a_circle_is_found_and_shown() {
    let tree = made_up(&[
        ("lib.rs", "mod low;\nmod room;\npub use room::Thing;"),
        ("low.rs", "use std::fmt;\nuse other::room;\npub struct Low;"),
        ("room/mod.rs", "mod thing;\nmod part;\npub use self::thing::{Thing, part_of as part};"),
        ("room/thing.rs", "use crate::low::Low;\nfn f() -> usize { super::part::Part::size() }"),
        ("room/part.rs", "use {super::{Thing as Other, part::*}, crate::low};"),
    ]);
    let expected = "  room -> room::thing\n  room::part -> room\n  room::thing -> room::part";
    assert_eq!(circles(&edges(&tree)), [expected]);
}

#[test]
fn comments_texts_and_tests_refer_to_nothing() {
    let tree = made_up(&[
        ("lib.rs", "pub mod a;\npub mod b;"),
        (
            "a.rs",
            "//! As [`crate::b`].\n/* crate::b */ pub fn f<'a>(x: &'a str) -> char { '\\'' }\nuse crate::b::g;",
        ),
        (
            "b.rs",
            "pub const G: &str = \"\\\"crate::a\"; pub const H: &str = r#\"crate::a \" \"#;\n\
             #[cfg(test)]\nuse crate::a;\n#[cfg(test)]\nmod checks;\n#[cfg(test)]\nmod tests { use crate::a; }",
        ),
        ("b/checks.rs", "use crate::a;"),
    ]);
    let found = edges(&tree);
    let expected: [(&str, &[&str]); 3] = [("", &[]), ("a", &["b"]), ("b", &[])];
    let expected: BTreeMap<_, BTreeSet<_>> = expected
        .iter()
        .map(|(from, to)| ((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect()))
        .collect();
    assert_eq!(found, expected);
    assert!(circles(&found).is_empty());
}

#[test]
fn names_of_methods_are_told_from_plain_words() {
    for (text, method, is_named) in [
        ("exact", "exact", true),
        ("the exact value", "exact", false),
        ("`exact` is better", "exact", true),
        ("after mean-time, say", "mean-time", true),
        ("a mean-time-to-failure", "mean-time", false),
    ] {
        assert_eq!(names(text, method), is_named, "{text}");
    }
}
