//! Workers with an overhead: worker `i` has done the load `w` at `a_i + T_i w`.

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::methods::Clock;
use bcgc::simulation::{Arithmetic, Run, Task, run};
use bcgc::{
    ExpectedRuntime, Gamma, Instance, Law, LogNormal, Objective, Options, Overhead, Pareto, Partition,
    Question, Report, Shares, ShiftedExponential, Solution, Status, Stragglers, System, Trace, Uniform,
    Weibull, distribution, encoding, evaluate, solve,
};

fn system(workers: usize, coordinates: u64) -> System {
    System::new(workers, coordinates).unwrap()
}

fn exponential(rate: f64, shift: f64) -> ShiftedExponential {
    ShiftedExponential::new(rate, shift).unwrap()
}

/// Constant cycle times with an overhead.
fn constant(workers: usize, coordinates: u64, time: f64, overhead: impl Into<Overhead>) -> Instance {
    let stragglers = Stragglers::Constant(time);
    let instance = Instance::new(system(workers, coordinates), stragglers, ExpectedRuntime).unwrap();
    instance.with_overhead(overhead).unwrap()
}

fn random(coordinates: u64, times: impl Into<Law>, overhead: impl Into<Law>) -> Instance {
    let instance =
        Instance::new(system(4, coordinates), Stragglers::Law(times.into()), ExpectedRuntime).unwrap();
    instance.with_overhead(Overhead::Law(overhead.into())).unwrap()
}

fn given(instance: &Instance, blocks: &[u64]) -> Solution {
    let system = &instance.system;
    let partition = Partition::new(blocks.to_vec(), system.workers, system.coordinates).unwrap();
    let options = Options::default().without_bound();
    evaluate(instance, &partition, &options).unwrap().rows()[0].solution.clone()
}

fn value(instance: &Instance, blocks: &[u64]) -> f64 {
    given(instance, blocks).value.unwrap().value
}

fn row<'a>(report: &'a Report, method: &str) -> &'a Solution {
    &report.rows().iter().find(|row| row.solution.method == method).unwrap().solution
}

/// All partitions of `coordinates` into `workers` blocks.
fn partitions(workers: usize, coordinates: u64) -> Vec<Vec<u64>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    let with = |first: u64| {
        partitions(workers - 1, coordinates - first).into_iter().map(move |rest| {
            let mut blocks = vec![first];
            blocks.extend(rest);
            blocks
        })
    };
    (0..=coordinates).flat_map(with).collect()
}

/// The levels in use with their loads.
fn used(blocks: &[u64]) -> Vec<(usize, f64)> {
    let mut load = 0.0;
    let mut levels = Vec::new();
    for (n, &x) in blocks.iter().enumerate() {
        load += ((n + 1) as u64 * x) as f64;
        if x > 0 {
            levels.push((n, load));
        }
    }
    levels
}

/// `Pr[at most n workers are not done with load w_n, for every level]` by all ways to put the workers into slices, from
/// `done[k]`, the probability that a worker is done with the load of the k-th level in use.
fn by_counts(workers: usize, levels: &[(usize, f64)], done: &[f64]) -> f64 {
    // Slice k: done with the first k levels but not with the next.
    let mut slices = vec![1.0 - done[0]];
    slices.extend(done.windows(2).map(|pair| pair[0] - pair[1]));
    slices.push(done[done.len() - 1]);
    fn sum(slices: &[f64], levels: &[(usize, f64)], left: usize, late: usize, weight: f64) -> f64 {
        let Some((&slice, rest)) = slices.split_first() else {
            return if left == 0 { weight } else { 0.0 };
        };
        let mut total = 0.0;
        let mut term = weight;
        for count in 0..=left {
            if count > 0 {
                term *= slice * (left + 1 - count) as f64 / count as f64;
            }
            let is_allowed = levels.first().is_none_or(|(level, _)| late + count <= *level);
            if is_allowed {
                let rest_levels = levels.get(1..).unwrap_or(&[]);
                total += sum(rest, rest_levels, left - count, late + count, term);
            }
        }
        total
    }
    sum(&slices, levels, workers, 0, 1.0)
}

/// The integral of a function that is smooth between the ends of panels: Gauss-Legendre with 20 nodes each.
fn integral(ends: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    const NODES: usize = 20;
    let mut sum = 0.0;
    for i in 0..NODES {
        let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (NODES as f64 + 0.5)).cos();
        let mut slope = 0.0;
        for _ in 0..60 {
            let (mut p, mut before) = (1.0, 0.0);
            for k in 0..NODES {
                (p, before) = (((2 * k + 1) as f64 * x * p - k as f64 * before) / (k + 1) as f64, p);
            }
            slope = NODES as f64 * (x * p - before) / (x * x - 1.0);
            x -= p / slope;
        }
        let weight = 2.0 / ((1.0 - x * x) * slope * slope);
        for panel in ends.windows(2) {
            let (middle, half) = (0.5 * (panel[0] + panel[1]), 0.5 * (panel[1] - panel[0]));
            sum += half * weight * f(middle + half * x);
        }
    }
    sum
}

/// `E[tau]` for a constant cycle time by brute force; `cdf` is that of the overhead, which is above `least` and hardly
/// ever above `most`.
fn brute_force(
    blocks: &[u64],
    time: f64,
    cdf: impl Fn(f64) -> f64,
    least: f64,
    most: f64,
    kinks: &[f64],
) -> f64 {
    let levels = used(blocks);
    let begin = least + time * levels[levels.len() - 1].1;
    let end = most + time * levels[levels.len() - 1].1;
    let mut ends: Vec<f64> = (0..=400).map(|i| begin + (end - begin) * f64::from(i) / 400.0).collect();
    ends.extend(levels.iter().flat_map(|(_, load)| kinks.iter().map(move |kink| kink + time * load)));
    ends.retain(|&t| t >= begin && t <= end);
    ends.sort_by(f64::total_cmp);
    let late = |t: f64| {
        let done: Vec<f64> = levels.iter().map(|(_, load)| cdf(t - time * load)).collect();
        1.0 - by_counts(blocks.len(), &levels, &done)
    };
    begin + integral(&ends, late)
}

#[test]
fn constant_cycle_times_agree_with_brute_force_in_twelve_digits() {
    let tail = |t: f64| if t > 3.0 { -(-0.05 * (t - 3.0)).exp_m1() } else { 0.0 };
    let bounded = |t: f64| ((t - 1.0) / 30.0).clamp(0.0, 1.0);
    let one = constant(4, 12, 2.0, exponential(0.05, 3.0));
    let other = constant(4, 12, 0.7, Uniform::new(1.0, 31.0).unwrap());
    for blocks in partitions(4, 12).into_iter().step_by(13) {
        let exact = brute_force(&blocks, 2.0, tail, 3.0, 3.0 + 40.0 / 0.05, &[]);
        let found = given(&one, &blocks).value.unwrap();
        assert!((found.value / exact - 1.0).abs() < 1e-12, "{blocks:?}: {} {exact}", found.value);
        assert!((found.value - exact).abs() <= found.error + 1e-13 * exact, "{blocks:?}");
        let exact = brute_force(&blocks, 0.7, bounded, 1.0, 31.0, &[1.0, 31.0]);
        let found = value(&other, &blocks);
        assert!((found / exact - 1.0).abs() < 1e-12, "{blocks:?}: {found} {exact}");
    }
}

#[test]
fn probabilities_of_constant_cycle_times_agree_with_all_counts() {
    let cdf = |t: f64| if t > 3.0 { -(-0.05 * (t - 3.0)).exp_m1() } else { 0.0 };
    for deadline in [30.0, 55.0, 90.0, 200.0] {
        let mut instance = constant(4, 12, 2.0, exponential(0.05, 3.0));
        instance.objective = Objective::completion_probability(deadline).unwrap();
        for blocks in partitions(4, 12).into_iter().step_by(17) {
            let levels = used(&blocks);
            let done: Vec<f64> = levels.iter().map(|(_, load)| cdf(deadline - 2.0 * load)).collect();
            let exact = by_counts(4, &levels, &done);
            let found = given(&instance, &blocks).value.unwrap();
            assert!((found.value - exact).abs() < 1e-13, "{blocks:?} by {deadline}: {found:?} {exact}");
        }
    }
}

#[test]
fn the_exact_optimum_is_that_of_all_partitions() {
    for (time, rate, shift) in [(2.0, 0.05, 3.0), (2.0, 2.0, 0.0), (1.0, 0.2, 1.0), (5.0, 0.01, 0.0)] {
        for (workers, coordinates) in [(2, 12), (3, 7), (4, 12)] {
            let instance = constant(workers, coordinates, time, exponential(rate, shift));
            let report = solve(&instance, &Options::default().with_methods(["exact", "relaxed"])).unwrap();
            let found = row(&report, "exact");
            assert_eq!(found.status, Status::Optimal, "{found:?}");
            let all = partitions(workers, coordinates);
            let best = all.iter().map(|blocks| value(&instance, blocks)).fold(f64::INFINITY, f64::min);
            let found = found.value.unwrap().value;
            assert!((found / best - 1.0).abs() < 1e-9, "{time} {rate} {workers}: {found} {best}");
            let relaxed = row(&report, "relaxed");
            assert_eq!(relaxed.status, Status::Optimal);
            let (value, bound) = (relaxed.relaxed_value.unwrap().value, relaxed.bound.unwrap().value);
            assert!(bound <= value, "{time} {rate} {workers}: {bound} {value}");
            assert!(value <= best * (1.0 + 1e-9) && value <= bound * (1.0 + 2e-9), "{value} {best} {bound}");
        }
    }
}

#[test]
fn the_relaxed_bound_is_below_every_partition_where_both_vary() {
    let instance = random(8, Gamma::new(2.0, 1.0, 0.0).unwrap(), exponential(0.1, 1.0));
    let report =
        solve(&instance, &Options::default().with_methods(["relaxed", "mean-time", "exact"])).unwrap();
    let relaxed = row(&report, "relaxed");
    assert!(matches!(relaxed.status, Status::Stationary | Status::Heuristic), "{relaxed:?}");
    let bound = relaxed.bound.unwrap().value;
    let best = partitions(4, 8).iter().map(|blocks| value(&instance, blocks)).fold(f64::INFINITY, f64::min);
    assert!(bound <= best && bound > 0.5 * best, "{bound} {best}");
    assert!(relaxed.value.unwrap().value <= best * 1.05, "{relaxed:?} {best}");
    assert_eq!(row(&report, "exact").status, Status::Inapplicable);
    assert!(row(&report, "mean-time").value.unwrap().value >= best * (1.0 - 1e-9));
}

#[test]
fn no_overhead_changes_no_bit_and_a_constant_one_shifts_without_loss() {
    let plain = Instance::new(system(4, 20), exponential(1e-3, 50.0), ExpectedRuntime).unwrap();
    let zero = plain.clone().with_overhead(Overhead::Constant(0.0)).unwrap();
    let later = plain.clone().with_overhead(Overhead::Constant(1e6)).unwrap();
    let methods =
        ["exact", "lattice", "relaxed", "mean-time", "mean-rate", "single-block", "uncoded", "tandon"];
    let options = Options::default().with_methods(methods);
    let [plain, zero, later] = [plain, zero, later].map(|instance| solve(&instance, &options).unwrap());
    for ((a, b), c) in plain.rows().iter().zip(zero.rows()).zip(later.rows()) {
        let bits = |solution: &Solution| {
            (solution.value.map(|v| v.value.to_bits()), solution.bound.map(|b| b.value.to_bits()))
        };
        assert_eq!(bits(&a.solution), bits(&b.solution), "{}", a.solution.method);
        assert_eq!(a.solution.partition, c.solution.partition, "{}", a.solution.method);
        assert_eq!(a.solution.status, c.solution.status, "{}", a.solution.method);
        let (before, after) = (a.solution.value.unwrap(), c.solution.value.unwrap());
        assert!((after.value - 1e6 - before.value).abs() <= 4.0 * f64::EPSILON * after.value);
        assert!(after.error <= before.error + 2.0 * f64::EPSILON * after.value);
        if let (Some(before), Some(after)) = (a.solution.bound, c.solution.bound) {
            assert!((after.value - 1e6 - before.value).abs() <= 4.0 * f64::EPSILON * after.value);
        }
    }
}

#[test]
fn a_constant_overhead_is_taken_off_the_deadline() {
    let with = |deadline: f64, overhead: f64| {
        let objective = Objective::completion_probability(deadline).unwrap();
        let instance = Instance::new(system(4, 12), exponential(0.5, 1.0), objective).unwrap();
        let instance = instance.with_overhead(Overhead::Constant(overhead)).unwrap();
        given(&instance, &[3, 3, 3, 3]).value.unwrap()
    };
    assert_eq!(with(100.0, 28.0), with(72.0, 0.0));
    // Nothing is left, or less than the fastest worker needs.
    for deadline in [3.0, 5.0, 5.0 + 12.0] {
        let late = with(deadline, 5.0);
        assert_eq!((late.value, late.complement), (0.0, Some(1.0)));
    }
    assert!(with(5.0 + 40.0, 5.0).value > 0.0);
}

/// Exponential laws have a formula; as gamma laws of shape one they are integrated.
#[test]
fn the_closed_form_and_the_quadrature_agree() {
    // Equal rates, nearly equal ones, and ones far apart.
    for rate in [0.5, 0.5 * (1.0 + 1e-9), 0.25, 50.0, 1e-3] {
        let closed = random(12, exponential(0.5, 0.5), exponential(rate, 2.0));
        let speed = Gamma::new(1.0, 0.5, 0.5).unwrap();
        let integrated = random(12, speed, Gamma::new(1.0, rate, 2.0).unwrap());
        for blocks in [[12, 0, 0, 0], [3, 3, 3, 3], [0, 5, 0, 7], [0, 0, 0, 12]] {
            let (a, b) = (value(&closed, &blocks), value(&integrated, &blocks));
            assert!((a / b - 1.0).abs() < 1e-11, "{rate} {blocks:?}: {a} {b}");
            for deadline in [20.0, 100.0, 400.0] {
                let probability = |instance: &Instance| {
                    let objective = Objective::completion_probability(deadline).unwrap();
                    let mut instance = instance.clone();
                    instance.objective = objective;
                    given(&instance, &blocks).value.unwrap()
                };
                let (a, b) = (probability(&closed), probability(&integrated));
                assert!(
                    (a.value - b.value).abs() <= 1e-11 * a.value,
                    "{rate} {blocks:?} {deadline}: {a:?} {b:?}"
                );
                let (a, b) = (a.complement.unwrap(), b.complement.unwrap());
                assert!((a - b).abs() <= 1e-10 * a, "{rate} {blocks:?} {deadline}: {a} {b}");
            }
        }
    }
}

/// Two exponential variables of rates `a` and `b`: the largest of `N` sums by inclusion and exclusion.
#[test]
fn one_level_of_two_exponential_laws_has_a_formula() {
    let (a, b) = (0.3, 0.8);
    let instance = random(2, exponential(b, 0.0), exponential(a, 0.0));
    // All at the last level: the fastest of four workers with the load 8; Pr[D > t] = (b' e^-at - a e^-b't)/(b' - a).
    let b = b / 8.0;
    let mut exact = 0.0;
    let binomial = [1.0, 4.0, 6.0, 4.0, 1.0];
    for k in 0..=4 {
        let rate = a * k as f64 + b * (4 - k) as f64;
        let term = (b / (b - a)).powi(k) * (-a / (b - a)).powi(4 - k);
        exact += binomial[k as usize] * term / rate;
    }
    let found = value(&instance, &[0, 0, 0, 2]);
    assert!((found / exact - 1.0).abs() < 1e-11, "{found} {exact}");
}

fn laws() -> Vec<Law> {
    vec![
        exponential(0.5, 1.0).into(),
        Gamma::new(2.5, 1.0, 0.0).unwrap().into(),
        Weibull::new(0.7, 2.0, 0.5).unwrap().into(),
        LogNormal::new(0.3, 0.8, 0.0).unwrap().into(),
        Pareto::new(3.5, 1.0).unwrap().into(),
        Uniform::new(0.5, 4.0).unwrap().into(),
    ]
}

#[test]
fn simulated_rounds_agree_for_all_pairs_of_laws() {
    let construction = encoding::find("reed-solomon").unwrap();
    for (i, times) in laws().into_iter().enumerate() {
        for (j, overhead) in laws().into_iter().enumerate() {
            let scaled = ["2,3,0,3", "0,4,4,0", "8,0,0,0"][(i + j) % 3];
            let instance = random(8, times.clone(), overhead);
            let partition = Partition::parse(scaled, 4, 8).unwrap();
            let choice = Run {
                seed: 7 + (6 * i + j) as u64,
                rounds: Some(4000),
                task: Task::LinearRegression,
                arithmetic: Arithmetic::Float { tolerance: 1e-6 },
                data: None,
                timeline: None,
                clock: Clock::unlimited(),
            };
            let (_, simulation) = run(&instance, &partition, construction, &choice).unwrap();
            assert_eq!(simulation.wrong_runtimes, Some(0));
            let agreement = simulation.agreement.unwrap();
            assert!(agreement.deviation.abs() < 4.5, "{i} {j}: {agreement:?}");
            // The same of a probability: that of the mean runtime, from the rounds.
            let deadline = simulation.mean;
            let met =
                simulation.results.iter().filter(|round| round.runtime <= deadline).count() as f64 / 4000.0;
            let asked = [Question::Deadline(deadline)];
            let found = distribution(&instance, &partition, &asked, &Options::default()).unwrap();
            let p = found.points()[0].probability.unwrap().value;
            let error = (p * (1.0 - p) / 4000.0).sqrt();
            assert!((met - p).abs() < 4.5 * error, "{i} {j}: {met} {p}");
        }
    }
}

#[test]
fn gradients_are_those_of_differences() {
    let speed = Gamma::new(2.0, 1.0, 0.3).unwrap();
    let instances = [
        constant(4, 12, 2.0, exponential(0.05, 3.0)),
        random(12, exponential(0.5, 1.0), exponential(0.1, 0.0)),
        random(12, speed, LogNormal::new(1.0, 0.6, 0.0).unwrap()),
        random(12, Uniform::new(1.0, 2.0).unwrap(), Uniform::new(0.0, 9.0).unwrap()),
    ];
    let at = |x: &[f64]| Shares::new(x.to_vec()).unwrap();
    let x = [0.4, 0.3, 0.1, 0.2];
    for instance in instances {
        let deadline = value(&instance, &[5, 3, 2, 2]);
        let objective = Objective::completion_probability(deadline).unwrap();
        for objective in [ExpectedRuntime, objective] {
            let mut instance = instance.clone();
            instance.objective = objective;
            let evaluator = AnyEvaluator::new(&instance).unwrap();
            let cost = |x: &[f64]| evaluator.any().cost(&at(x), &Clock::unlimited()).unwrap();
            let slopes = cost(&x).slopes;
            for (i, j) in [(0, 1), (1, 3), (2, 0)] {
                let step = 1e-4;
                let moved = |sign: f64| {
                    let mut y = x;
                    y[i] += sign * step;
                    y[j] -= sign * step;
                    cost(&y).value
                };
                let difference = (moved(1.0) - moved(-1.0)) / (2.0 * step);
                let slope = slopes[i] - slopes[j];
                let size = slopes.iter().fold(0.0f64, |m, s| m.max(s.abs()));
                assert!(
                    (difference - slope).abs() < 1e-5 * size,
                    "{instance:?} {i} {j}: {difference} {slope}"
                );
            }
        }
    }
}

#[test]
fn levels_below_the_first_in_use_do_not_wait() {
    // Nothing but the overhead takes time: the last level waits for the fastest of two, the first for the slowest.
    let instance = constant(2, 1, 1e-9, exponential(1.0, 0.0));
    assert!((value(&instance, &[1, 0]) - 1.5).abs() < 1e-8);
    assert!((value(&instance, &[0, 1]) - 0.5).abs() < 1e-8);
    let report =
        solve(&instance, &Options::default().with_methods(["relaxed", "exact", "mean-time"])).unwrap();
    for found in report.rows() {
        let blocks = found.solution.partition.as_ref().unwrap().blocks().to_vec();
        assert_eq!(blocks, [0, 1], "{}", found.solution.method);
    }
}

#[test]
fn probabilities_rise_to_a_stationary_point() {
    let mut instance = random(20, Gamma::new(2.0, 1.0, 0.0).unwrap(), exponential(0.1, 1.0));
    instance.objective = Objective::completion_probability(90.0).unwrap();
    let report = solve(&instance, &Options::default()).unwrap();
    let relaxed = row(&report, "relaxed");
    assert_eq!(relaxed.status, Status::Stationary, "{relaxed:?}");
    let best = relaxed.value.unwrap().value;
    for method in ["single-block", "uncoded", "uniform"] {
        assert!(row(&report, method).value.unwrap().value <= best, "{method}");
    }
}

#[test]
fn rounds_with_overheads_are_evaluated_as_they_are() {
    let overheads = vec![vec![0.0, 5.0, 1.0], vec![2.0, 0.5, 0.0]];
    let times = vec![vec![3.0, 1.0, 2.0], vec![1.0, 4.0, 2.5]];
    let done = |row: usize, load: f64| {
        let mut done: Vec<f64> = (0..3).map(|i| overheads[row][i] + times[row][i] * load).collect();
        done.sort_by(f64::total_cmp);
        done
    };
    let traces = (Trace::of_overheads(overheads.clone()).unwrap(), Trace::new(times.clone()).unwrap());
    let instance = Instance::new(system(3, 6), traces.1, ExpectedRuntime).unwrap();
    let instance = instance.with_overhead(traces.0).unwrap();
    for blocks in partitions(3, 6) {
        let runtime = |row: usize| {
            let waits = |&(level, load): &(usize, f64)| done(row, load)[2 - level];
            used(&blocks).iter().map(waits).fold(0.0, f64::max)
        };
        let exact = 0.5 * (runtime(0) + runtime(1));
        assert!((value(&instance, &blocks) - exact).abs() < 1e-12 * exact, "{blocks:?}");
        let mut by = instance.clone();
        by.objective = Objective::completion_probability(runtime(0).min(runtime(1)) + 1e-6).unwrap();
        let expected = if runtime(0) == runtime(1) { 1.0 } else { 0.5 };
        assert_eq!(value(&by, &blocks), expected, "{blocks:?}");
    }
}

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
        "overhead.value = -1.0: must be a finite number >= 0",
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

#[test]
#[cfg(feature = "highs")]
fn nothing_varies_where_both_are_constant() {
    let instance = constant(3, 6, 2.0, Overhead::Constant(5.0));
    let report = solve(&instance, &Options::default().with_methods(["exact", "relaxed"])).unwrap();
    for found in report.rows() {
        assert_eq!(found.solution.value.unwrap().value, 17.0, "{}", found.solution.method);
        assert_eq!(found.solution.partition.as_ref().unwrap().blocks(), [6, 0, 0]);
    }
}

/// The program of all inequalities at once, for every first level.
#[test]
#[cfg(feature = "highs")]
fn the_relaxed_optimum_over_rounds_is_that_of_the_whole_program() {
    use bcgc::internals::numeric::integer;
    use bcgc::internals::numeric::program::IntegerProgram;
    let mut state = 1u64;
    let mut uniform = move || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    };
    for (workers, rounds, time) in [(3, 8, 1.0), (4, 15, 0.3), (5, 10, 2.0)] {
        let mut rows: Vec<Vec<f64>> =
            (0..rounds).map(|_| (0..workers).map(|_| -12.0 * uniform().ln()).collect()).collect();
        let overheads = Trace::of_overheads(rows.clone()).unwrap();
        let instance = constant(workers, 12, time, overheads);
        let report = solve(&instance, &Options::default().with_methods(["relaxed"])).unwrap();
        let found = row(&report, "relaxed");
        assert_eq!(found.status, Status::Optimal, "{found:?}");
        rows.iter_mut().for_each(|row| row.sort_by(|a, b| b.total_cmp(a)));
        let mut least = f64::INFINITY;
        for first in 0..workers {
            let mut program = IntegerProgram::default();
            let blocks: Vec<usize> =
                (first..workers).map(|_| program.column(0.0, 0.0, 12.0, false)).collect();
            program.equal(blocks.iter().map(|&x| (x, 1.0)).collect(), 12.0);
            for row in &rows {
                let runtime = program.column(1.0 / rounds as f64, 0.0, f64::INFINITY, false);
                for (level, overhead) in row.iter().enumerate().skip(first) {
                    let mut terms: Vec<(usize, f64)> =
                        (first..=level).map(|n| (blocks[n - first], -time * (n + 1) as f64)).collect();
                    terms.push((runtime, 1.0));
                    program.at_least(terms, *overhead);
                }
            }
            least = least.min(integer::solve(&program, 0.0, &Clock::unlimited(), None).unwrap().bound);
        }
        let relaxed = found.relaxed_value.unwrap().value;
        assert!((relaxed / least - 1.0).abs() < 1e-9, "{workers}: {relaxed} {least}");
        assert!((found.bound.unwrap().value / least - 1.0).abs() < 2e-9);
    }
}

#[test]
fn files_of_loads_are_taken_apart() {
    let folder = std::env::temp_dir().join(format!("bcgc-loads-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("none.csv", "0.5,1,0\n2,0.25,1\n");
    write("half.csv", "1.5,2.5,1.25\n2.5,1.25,3\n");
    let text = |keys: &str| {
        format!("system = {{workers = 3, coordinates = 6}}\n[stragglers]\n\"load-0\" = 'none.csv'\n{keys}")
    };
    let read = |keys: &str| {
        write("instance.toml", &text(keys));
        Instance::read(&folder.join("instance.toml"))
    };
    let instance = read("\"load-0.5\" = 'half.csv'").unwrap();
    let direct = Instance::new(
        system(3, 6),
        Trace::new(vec![vec![2.0, 3.0, 2.5], vec![1.0, 2.0, 4.0]]).unwrap(),
        ExpectedRuntime,
    )
    .unwrap()
    .with_overhead(Trace::of_overheads(vec![vec![0.5, 1.0, 0.0], vec![2.0, 0.25, 1.0]]).unwrap())
    .unwrap();
    for blocks in [[2, 2, 2], [6, 0, 0], [0, 0, 6]] {
        assert_eq!(value(&instance, &blocks), value(&direct, &blocks));
    }
    let written = instance.to_json();
    assert_eq!(written["stragglers"]["load-0.5"], "half.csv");
    write("again.json", &written.to_string().replace("\"name\":null,", ""));
    let again = Instance::read(&folder.join("again.json")).unwrap();
    assert_eq!(value(&again, &[2, 2, 2]), value(&instance, &[2, 2, 2]));
    let refused = |keys: &str, words: &str| {
        let message = read(keys).unwrap_err().to_string();
        assert!(message.contains(words), "{message}");
    };
    refused("", "two loads or more");
    refused("load-1.5 = 'half.csv'", "needs quotes");
    refused("load-x = 'half.csv'", "must be named by a load");
    refused("load-1 = 'none.csv'", "does not rise with the load");
    refused("load-1 = 'half.csv'\nlaw = 'gamma'", "unknown key");
    refused("load-1 = 'half.csv'\n[overhead]\nlaw = 'constant'\nvalue = 1", "leave it out");
    write("short.csv", "1,2,3\n");
    refused("load-1 = 'short.csv'", "rounds");
    std::fs::remove_dir_all(&folder).unwrap();
}
