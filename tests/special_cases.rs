//! Known gradient codes as coding parameters: each is played from its own description, message by message, and beside it
//! stands what the program says of its coding parameters, its partition or its method (docs/special-cases.md).

#[path = "common/instances.rs"]
mod instances;
#[path = "common/laws.rs"]
mod laws;

use bcgc::{
    CodingParameters, Instance, Objective, Options, Partition, Status, System, Trace,
    evaluate_coding_parameters,
};
use instances::{problem, runtime, solve, value};
use laws::exponential;
use quickcheck::{QuickCheck, quickcheck};
use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What every worker sends: after how much work of its own, in partial derivatives over one subset, and of how many
/// workers the master needs it.
struct Message {
    work: f64,
    needed: usize,
}

/// When the master has all messages from as many workers as it needs: worker `w` takes `times[w]` for a unit of work.
fn played(messages: &[Message], times: &[f64]) -> f64 {
    let mut end: f64 = 0.0;
    let mut done = 0.0;
    for message in messages {
        done += message.work;
        let mut arrivals: Vec<f64> = times.iter().map(|time| time * done).collect();
        arrivals.sort_by(f64::total_cmp);
        end = end.max(arrivals[message.needed - 1]);
    }
    end
}

/// Random cycle times of some rounds.
fn rounds(seed: u64, workers: usize) -> Vec<Vec<f64>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..6).map(|_| (0..workers).map(|_| rng.random_range(0.25..4.0)).collect()).collect()
}

/// An instance of rounds whose unit of work is one.
fn instance(rounds: &[Vec<f64>], coordinates: u64, deadline: Option<f64>) -> Instance {
    let system = System::new(rounds[0].len(), coordinates).expect("a system");
    let objective = deadline.map_or(Ok(Objective::ExpectedRuntime), Objective::completion_probability);
    let trace = Trace::new(rounds.to_vec()).expect("a trace");
    Instance::new(system, trace, objective.expect("a deadline")).expect("an instance")
}

/// The values of coding parameters in the order given, and sorted.
fn evaluated(instance: &Instance, parameters: &[usize]) -> [f64; 2] {
    let system = &instance.system;
    let given = CodingParameters::new(parameters.to_vec(), system.workers, system.coordinates);
    let options = Options::default().without_bound();
    let report = evaluate_coding_parameters(instance, &given.expect("in range"), &options).expect("a report");
    let value = |name: &str| report.rows().iter().find(|row| row.solution.method == name).expect(name);
    ["given", "sorted"].map(|name| value(name).solution.value.expect("finite").value)
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * b.abs()
}

/// Whether coding parameters have the mean runtime, and the chance of every deadline, of the scheme as it is played.
fn is_the_scheme(messages: &[Message], parameters: &[usize], seed: u64, workers: usize) -> bool {
    let rounds = rounds(seed, workers);
    let ends: Vec<f64> = rounds.iter().map(|times| played(messages, times)).collect();
    let mean = ends.iter().sum::<f64>() / ends.len() as f64;
    let coordinates = parameters.len() as u64;
    let [given, sorted] = evaluated(&instance(&rounds, coordinates, None), parameters);
    let mut holds = close(given, mean) && sorted <= given * (1.0 + 1e-12);
    for deadline in ends.iter().map(|end| end * 1.0001) {
        let [given, sorted] = evaluated(&instance(&rounds, coordinates, Some(deadline)), parameters);
        let share = ends.iter().filter(|end| **end <= deadline).count() as f64 / ends.len() as f64;
        holds &= close(given, share) && sorted >= given;
    }
    holds
}

/// One message a coordinate.
fn each(parameters: &[usize], workers: usize) -> Vec<Message> {
    let message = |&s: &usize| Message { work: (s + 1) as f64, needed: workers - s };
    parameters.iter().map(message).collect()
}

quickcheck! {
    fn no_coding(seed: u64, size: u8) -> bool {
        let (workers, coordinates) = (1 + usize::from(size % 6), 1 + usize::from(size / 8));
        // A gradient over the worker's own subset, all of them needed.
        let whole = [Message { work: coordinates as f64, needed: workers }];
        is_the_scheme(&whole, &vec![0; coordinates], seed, workers)
    }

    fn replication(seed: u64, size: u8) -> bool {
        let (workers, coordinates) = (1 + usize::from(size % 6), 1 + usize::from(size / 8));
        let whole = [Message { work: (workers * coordinates) as f64, needed: 1 }];
        is_the_scheme(&whole, &vec![workers - 1; coordinates], seed, workers)
    }

    fn gradient_coding_for_full_stragglers(seed: u64, size: u8, s: u8) -> bool {
        let (workers, coordinates) = (1 + usize::from(size % 6), 1 + usize::from(size / 8));
        let s = usize::from(s) % workers;
        // One combination over s + 1 subsets, sent at the end.
        let whole = [Message { work: ((s + 1) * coordinates) as f64, needed: workers - s }];
        is_the_scheme(&whole, &vec![s; coordinates], seed, workers)
    }

    /// The uncoded part of the data is a share `(s+1)/(s+alpha)`: it takes the `alpha`-th part of a worker's time.
    fn gradient_coding_for_partial_stragglers(seed: u64, size: u8, s: u8, alpha: u8) -> bool {
        let (workers, alpha) = (2 + usize::from(size % 5), 2 + usize::from(alpha % 6));
        let s = 1 + usize::from(s) % (workers - 1);
        let coordinates = (s + alpha) * (1 + usize::from(size / 64));
        let share = (s + 1) as f64 / (s + alpha) as f64;
        let uncoded = share * coordinates as f64;
        let messages = [
            Message { work: uncoded, needed: workers },
            Message { work: (alpha - 1) as f64 * uncoded, needed: workers - s },
        ];
        let first = (s + 1) * coordinates / (s + alpha);
        let parameters = [vec![0; first], vec![s; coordinates - first]].concat();
        is_the_scheme(&messages, &parameters, seed, workers)
    }

    fn block_coordinate_gradient_coding(seed: u64, blocks: Vec<u8>) -> bool {
        let blocks: Vec<usize> = blocks.iter().take(6).map(|x| usize::from(x % 8)).collect();
        let workers = blocks.len();
        let coordinates: usize = blocks.iter().sum();
        if coordinates == 0 {
            return true;
        }
        // One combination a block, sent once it is whole.
        let message = |(n, &x): (usize, &usize)| Message { work: ((n + 1) * x) as f64, needed: workers - n };
        let used = blocks.iter().enumerate().filter(|(_, x)| **x > 0);
        let messages: Vec<Message> = used.map(message).collect();
        let partition = blocks.iter().map(|&x| x as u64).collect();
        let partition = Partition::new(partition, workers, coordinates as u64).expect("a partition");
        let parameters: Vec<usize> = partition.coding_parameters().collect();
        let sorted = evaluated(&instance(&rounds(seed, workers), coordinates as u64, None), &parameters);
        sorted[0] == sorted[1] && is_the_scheme(&messages, &parameters, seed, workers)
    }

    /// Any layers of one size, not sorted.
    fn hierarchical_coding(seed: u64, layers: Vec<u8>, size: u8) -> bool {
        let (workers, size) = (2 + usize::from(size % 5), 1 + usize::from(size / 64));
        let layers: Vec<usize> = layers.iter().take(8).map(|s| usize::from(*s) % workers).collect();
        if layers.is_empty() {
            return true;
        }
        let message = |&s: &usize| Message { work: ((s + 1) * size) as f64, needed: workers - s };
        let messages: Vec<Message> = layers.iter().map(message).collect();
        let parameters: Vec<usize> = layers.iter().flat_map(|&s| vec![s; size]).collect();
        is_the_scheme(&messages, &parameters, seed, workers)
    }

    fn coordinate_gradient_coding(seed: u64, order: Vec<u8>, size: u8) -> bool {
        let workers = 1 + usize::from(size % 6);
        let parameters: Vec<usize> = order.iter().take(30).map(|s| usize::from(*s) % workers).collect();
        parameters.is_empty() || is_the_scheme(&each(&parameters, workers), &parameters, seed, workers)
    }
}

/// The layers that the method chooses, as messages of the master's description.
#[test]
fn hierarchical_coding_as_a_method() {
    for (workers, coordinates, name, layers) in
        [(6, 24, "ferdinand:L/4", 6), (5, 40, "ferdinand:20", 20), (6, 24, "ferdinand:L/2", 12)]
    {
        let rounds = rounds(workers as u64, workers);
        let problem = problem(&instance(&rounds, coordinates, None));
        let solution = solve(&problem, name);
        let partition = solution.partition.as_ref().expect("a partition");
        let size = (coordinates / layers) as usize;
        let chosen: Vec<usize> = partition.coding_parameters().step_by(size).collect();
        // The total of N - s_j over the layers is L, and no layer is without redundancy.
        assert_eq!(chosen.len() as u64, layers);
        assert_eq!(chosen.iter().map(|s| (workers - s) as u64).sum::<u64>(), coordinates, "{name}");
        assert!(chosen[0] >= 1 && chosen.is_sorted(), "{name}: {chosen:?}");
        let message = |&s: &usize| Message { work: ((s + 1) * size) as f64, needed: workers - s };
        let messages: Vec<Message> = chosen.iter().map(message).collect();
        let mean = rounds.iter().map(|times| played(&messages, times)).sum::<f64>() / rounds.len() as f64;
        assert!(close(value(&solution), mean), "{name}: {} against {mean}", value(&solution));
    }
}

/// A law: `E max` of two exponential times is 3/2, of one 1.
#[test]
fn orders_are_evaluated_for_laws_and_their_deadlines() {
    let law = || exponential(1.0, 0.0);
    let [given, sorted] = evaluated(&runtime(2, 2, law()), &[1, 0]);
    // 3 T_(2), against max(T_(2), 3 T_(1)): T_(1) = A/2 and T_(2) = A/2 + B, so E max(A/2 + B, 3A/2) = 1/2 + E max(A, B).
    assert!((given - 4.5).abs() < 1e-9 && (sorted - 2.0).abs() < 1e-9, "{given} {sorted}");
    let late = instances::completion(2, 2, 2, law(), 6.0);
    let [given, sorted] = evaluated(&late, &[1, 0]);
    let by = |t: f64| 1.0 - (-t).exp();
    assert!((given - by(2.0) * by(2.0)).abs() < 1e-12, "{given}");
    // T_(2) <= 6 and T_(1) <= 2: not both above 2, none above 6.
    let expected = by(6.0) * by(6.0) - (by(6.0) - by(2.0)).powi(2);
    assert!((sorted - expected).abs() < 1e-12, "{sorted} {expected}");
}

/// Orders of a law as large as an evaluation allows agree with the means over a long trace of the same law.
#[test]
fn orders_of_a_law_agree_with_its_rounds() {
    let law = exponential(1.0, 0.25);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
    let times: Vec<Vec<f64>> = (0..200_000)
        .map(|_| (0..4).map(|_| 0.25 - rng.random_range(f64::MIN_POSITIVE..1.0).ln()).collect())
        .collect();
    let parameters = [2, 0, 3, 1, 1, 0, 2, 3];
    let [given, sorted] = evaluated(&runtime(4, 8, law), &parameters);
    let means = evaluated(&instance(&times, 8, None), &parameters);
    for (exact, mean) in [given, sorted].into_iter().zip(means) {
        assert!((mean / exact - 1.0).abs() < 0.01, "{mean} against {exact}");
    }
    assert!(given > 1.05 * sorted);
}

#[test]
#[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
fn coordinates_in_every_order_are_as_good_as_blocks() {
    fn property(seed: u64, size: u8) -> bool {
        let (workers, coordinates) = (1 + usize::from(size % 4), 1 + u64::from(size / 4 % 12));
        let problem = problem(&instance(&rounds(seed, workers), coordinates, None));
        let [by_order, by_blocks] = ["coordinate-exact", "exact"].map(|name| solve(&problem, name));
        let bound = by_order.bound.expect("a bound").value;
        by_order.status == Status::Optimal
            && (value(&by_order) / value(&by_blocks) - 1.0).abs() <= 1e-9
            && bound <= value(&by_order)
            && bound >= value(&by_order) * (1.0 - 1e-9)
    }
    QuickCheck::new().tests(60).quickcheck(property as fn(u64, u8) -> bool);
}
