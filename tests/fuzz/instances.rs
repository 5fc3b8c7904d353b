//! Descriptions of instances, and keys set over them.

use bcgc::Instance;
use bcgc::internals::instance::Document;

use crate::{files, never_panics, of_text, texts, times};

#[test]
fn instances_in_toml() {
    let mut originals = files(&["examples"], "toml");
    // Traces are read by a path from where the tests run: a file that there is, and none by a name that was spoiled.
    originals.retain(|text| !text.windows(7).any(|word| word == b"trace ="));
    originals.extend(texts(&[
        "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'gamma', shape = 2, rate = 1.5, shift = 0.1}\n",
        "[system]\nworkers = 3\ncoordinates = 12\n[stragglers]\ntrace = 'examples/trace-n6.csv'\ncolumns = ['1-3']\n",
    ]));
    never_panics("instances in TOML", &originals, times(), |bytes| {
        of_text(bytes, |text| Instance::from_toml(text).is_ok())
    });
}

#[test]
fn instances_in_json() {
    let originals = texts(&[
        r#"{"system": {"workers": 4, "coordinates": 20, "samples": 8, "cycles": 0.5}, "stragglers": {"law": "pareto", "shape": 2.5, "scale": 1}}"#,
        r#"{"name": "x", "system": {"workers": 3, "coordinates": 9}, "stragglers": {"law": "hyper-exponential", "weights": [0.7, 0.3], "rates": [2, 0.4]},
            "objective": {"kind": "completion-probability", "deadline": 30}}"#,
    ]);
    never_panics("instances in JSON", &originals, times(), |bytes| {
        of_text(bytes, |text| Instance::from_json(text).is_ok())
    });
}

/// Keys and values of `--set`, over a description; what is set may move everything else.
#[test]
fn keys_set_over_an_instance() {
    let text = "system = {workers = 4, coordinates = 20}\nstragglers = {law = 'gamma', shape = 2, rate = 1.5, shift = 0.1}\n";
    let base = Document::parse(text, "base").expect("a description");
    let originals = texts(&[
        "system.workers=5",
        "system.cycles=0.25",
        "stragglers.shape=[2, 2.5]",
        "stragglers={law = 'hyper-exponential', weights = [0.7, 0.3], rates = [2, 0.4]}",
        "objective.kind=completion-probability;objective.deadline=30",
        "overhead.constant = 0.5",
    ]);
    never_panics("keys set over an instance", &originals, times(), |bytes| {
        of_text(bytes, |text| {
            let mut document = base.clone();
            let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
            let taken =
                pairs.map(|(key, value)| document.set(key, value).is_ok()).filter(|is_taken| *is_taken);
            let count = taken.count();
            drop(document.instance());
            count > 0
        })
    });
}
