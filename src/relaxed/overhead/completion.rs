//! `relaxed` for the completion probability with a random overhead: the Newton ascent of [`crate::relaxed::ascent`] for the
//! most promising first levels in use. The probability falls by a jump where a level below comes into use.

use crate::clock::Clock;
use crate::error::Error;
use crate::problem::Problem;
use crate::relaxed::ascent::Climber;
use crate::relaxed::height::ln;
use crate::relaxed::stationary::STATIONARY;
use crate::runtime::completion::Probability;
use crate::runtime::overhead_completion::OverheadCompletion;
use crate::shares::Shares;
use crate::solution::{Solution, Status};
use crate::wording::counted;

/// First levels that are climbed from.
const STARTS: usize = 4;
/// Newton steps of each, at most.
const STEPS: usize = 200;

/// The method's answer.
pub fn solve(
    problem: &Problem,
    evaluator: &OverheadCompletion,
    method: &'static str,
) -> Result<Solution, Error> {
    let clock = problem.clock();
    if evaluator.is_impossible() {
        let shares = Shares::uncoded(problem.workers());
        let solution = problem.solution_of_shares(method, &shares, &clock)?;
        let bound = problem.bound(method, 0.0, Status::Optimal).with_complement(1.0);
        return Ok(Solution { status: Status::Infeasible, bound: Some(bound), ..solution });
    }
    let mut starts = starts(problem, evaluator, &clock);
    starts.sort_by(|a, b| ln(b.2).total_cmp(&ln(a.2)));
    starts.truncate(STARTS);
    let Some(highest) = starts.first().cloned() else {
        let solution = problem.solution_of_shares(method, &Shares::uncoded(problem.workers()), &clock)?;
        let (status, note) = if clock.is_over() {
            (Status::TimeLimit, "no start of positive probability was found in time")
        } else {
            let note = "the probability of every start is below the smallest number of double precision";
            (Status::Heuristic, note)
        };
        return Ok(Solution { status, note: Some(note.to_owned()), ..solution });
    };
    let mut best = (highest.1, highest.2, f64::INFINITY);
    let climbed = starts.len() as u64;
    for (first, shares, _) in starts {
        let (shares, probability, residual) = match climb(evaluator, first, shares, &clock) {
            Some(found) => found,
            None => continue,
        };
        if ln(probability) >= ln(best.1) {
            best = (shares, probability, residual);
        }
    }
    let status = match best.2 {
        residual if residual <= STATIONARY => Status::Stationary,
        _ if clock.is_over() => Status::TimeLimit,
        _ => Status::Heuristic,
    };
    let solution = problem.solution_of_shares(method, &best.0, &clock)?;
    let note = format!("KKT residual {:.1e}; the best of {}", best.2, counted(climbed, "first level"));
    Ok(Solution { status, note: Some(note), ..solution })
}

/// For every first level the loads that the `N - n` fastest workers have done by the deadline with about even chances.
fn starts(
    problem: &Problem,
    evaluator: &OverheadCompletion,
    clock: &Clock,
) -> Vec<(usize, Shares, Probability)> {
    let workers = problem.workers();
    let probability = evaluator.probability();
    let load = |n: usize| {
        let p = (workers as f64 - n as f64 - 1.0 / 3.0) / (workers as f64 + 1.0 / 3.0);
        probability.law().load_done(probability.deadline(), p)
    };
    let loads: Vec<f64> = (0..workers).map(load).collect();
    // Where no level has even chances all levels are equal.
    let even = Shares::of_loads(loads.into_iter());
    let blocks = even.unwrap_or_else(|| Shares::unchecked(vec![1.0; workers])).into_vec();
    let of_level = |first: usize| {
        let mut blocks = blocks.clone();
        blocks[..first].fill(0.0);
        let least = 1e-3 / workers as f64;
        blocks[first..].iter_mut().for_each(|x| *x = x.max(least));
        let shares = Shares::on_ray(blocks)?;
        let found = probability.value_in_time(&shares, clock)?;
        (found.value > 0.0).then_some((first, shares, found))
    };
    (0..workers).filter_map(of_level).collect()
}

/// The point above a start, its probability and what is left of its slopes; `None` if the clock is over before they are known.
fn climb(
    evaluator: &OverheadCompletion,
    first: usize,
    shares: Shares,
    clock: &Clock,
) -> Option<(Shares, Probability, f64)> {
    let mut climber = Climber::from_level(evaluator.probability(), first, shares, clock.clone())?;
    for _ in 0..STEPS {
        if climber.residual() <= STATIONARY || clock.is_over() || !climber.step() {
            break;
        }
    }
    Some((climber.shares().clone(), climber.probability(), climber.residual()))
}
