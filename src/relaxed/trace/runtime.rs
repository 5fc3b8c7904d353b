//! `relaxed` for the expected runtime over a trace: a linear program, solved by an interior point method; where that
//! leaves a gap, by HiGHS with inequalities added as needed. Where rows are many, descent on smoothed rows comes first. The
//! best point and bound of all stand.

use super::decisive_rows::DecisiveRows;
use super::descent::SmoothedRuntime;
use super::interior::Interior;
use super::linear::{Answer, RowProgram};
use crate::clock::Clock;
use crate::error::Error;
use crate::gap;
use crate::numeric::highs;
use crate::problem::Problem;
use crate::problem::memo::RelaxedOptimum;
use crate::relaxed::mean_time::mean_time_shares;
use crate::relaxed::told::NAME;
use crate::runtime::evaluator::Evaluator as _;
use crate::runtime::trace_rows::{binding, mean};
use crate::runtime::trace_runtime::TraceRuntime;
use crate::shares::{Loads, Shares};
use crate::solution::{Bound, Solution, Status};
use crate::wording::counted;

/// Inequalities stated at once for each row of the trace, the most violated first.
const AT_ONCE: usize = 2;
/// Relative violation below which an inequality is not added: far below every gap that is asked for.
const VIOLATION: f64 = 1e-13;
/// Levels that the interior point method takes: its steps cost the square of them a row.
const MOST_LEVELS: usize = 1000;
/// Its steps, at most; a few dozen are enough.
const MOST_STEPS: usize = 150;
/// Steps without a tenth off the gap after which it has ended.
const PATIENCE: usize = 6;
/// The same over few rows in the place of many, where steps cost little.
const PATIENCE_FEW: usize = 25;
/// How much closer than asked for the gap is brought while that is cheap: the rest is left to integers.
const CLOSER: f64 = 1e-2;
/// Shares of `L` that are rounding of an interior point.
const DUST: f64 = 1e-9;
/// Multipliers, of one in every row, that make an inequality one that matters.
const MATTERS: f64 = 1e-6;
/// Share of the time for descent: where ties keep it from its end, the ways after it are the better ones.
const FOR_DESCENT: f64 = 0.5;
/// Inequalities up to which the interior point method is the first, and HiGHS goes on where it leaves a gap. Beyond, its
/// steps grow short: of eight traces of 10^5 rows by 20 workers it left gaps of 2 to 17 % in six.
const FEW: usize = 400_000;

/// The relaxed optimum to the gap asked for, computed once.
pub fn optimum<'a>(problem: &'a Problem, evaluator: &TraceRuntime) -> &'a RelaxedOptimum {
    problem.relaxed.get_or_find(|| find(problem, evaluator))
}

fn find(problem: &Problem, evaluator: &TraceRuntime) -> RelaxedOptimum {
    let mut search = Search::new(problem, evaluator);
    let ended = search.run(&problem.clock().of(NAME));
    let closed = search.gap() <= search.goal;
    RelaxedOptimum {
        effort: search.effort(ended.as_ref().err()),
        status: if closed { Status::Optimal } else { ended.unwrap_or(Status::GapLimit) },
        shares: search.shares,
        value: search.value,
        error: 0.0,
        bound: search.bound,
        stated: search.stated,
    }
}

/// A way to a better point or bound.
type Way<'a> = fn(&mut Search<'a>, &Clock) -> Result<(), Error>;

/// The best point, the bound and the inequalities that matter, in inner units.
struct Search<'a> {
    evaluator: &'a TraceRuntime,
    goal: f64,
    /// The closed form `mean-time`.
    start: Shares,
    shares: Shares,
    value: f64,
    bound: f64,
    iterations: u64,
    steps: usize,
    programs: usize,
    stated: Vec<(usize, usize)>,
}

impl<'a> Search<'a> {
    fn new(problem: &Problem, evaluator: &'a TraceRuntime) -> Self {
        let shares = mean_time_shares(problem).unwrap_or_else(|| Shares::last_level(problem.workers()));
        let count = evaluator.rows().len() as f64;
        // The load of the last level is at least one share, and the fastest worker waits for nobody.
        let fastest = |row: &Vec<f64>| row.last().copied().unwrap_or(0.0);
        let fastest = evaluator.rows().iter().map(fastest).sum::<f64>() / count;
        Self {
            evaluator,
            goal: problem.gap(),
            value: evaluator.mean_runtime(shares.loads().as_slice()),
            start: shares.clone(),
            shares,
            bound: fastest * (1.0 - (count + 8.0) * f64::EPSILON),
            iterations: 0,
            steps: 0,
            programs: 0,
            stated: Vec::new(),
        }
    }

    fn gap(&self) -> f64 {
        gap::relative(self.value, self.bound)
    }

    fn effort(&self, failure: Option<&Error>) -> String {
        let is_linear = self.iterations == 0 || self.steps > 0;
        let efforts = [
            (self.iterations, "smoothed iteration", self.iterations > 0),
            (self.steps as u64, "interior point step", is_linear),
            (self.programs as u64, "linear program", self.programs > 0),
            (self.stated.len() as u64, "inequality", is_linear),
        ];
        let told = efforts.iter().filter(|(_, _, is_told)| *is_told);
        let told: Vec<String> = told.map(|(count, noun, _)| counted(*count, noun)).collect();
        let failure = failure.map_or(String::new(), |error| format!("; {error}"));
        format!("{}{failure}", told.join(", "))
    }

    fn run(&mut self, clock: &Clock) -> Result<Status, Error> {
        let is_small = self.evaluator.rows().len().saturating_mul(self.levels()) <= FEW;
        let ways: &[Way<'a>] = match is_small {
            true => &[Self::approach, Self::cut],
            false => &[Self::descend, Self::polish, Self::approach],
        };
        for way in ways {
            if self.gap() <= self.goal || clock.is_over() {
                break;
            }
            way(self, clock)?;
        }
        Ok(match self.gap() <= self.goal {
            true => Status::Optimal,
            false if clock.is_over() => Status::TimeLimit,
            false => Status::GapLimit,
        })
    }

    /// How many levels may be in use.
    fn levels(&self) -> usize {
        self.shares.workers() - self.evaluator.first_level()
    }

    /// Descends on smoothed rows until the gap is closed or nothing is gained.
    fn descend(&mut self, clock: &Clock) -> Result<(), Error> {
        let smoothed = SmoothedRuntime::new(self.evaluator, &self.start, clock.first(FOR_DESCENT));
        let Some((end, iterations)) = smoothed.descend(&self.start, self.goal) else { return Ok(()) };
        self.iterations = iterations;
        self.bound = self.bound.max(end.bound());
        self.offer(Some(Shares::unchecked(end.point().to_vec())));
        Ok(())
    }

    /// Solves for the rows that decide near the best shares, again where those are better for it.
    fn polish(&mut self, clock: &Clock) -> Result<(), Error> {
        let first = self.evaluator.first_level();
        let mut before = f64::INFINITY;
        while self.gap() > self.goal && self.gap() < 0.5 * before && !clock.is_over() {
            before = self.gap();
            let few = DecisiveRows::new(self.evaluator.rows(), self.shares.loads().as_slice(), first);
            self.follow(&few.rows, few.factor, clock);
        }
        Ok(())
    }

    /// Takes steps of the interior point method over all rows.
    fn approach(&mut self, clock: &Clock) -> Result<(), Error> {
        let evaluator = self.evaluator;
        let Some(interior) = self.follow(evaluator.rows(), 1.0, clock) else { return Ok(()) };
        if self.iterations > 0 && self.gap() > self.goal {
            return Ok(());
        }
        self.stated =
            interior.multipliers().filter(|(_, _, m)| *m > MATTERS).map(|(s, n, _)| (s, n)).collect();
        let whole = |x: &f64| if *x < DUST { 0.0 } else { *x };
        if let Some(shares) = Shares::on_ray(self.shares.as_slice().iter().map(whole).collect()) {
            let value = self.evaluator.mean_runtime(shares.loads().as_slice());
            if value <= self.value * (1.0 + 0.1 * self.goal) {
                (self.value, self.shares) = (value, shares);
            }
        }
        Ok(())
    }

    /// Takes steps of the interior point method until they end or gain nothing, over all rows, or few whose mean times
    /// `factor` is at most that of all.
    fn follow<'r>(&mut self, rows: &'r [Vec<f64>], factor: f64, clock: &Clock) -> Option<Interior<'r>> {
        if self.levels() > MOST_LEVELS {
            return None;
        }
        let first = self.evaluator.first_level();
        let mut interior = Interior::new(rows, self.start.loads().as_slice(), first);
        let is_whole = rows.len() == self.evaluator.rows().len();
        let patience = if is_whole { PATIENCE } else { PATIENCE_FEW };
        // Its own gap is what has to fall: one that another way has reached is far below its first ones.
        let mut own = match is_whole && self.iterations == 0 {
            true => (self.value, self.bound),
            false => (f64::INFINITY, 0.0),
        };
        let (before, mut closest, mut since) = (self.steps, f64::INFINITY, 0);
        while self.steps - before < MOST_STEPS && since < patience && self.gap() > CLOSER * self.goal {
            if interior.step(clock).is_none() {
                break;
            }
            self.steps += 1;
            let (point, bound) = (interior.point(), interior.bound());
            if let Some(shares) = &point {
                own.0 = own.0.min(mean(rows, shares.loads().as_slice()));
            }
            if bound.is_finite() {
                own.1 = own.1.max(bound);
                self.bound = self.bound.max(factor * bound);
            }
            self.offer(point);
            self.tell(clock);
            let gap = gap::relative(own.0, own.1);
            since = if gap < 0.9 * closest { 0 } else { since + 1 };
            closest = closest.min(gap);
        }
        Some(interior)
    }

    /// Tells of steps and programs, one after the other.
    fn tell(&self, clock: &Clock) {
        let (value, bound) = (self.evaluator.runtime(self.value), self.evaluator.bound(self.bound));
        clock.reached((self.steps + self.programs) as u64, value, bound);
    }

    /// Keeps shares that are better.
    fn offer(&mut self, shares: Option<Shares>) {
        let Some(shares) = shares else { return };
        let value = self.evaluator.mean_runtime(shares.loads().as_slice());
        if value < self.value {
            (self.value, self.shares) = (value, shares);
        }
    }

    /// States violated inequalities in a linear program until none is left.
    fn cut(&mut self, clock: &Clock) -> Result<(), Error> {
        if !highs::AVAILABLE {
            return Ok(());
        }
        let rows = self.evaluator.rows();
        let workers = self.shares.workers();
        let units = self.start.loads();
        let mut program = RowProgram::new(rows, units.as_slice(), self.evaluator.first_level())?;
        let mut stated = vec![vec![false; workers]; rows.len()];
        let idle = vec![0.0; rows.len()];
        state_violated(&mut program, rows, &mut stated, &self.shares.loads(), &idle);
        while self.gap() > self.goal && !clock.is_over() {
            let Some(Answer { loads, runtimes, bound }) = program.solve(clock)? else { break };
            self.programs += 1;
            self.bound = self.bound.max(bound);
            // They obey the constraints up to the tolerance of a solver.
            let Some(shares) = Shares::of_loads(loads.into_iter()) else { break };
            let loads = shares.loads();
            self.offer(Some(shares));
            let added = state_violated(&mut program, rows, &mut stated, &loads, &runtimes);
            self.stated = program.stated().to_vec();
            self.tell(clock);
            if added == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// States the most violated inequalities of every row of the trace, and returns how many.
fn state_violated(
    program: &mut RowProgram,
    rows: &[Vec<f64>],
    stated: &mut [Vec<bool>],
    loads: &Loads,
    runtimes: &[f64],
) -> usize {
    let mut added = 0;
    for (s, row) in rows.iter().enumerate() {
        let allowed = runtimes[s] + VIOLATION * binding(row, loads.as_slice()).1;
        let mut violated: Vec<(f64, usize)> = (row.iter().zip(loads.as_slice()).enumerate())
            .filter(|(n, (t, w))| !stated[s][*n] && *t * *w > allowed)
            .map(|(n, (t, w))| (t * w, n))
            .collect();
        violated.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, level) in violated.iter().take(AT_ONCE) {
            program.state(s, level);
            stated[s][level] = true;
            added += 1;
        }
    }
    added
}

/// The bound of the relaxed optimum on the value of every partition.
pub fn bound(problem: &Problem, evaluator: &TraceRuntime, method: &'static str) -> Bound {
    let RelaxedOptimum { bound, status, .. } = optimum(problem, evaluator);
    problem.bound(method, evaluator.bound(*bound), *status)
}

/// The method's answer.
pub fn solve(problem: &Problem, evaluator: &TraceRuntime, method: &'static str) -> Result<Solution, Error> {
    let optimum = optimum(problem, evaluator);
    Ok(Solution {
        relaxed_value: evaluator.value(&optimum.shares),
        bound: Some(bound(problem, evaluator, method)),
        ..problem.solution_of_optimum(method, optimum)?
    })
}
