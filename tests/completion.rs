//! The completion probability: evaluation at both ends, closed forms, optima, published values.

#[path = "common/enumeration.rs"]
mod enumeration;

use bcgc::completion::CompletionProblem;
use bcgc::instance::Instance;
use bcgc::method::COMPLETION_METHODS;
use bcgc::partition::Partition;
use bcgc::problem::Options;
use bcgc::solution::{Solution, Status};
use enumeration::partitions;
use quickcheck::QuickCheck;

fn instance(workers: usize, coordinates: u64, samples: u64, law: &str, deadline: f64) -> Instance {
    let text = format!(
        "[system]\nworkers = {workers}\ncoordinates = {coordinates}\nsamples = {samples}\n[stragglers]\n{law}\n\
         [objective]\nkind = \"completion-probability\"\ndeadline = {deadline:e}\n"
    );
    Instance::from_table(&toml::from_str(&text).unwrap()).unwrap()
}

fn problem(instance: &Instance) -> CompletionProblem {
    CompletionProblem::new(instance, Options::of(instance.objective)).unwrap()
}

fn solve(problem: &CompletionProblem, name: &str) -> Solution {
    let method = COMPLETION_METHODS.iter().find(|method| method.name == name).unwrap();
    (method.solve)(problem).unwrap()
}

struct Row {
    workers: usize,
    coordinates: u64,
    law: String,
    deadline: f64,
    scheme: String,
    published: f64,
    exact: Option<f64>,
}

fn published() -> Vec<Row> {
    include_str!("data/published/completion_probability.csv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            Row {
                workers: cells[1].parse().unwrap(),
                coordinates: cells[2].parse().unwrap(),
                law: format!("law = \"shifted-exponential\"\nrate = {}\nshift = {}", cells[5], cells[6]),
                deadline: 10f64.powf(cells[7].trim_start_matches("10^").parse().unwrap()),
                scheme: cells[8].to_owned(),
                published: cells[9].parse().unwrap(),
                exact: cells[10].parse().ok(),
            }
        })
        .collect()
}

#[test]
fn published_closed_forms_equal_their_exact_values() {
    let mut checked = 0;
    for row in published() {
        let Some(exact) =
            row.exact.filter(|_| ["large-deadline", "single-block"].contains(&row.scheme.as_str()))
        else {
            continue;
        };
        let instance = instance(row.workers, row.coordinates, 50, &row.law, row.deadline);
        let solution = solve(&problem(&instance), &row.scheme);
        let value = solution.relaxed_value.or(solution.value).unwrap().value;
        // Five digits are given; rates and deadlines are rounded in the table too.
        assert!((value - exact).abs() <= 2e-5, "{} {}: {value} against {exact}", row.workers, row.scheme);
        checked += 1;
    }
    assert_eq!(checked, 40);
}

#[test]
fn published_stationary_points_lie_below_the_certified_optimum() {
    for row in published().iter().filter(|row| row.scheme == "stationary" && row.workers <= 20) {
        let instance = instance(row.workers, row.coordinates, 50, &row.law, row.deadline);
        let solution = solve(&problem(&instance), "global");
        let value = solution.relaxed_value.unwrap().value;
        assert_eq!(solution.status, Status::Optimal);
        assert!(value >= row.exact.unwrap() - 1e-5, "{value} below {:?}", row.exact);
        assert!(solution.bound.unwrap().value >= row.published - 6e-4, "a published value above the bound");
    }
}

#[test]
fn optima_of_the_paper_to_all_digits() {
    let references = [
        (4, 0.270174971),
        (5, 0.354708001),
        (6, 0.440972636),
        (8, 0.606281936),
        (10, 0.745595557),
        (12, 0.848866237),
        (16, 0.957509650),
        (20, 0.990699495),
    ];
    let law = "law = \"shifted-exponential\"\nrate = 0.1\nshift = 1.0";
    for (workers, reference) in references {
        let instance = instance(workers, 40_000, 50, law, 10f64.powf(6.5));
        let solution = solve(&problem(&instance), "global");
        let value = solution.relaxed_value.unwrap().value;
        assert!((value - reference).abs() < 1e-9, "N = {workers}: {value}");
        assert_eq!(solution.status, Status::Optimal);
        assert!(solution.bound.unwrap().value - value <= 1e-4);
    }
}

#[test]
fn exact_equals_enumeration_and_no_method_beats_it() {
    let laws = [
        "law = \"shifted-exponential\"\nrate = 1.0\nshift = 0.1",
        "law = \"weibull\"\nshape = 2.0\nscale = 1.0",
    ];
    for law in laws {
        for (workers, coordinates) in [(1, 3), (2, 9), (3, 12), (4, 12)] {
            for deadline in [0.4, 1.0, 2.5] {
                let deadline = deadline * coordinates as f64;
                let instance = instance(workers, coordinates, workers as u64, law, deadline);
                let options = Options { gap: 1e-6, ..Options::of(instance.objective) };
                let problem = CompletionProblem::new(&instance, options).unwrap();
                let best = partitions(workers, coordinates)
                    .into_iter()
                    .map(|x| {
                        problem.value_of_partition(&Partition::new(x, workers, coordinates).unwrap()).value
                    })
                    .fold(0.0, f64::max);
                let exact = solve(&problem, "exact");
                let context = format!("{law}, N = {workers}, L = {coordinates}, t = {deadline}");
                assert_eq!(exact.status, Status::Optimal, "{context}");
                assert!((exact.value.unwrap().value - best).abs() <= 1e-6, "{context}");
                assert!(exact.bound.unwrap().value >= best - 1e-12, "{context}");
                for method in COMPLETION_METHODS {
                    let solution = (method.solve)(&problem).unwrap();
                    if solution.status == Status::Inapplicable {
                        assert!(solution.note.is_some(), "{context}, {}", method.name);
                        continue;
                    }
                    let value = solution.value.unwrap();
                    assert_eq!(solution.partition.unwrap().coordinates(), coordinates);
                    assert!((0.0..=best + 1e-12).contains(&value.value), "{context}, {}", method.name);
                    assert!((value.value + value.complement.unwrap() - 1.0).abs() < 1e-15);
                }
            }
        }
    }
}

#[test]
fn single_blocks_have_a_binomial_tail() {
    // Pr[T_(N-s) <= c] = Pr[at least N - s of N below c].
    let (workers, rate, deadline) = (9usize, 1.0f64, 2.0);
    let instance = instance(
        workers,
        1,
        workers as u64,
        &format!("law = \"shifted-exponential\"\nrate = {rate}"),
        deadline,
    );
    let problem = problem(&instance);
    for s in 0..workers {
        let c = deadline / (s + 1) as f64;
        let f = -(-rate * c).exp_m1();
        let choose = |k: usize| (1..=k).map(|i| (workers - k + i) as f64 / i as f64).product::<f64>();
        let tail: f64 = (workers - s..=workers)
            .map(|k| choose(k) * f.powi(k as i32) * (1.0 - f).powi((workers - k) as i32))
            .sum();
        let value = problem.value_of_partition(&Partition::single_block(s, workers, 1));
        assert!((value.value / tail - 1.0).abs() < 1e-12, "s = {s}: {} {tail}", value.value);
    }
}

#[test]
fn complement_holds_where_the_probability_rounds_to_one() {
    // Uncoded: 1 - (1 - e^-c)^N exactly.
    for digits in [5.0, 20.0, 40.0, 250.0] {
        let c = digits * std::f64::consts::LN_10;
        let instance = instance(6, 1, 6, "law = \"shifted-exponential\"\nrate = 1.0", c);
        let value = problem(&instance).value_of_partition(&Partition::single_block(0, 6, 1));
        let exact = -(6.0 * (-(-c).exp()).ln_1p()).exp_m1();
        assert!((value.complement.unwrap() / exact - 1.0).abs() < 1e-10, "{digits}: {value:?}");
    }
}

#[test]
fn gradient_equals_finite_differences() {
    fn property(sizes: Vec<u8>) -> bool {
        let x: Vec<f64> = sizes.iter().take(7).map(|&s| 0.05 + f64::from(s) / 256.0).collect();
        if x.is_empty() {
            return true;
        }
        let law = "law = \"gamma\"\nshape = 2.5\nrate = 2.0\nshift = 0.1";
        let instance = instance(x.len(), 1, x.len() as u64, law, 2.0 * x.len() as f64);
        let problem = problem(&instance);
        let (_, gradient) = problem.evaluator().value_and_gradient(&x);
        (0..x.len()).all(|i| {
            let at = |d: f64| {
                let mut y = x.clone();
                y[i] += d;
                problem.evaluator().value(&y).value
            };
            let step = 1e-4;
            let slope = (8.0 * (at(step) - at(-step)) - (at(2.0 * step) - at(-2.0 * step))) / (12.0 * step);
            (gradient[i] - slope).abs() < 1e-8 * (1.0 + slope.abs())
        })
    }
    QuickCheck::new().tests(100).quickcheck(property as fn(Vec<u8>) -> bool);
}

#[test]
fn impossible_and_certain_deadlines_are_exact() {
    let law = "law = \"shifted-exponential\"\nrate = 1.0\nshift = 1.0";
    let impossible = instance(4, 10, 4, law, 9.99);
    for name in ["exact", "global"] {
        let solution = solve(&problem(&impossible), name);
        assert_eq!((solution.status, solution.value.unwrap().value), (Status::Optimal, 0.0));
        assert_eq!(solution.bound.unwrap().value, 0.0);
        assert!(solution.note.unwrap().contains("no partition can finish"));
    }
    let certain = instance(4, 10, 4, law, 1e5);
    for name in ["exact", "global"] {
        let solution = solve(&problem(&certain), name);
        assert_eq!((solution.status, solution.value.unwrap().value), (Status::Optimal, 1.0));
        assert!(solution.value.unwrap().complement.unwrap() < 1e-300);
    }
}

#[test]
fn closed_forms_refuse_laws_and_deadlines_they_are_not_for() {
    let heavy = instance(4, 10, 4, "law = \"pareto\"\nshape = 2.0\nscale = 1.0", 40.0);
    let solution = solve(&problem(&heavy), "large-deadline");
    assert_eq!(solution.status, Status::Inapplicable);
    assert!(solution.note.unwrap().contains("tail"));
    let tight = instance(20, 100, 20, "law = \"shifted-exponential\"\nrate = 1.0\nshift = 1.0", 101.0);
    assert_eq!(solve(&problem(&tight), "union-bound").status, Status::Inapplicable);
}
