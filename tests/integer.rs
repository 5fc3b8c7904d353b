//! Evidence: integer optima, outer approximation against enumeration, coordinates against blocks.

#[path = "common/enumeration.rs"]
mod enumeration;
#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;
#[path = "common/scenarios.rs"]
mod scenarios;

use bcgc::methods::Problem;
use bcgc::{Options, Partition, Solution, Status};
use enumeration::partitions;
use instances::{bound, problem, runtime, solve, value};
use laws::{exponential, pareto, uniform, weibull};
use quickcheck::QuickCheck;
use scenarios::Scenarios;

#[test]
fn both_exact_methods_equal_enumeration() {
    let laws = [exponential(1.0, 0.0), exponential(1e-3, 500.0), pareto(0.8, 1.0), uniform(1.0, 3.0)];
    for (which, law) in laws.iter().enumerate() {
        // One worker with a power tail of index 0.8 has no finite optimum.
        for workers in if which == 2 { 2..=4 } else { 1..=4 } {
            // Every L for the first law, a few for the others.
            let sizes: Vec<u64> = if which == 0 { (1..=12).collect() } else { vec![1, 2, 5, 12] };
            for coordinates in sizes {
                let problem = problem(&runtime(workers, coordinates, law.clone()));
                let context = format!("{law:?}, N = {workers}, L = {coordinates}");
                let best = partitions(workers, coordinates)
                    .into_iter()
                    .filter_map(|blocks| Partition::new(blocks, workers, coordinates).ok())
                    .filter_map(|partition| problem.evaluator().value_of_partition(&partition))
                    .map(|value| value.value)
                    .fold(f64::INFINITY, f64::min);
                for method in ["exact", "lattice"] {
                    let solution = solve(&problem, method);
                    let (value, bound) = (value(&solution), bound(&solution));
                    assert!((value / best - 1.0).abs() < 1e-9, "{method}, {context}: {value} against {best}");
                    assert!(bound <= best * (1.0 + 1e-10), "{method}, {context}: bound {bound} above {best}");
                    assert_eq!(solution.status, Status::Optimal, "{method}, {context}");
                    let gap = value / bound - 1.0;
                    assert!(gap <= 1e-9, "{method}, {context}: gap {gap}");
                }
            }
        }
    }
}

#[test]
fn gap_closes_on_the_large_reference_instances() {
    for (workers, coordinates) in [(10, 1000), (10, 20_000), (20, 20_000)] {
        let solution = solve(&problem(&runtime(workers, coordinates, exponential(1e-3, 50.0))), "exact");
        assert_eq!(solution.status, Status::Optimal);
        let gap = value(&solution) / bound(&solution) - 1.0;
        assert!(gap <= 1e-9, "N = {workers}, L = {coordinates}: {gap:e}");
    }
}

/// Where integer programs do not close the gap in their time; the two methods share nothing but the evaluator.
#[test]
fn the_lattice_search_agrees_with_outer_approximation_on_random_instances() {
    fn property(workers: u8, coordinates: u16, kind: u8, shape: u8) -> bool {
        let (workers, coordinates) = (2 + usize::from(workers % 7), 1 + u64::from(coordinates % 3000));
        let shape = 0.3 + f64::from(shape) / 64.0;
        let law = match kind % 4 {
            0 => exponential(1.0, shape - 0.3),
            1 => pareto(shape + 0.3, 1.0),
            2 => uniform(shape - 0.3, shape + 1.0),
            _ => weibull(shape, 1.0, 0.1),
        };
        let problem = problem(&runtime(workers, coordinates, law));
        let (lattice, outer) = (solve(&problem, "lattice"), solve(&problem, "exact"));
        let is_sound = |a: &Solution, b: &Solution| bound(a) <= value(b) * (1.0 + 1e-12);
        is_sound(&lattice, &outer)
            && is_sound(&outer, &lattice)
            && lattice.status == Status::Optimal
            && value(&lattice) / bound(&lattice) - 1.0 <= 1e-9
    }
    QuickCheck::new().tests(60).quickcheck(property as fn(u8, u16, u8, u8) -> bool);
}

#[test]
fn the_lattice_search_closes_what_integer_programs_leave_open() {
    for coordinates in [200, 2000, 20_000] {
        let solution = solve(&problem(&runtime(20, coordinates, exponential(1e-3, 50.0))), "lattice");
        assert_eq!(solution.status, Status::Optimal, "L = {coordinates}");
        let gap = value(&solution) / bound(&solution) - 1.0;
        assert!(gap <= 1e-9, "L = {coordinates}: {gap:e}");
    }
}

/// Beyond 80 levels there is no reduced basis: the bound is that of the relaxed optimum, and the gap stays open.
#[test]
fn a_search_without_a_basis_says_so() {
    let problem = problem(&runtime(81, 200, exponential(1e-3, 50.0)));
    let (lattice, relaxed) = (solve(&problem, "lattice"), solve(&problem, "relaxed"));
    assert_eq!(lattice.status, Status::GapLimit);
    assert!(lattice.note.as_deref().is_some_and(|note| note.ends_with("beyond 80 levels")), "{lattice:?}");
    assert!((bound(&lattice) / bound(&relaxed) - 1.0).abs() < 1e-12 && value(&lattice) >= bound(&lattice));
}

#[test]
fn a_time_limit_is_said() {
    let options = Options::default().with_time_limit(0.0);
    let problem = Problem::new(&runtime(40, 20_000, exponential(1e-3, 50.0)), &options).unwrap();
    for method in ["exact", "lattice"] {
        let solution = solve(&problem, method);
        assert_eq!(solution.status, Status::TimeLimit);
        assert!(bound(&solution) <= value(&solution));
    }
    // Closed forms are rounded with fewer evaluations then, or none.
    let hurried = solve(&problem, "mean-time");
    assert_eq!(
        (hurried.status, hurried.note.as_deref()),
        (Status::TimeLimit, Some("rounding was ended by the time limit"))
    );
    let whole = solve(&instances::problem(&runtime(40, 20_000, exponential(1e-3, 50.0))), "mean-time");
    assert_eq!((whole.status, &whole.note), (Status::Heuristic, &None));
    assert!(value(&whole) <= value(&hurried));
}

/// Smallest mean runtime over all coding parameters of the coordinates, in every order.
fn best_coordinates(scenarios: &Scenarios, coordinates: usize) -> f64 {
    let workers = scenarios.workers();
    (0..workers.pow(coordinates as u32))
        .map(|code| {
            let parameters: Vec<usize> =
                (0..coordinates).map(|l| code / workers.pow(l as u32) % workers).collect();
            scenarios.mean_runtime_of_coordinates(&parameters)
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn coordinate_program_equals_block_program_equals_enumeration() {
    fn property(bytes: Vec<u8>, shape: u8) -> bool {
        let (workers, coordinates) = (2 + usize::from(shape % 2), 2 + usize::from(shape / 2 % 3));
        let scenarios = Scenarios::from_bytes(&bytes, workers, 1 + usize::from(shape / 8 % 3));
        let enumerated = best_coordinates(&scenarios, coordinates);
        let blocks = partitions(workers, coordinates as u64)
            .into_iter()
            .map(|x| scenarios.mean_runtime(&Partition::new(x, workers, coordinates as u64).unwrap()))
            .fold(f64::INFINITY, f64::min);
        let (partition, by_blocks) = scenarios.solve_blocks(coordinates as u64).unwrap();
        let (parameters, by_coordinates) = scenarios.solve_coordinates(coordinates).unwrap();
        let close = |x: f64| (x / enumerated - 1.0).abs() < 1e-7;
        by_blocks.solved
            && by_coordinates.solved
            && close(blocks)
            && close(by_blocks.bound)
            && close(by_coordinates.bound)
            && close(scenarios.mean_runtime(&partition.unwrap()))
            && close(scenarios.mean_runtime_of_coordinates(&parameters.unwrap()))
    }
    QuickCheck::new().tests(40).quickcheck(property as fn(Vec<u8>, u8) -> bool);
}

#[test]
fn sorting_never_hurts_and_blocks_are_the_sorted_scheme() {
    fn property(bytes: Vec<u8>, order: Vec<u8>) -> bool {
        let workers = 5;
        let scenarios = Scenarios::from_bytes(&bytes, workers, 1);
        let parameters: Vec<usize> = order.iter().map(|&s| usize::from(s) % workers).collect();
        if parameters.is_empty() {
            return true;
        }
        let mut sorted = parameters.clone();
        sorted.sort_unstable();
        let mut blocks = vec![0; workers];
        parameters.iter().for_each(|&s| blocks[s] += 1);
        let partition = Partition::new(blocks, workers, parameters.len() as u64).unwrap();
        let blocks = scenarios.mean_runtime(&partition);
        let ascending = scenarios.mean_runtime_of_coordinates(&sorted);
        assert_eq!(partition.coding_parameters().collect::<Vec<_>>(), sorted);
        scenarios.mean_runtime_of_coordinates(&parameters) >= blocks * (1.0 - 1e-14)
            && (ascending / blocks - 1.0).abs() < 1e-14
    }
    QuickCheck::new().tests(500).quickcheck(property as fn(Vec<u8>, Vec<u8>) -> bool);
}
