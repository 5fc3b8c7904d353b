//! What overheads do not go together with.

use bcgc::{ExpectedRuntime, Instance, Options, Overhead, Status, Trace, solve};

use crate::{constant, exponential, row, system};

#[test]
fn what_does_not_go_together_is_refused_with_a_remedy() {
    let base = || Instance::new(system(2, 4), exponential(1.0, 0.0), ExpectedRuntime).unwrap();
    let trace = || Trace::of_overheads(vec![vec![0.0, 1.0]]).unwrap();
    let refused = |found: Result<Instance, bcgc::Error>, words: &str| {
        let message = found.unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    };
    refused(
        base().with_overhead(Overhead::Constant(-1.0)),
        "overhead.value = -1: must be a finite number >= 0",
    );
    refused(base().with_overhead(trace()), "give those of the same rounds as a trace");
    let rounds = Trace::new(vec![vec![1.0, 2.0], vec![1.0, 2.0]]).unwrap();
    let recorded = || Instance::new(system(2, 4), rounds.clone(), ExpectedRuntime).unwrap();
    refused(recorded().with_overhead(exponential(1.0, 0.0)), "give the overheads of its rounds as a trace");
    refused(recorded().with_overhead(trace()), "both must be of the same rounds");
    let text = |overhead: &str| {
        let system = "system = {workers = 2, coordinates = 4}\nstragglers = {law = 'constant', value = 1}\n";
        Instance::from_toml(&format!("{system}overhead = {overhead}"))
    };
    refused(text("{law = 'constant'}"), "overhead.value = (missing)");
    refused(text("{law = 'gama', shape = 1}"), "did you mean");
    refused(text("{law = 'gamma', shape = -1, rate = 1}"), "overhead.shape");
    refused(text("{value = 3}"), "overhead.law = (missing)");
    refused(text("{law = 'constant', value = 1, rate = 2}"), "overhead.rate");
    assert!(Trace::of_overheads(vec![vec![0.0, -1.0]]).unwrap_err().to_string().contains("is below zero"));
    assert!(Trace::new(vec![vec![0.0, 1.0]]).unwrap_err().to_string().contains("is not above zero"));
    let written = text("{law = 'gamma', shape = 2, rate = 1}").unwrap();
    let again = Instance::from_json(&written.to_json().to_string().replace("\"name\":null,", "")).unwrap();
    assert_eq!(again.to_json(), written.to_json());
    assert_eq!(written.to_json()["overhead"]["law"], "gamma");
}

#[test]
fn certificates_of_overheads_are_refused() {
    let instance = constant(2, 4, 1.0, exponential(1.0, 0.0));
    let options = Options::default().with_methods(["relaxed"]);
    for instance in [instance, constant(2, 4, 1.0, Overhead::Constant(2.0))] {
        let report = solve(&instance, &options).unwrap();
        let error = bcgc::certificate::certify(&report, &options).unwrap_err().to_string();
        assert!(error.contains("neither an overhead nor constant ones"), "{error}");
    }
}

#[test]
fn methods_for_proportional_times_say_so() {
    let instance = constant(3, 6, 1.0, exponential(1.0, 0.0));
    let report = solve(&instance, &Options::default()).unwrap();
    for method in ["lattice", "subgradient", "mean-rate"] {
        let found = row(&report, method);
        assert_eq!((found.status, found.value), (Status::Inapplicable, None), "{method}");
        assert!(found.note.as_deref().unwrap().contains("overhead that varies"), "{method}");
    }
}
