//! Laws of both, overhead and cycle time.

use bcgc::internals::problem::any_evaluator::AnyEvaluator;
use bcgc::methods::Clock;
use bcgc::simulation::{Arithmetic, Run, Task, run};
use bcgc::{
    ExpectedRuntime, Gamma, Instance, Law, LogNormal, Objective, Options, Pareto, Partition, Question,
    Shares, Status, Uniform, Weibull, distribution, encoding, solve,
};

use crate::{constant, exponential, given, partitions, random, row, value};

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
