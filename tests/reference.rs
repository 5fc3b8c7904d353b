//! Regression: snapshots of the reference instances, our own values in fixed significant digits, exact ones as fractions.

use std::fmt::Write as _;
use std::path::Path;

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::internals::relaxed::descent;
use bcgc::internals::runtime::rational;
use bcgc::methods::{Method, Problem, of};
use bcgc::{Instance, Options, Solution, Status};

/// Nine digits: below every error that is claimed, above what another mathematics library changes.
fn digits(value: f64) -> String {
    format!("{value:.8e}")
}

fn line(method: &Method, solution: &Solution) -> String {
    let value = match solution.value {
        None => "-".to_owned(),
        Some(v) if method.is_sampled => format!("{:.1e}", v.value),
        Some(v) => digits(v.value),
    };
    // Samples amplify the last bit of a logarithm: the sampled partition is not a reference.
    let partition = match &solution.partition {
        Some(partition) if !method.is_sampled => partition.to_string(),
        _ => "-".to_owned(),
    };
    let reason = if solution.status == Status::Inapplicable { solution.note.as_deref() } else { None };
    let line = format!(
        "{:15} {:12} {value:15} {partition} {}",
        solution.method,
        solution.status.name(),
        reason.unwrap_or("")
    );
    line.trim_end().to_owned()
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn every_method_on_every_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut report = String::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "toml" || e == "json")) {
        let instance = Instance::read(file).unwrap();
        // Traces are tested on their own, in tests/trace.
        if instance.law().is_err() {
            continue;
        }
        writeln!(report, "{}", file.file_name().unwrap().to_string_lossy()).unwrap();
        let problem = Problem::new(&instance, &Options::default()).unwrap();
        if let AnyEvaluator::LawRuntime(evaluator) = problem.any_evaluator() {
            let optimum = descent::optimum(&problem, evaluator);
            // As far as a gap of 1e-9 determines them, wherever the iteration stops.
            let bound = optimum.bound * evaluator.scale();
            writeln!(report, "  relaxed bound {bound:.6e}, shares {:.4?}", optimum.shares.as_slice())
                .unwrap();
        }
        for method in of(instance.objective) {
            writeln!(report, "  {}", line(method, &method.solve(&problem).unwrap())).unwrap();
        }
    }
    insta::assert_snapshot!(report);
}

#[test]
fn exact_expected_runtimes_as_fractions() {
    let cases: [&[u64]; 8] = [
        &[1],
        &[0, 1],
        &[2, 1],
        &[3, 1, 2],
        &[4, 2, 2, 12],
        &[0, 0, 5, 0],
        &[6, 2, 2, 2, 18],
        &[5, 1, 1, 1, 2, 20],
    ];
    let report: String = cases
        .iter()
        .map(|blocks| format!("{blocks:?} {}\n", rational::expected_runtime(blocks).unwrap()))
        .collect();
    insta::assert_snapshot!(report);
}
