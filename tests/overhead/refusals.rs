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
    refused(
        recorded().with_overhead(trace()),
        "it has 1 round of 2 workers, the cycle times 2 rounds of 2 workers; both must be of the same rounds",
    );
    let loads = [(0.0, rounds.clone()), (1.0, Trace::new(vec![vec![3.0]]).unwrap())];
    let message = Trace::of_loads(&loads).unwrap_err().to_string();
    assert!(
        message.contains("has 2 rounds of 2 workers, (given) has 1 round of 1 worker: give"),
        "{message}"
    );
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

/// A trace of overheads says how many workers there are as well as one of cycle times does.
#[test]
fn overheads_say_how_many_workers_there_are() {
    let folder = std::env::temp_dir().join(format!("bcgc-overhead-workers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("two.csv", "w1,w2\n0.5,0.25\n0,1\n");
    write("three.csv", "w1,w2,w3\n0.5,0.25,1\n0.25,1,2\n");
    let read = |stragglers: &str, overhead: &str| {
        let text = format!("[system]\ncoordinates = 4\n[stragglers]\n{stragglers}\n[overhead]\n{overhead}\n");
        write("i.toml", &text);
        Instance::read(&folder.join("i.toml"))
    };
    let constant = "law = 'constant'\nvalue = 1";
    for (overhead, workers) in [("trace = 'two.csv'", 2), ("trace = 'three.csv'", 3)] {
        let instance = read(constant, overhead).unwrap();
        assert_eq!((instance.system.workers, instance.system.samples), (workers, workers as u64));
    }
    let message = read("trace = 'three.csv'", "trace = 'two.csv'").unwrap_err().to_string();
    assert!(
        message.contains("the cycle times are of 3 workers") && !message.contains("system.workers"),
        "{message}"
    );
    // Tables with one time a row go together by the names that they have.
    write("t.csv", "round,worker,time\n1,a,2\n1,b,3\n2,a,4\n2,b,5\n");
    write("o.csv", "round,worker,time\n2,b,0.5\n1,b,0.25\n2,a,0.75\n1,a,0.125\n");
    write("p.csv", "round,worker,time\n2,b,0.5\n3,b,0.3\n2,a,0.4\n3,a,0.2\n");
    let (times, long) =
        ("trace = 't.csv'\nlayout = 'long'", |name: &str| format!("trace = '{name}'\nlayout = 'long'"));
    let paired = read(times, &long("o.csv")).unwrap();
    let rows: Vec<_> = paired.traces().map(|trace| trace.rows().to_vec()).collect();
    assert_eq!(rows, [[[2.0, 3.0], [4.0, 5.0]], [[0.125, 0.25], [0.75, 0.5]]]);
    let message = read(times, &long("p.csv")).unwrap_err().to_string();
    assert!(message.contains("round 3 stands in p.csv alone"), "{message}");
    let loads = |other: &str| {
        let text = format!(
            "[system]\ncoordinates = 4\n[stragglers]\nload-0 = 'o.csv'\nload-1 = '{other}'\nlayout = 'long'\n"
        );
        write("i.toml", &text);
        Instance::read(&folder.join("i.toml"))
    };
    let found = loads("t.csv").unwrap();
    let rows: Vec<_> = found.traces().map(|trace| trace.rows().to_vec()).collect();
    assert_eq!(
        rows,
        [[[2.75, 1.875], [4.5, 3.25]], [[0.25, 0.125], [0.5, 0.75]]]
            .map(|rows| rows.map(|row: [f64; 2]| row.to_vec()).to_vec())
    );
    assert!(loads("p.csv").unwrap_err().to_string().contains("round 3 stands in p.csv alone"));
    let message = read("trace = 'three.csv'", &long("o.csv")).unwrap_err().to_string();
    assert!(message.contains("it has 2 workers, the cycle times are of 3 workers"), "{message}");
    // A law knows of no workers, and goes with no trace.
    let law = read("law = 'uniform'\nmin = 1\nmax = 2", "trace = 'two.csv'").unwrap();
    let message = solve(&law, &Options::default()).unwrap_err().to_string();
    assert!(message.contains("give those of the same rounds as a trace"), "{message}");
    let message = read(constant, "law = 'constant'\nvalue = 1").unwrap_err().to_string();
    assert!(message.contains("system.workers"), "{message}");
    std::fs::remove_dir_all(&folder).unwrap();
}
