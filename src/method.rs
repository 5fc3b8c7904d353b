//! A method: what it answers, what it needs, and how it is run. The list is `src/solve/methods.rs`.
//!
//! To add one, write a file with a `METHOD` like `src/baseline/uncoded.rs` (the smallest) and add one line to the list:
//! help texts, tables, conformance tests and the rows of instances that it cannot answer follow from it.

use crate::error::Error;
use crate::instance::{Objective, Stragglers};
use crate::numeric::highs;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::runtime::evaluator::MOST_EVALUATED_WORKERS;
use crate::runtime::law_completion::LawCompletion;
use crate::runtime::law_runtime::LawRuntime;
use crate::runtime::order_statistics::check_rates;
use crate::runtime::overhead_completion::OverheadCompletion;
use crate::runtime::overhead_runtime::OverheadRuntime;
use crate::runtime::overhead_trace_runtime::OverheadTraceRuntime;
use crate::runtime::trace_completion::TraceCompletion;
use crate::runtime::trace_runtime::TraceRuntime;
use crate::solution::Solution;
use crate::straggler::{CycleTime, Family};

/// A method by its name, for every question that it can answer.
///
/// ```
/// use bcgc::ExpectedRuntime;
/// use bcgc::methods::{METHODS, find};
///
/// let sampled: Vec<&str> = METHODS.iter().filter(|method| method.is_sampled).map(|method| method.name).collect();
/// assert!(sampled.contains(&"subgradient"));
/// assert!(find("mean-time").is_some_and(|method| method.for_objective(ExpectedRuntime).is_some()));
/// ```
#[derive(Debug)]
pub struct Method {
    /// The name on the command line and in every output.
    pub name: &'static str,
    /// Whether its answer depends on random samples.
    pub is_sampled: bool,
    /// Whether it is a closed form: such a one needs no value of any partition, and has no limit on the workers.
    pub is_closed_form: bool,
    /// How it answers what, those for a law before those for a trace; of several that fit the first counts.
    pub answers: &'static [Answer],
}

/// One answer of a method: to which questions, what it needs, how it runs.
///
/// ```
/// use bcgc::methods::{Answer, Run};
///
/// /// All coordinates at the level that tolerates one straggler.
/// const ONE_STRAGGLER: Answer = Answer {
///     source: "an example",
///     guarantee: "none",
///     needs: &[],
///     run: Run::Any(|problem| Ok(problem.solution_of_partition("one-straggler", problem.single_block(1)?))),
/// };
/// ```
#[derive(Debug)]
pub struct Answer {
    /// Where it comes from.
    pub source: &'static str,
    /// What it is worth.
    pub guarantee: &'static str,
    /// What it needs of an instance; without one of these the method is inapplicable.
    pub needs: &'static [Need],
    /// Runs it.
    pub run: Run,
}

/// The questions that an answer is for, and what it is given.
///
/// ```
/// use bcgc::Solution;
/// use bcgc::methods::Run;
///
/// let run = Run::Completion(|_| Ok(Solution::inapplicable("mine", "not today")));
/// assert!(matches!(run, Run::Completion(_)));
/// ```
#[derive(Debug)]
pub enum Run {
    /// Every objective, of laws and traces.
    Any(fn(&Problem) -> Result<Solution, Error>),
    /// Expected runtimes of laws and traces.
    Runtime(fn(&Problem) -> Result<Solution, Error>),
    /// Completion probabilities of laws and traces.
    Completion(fn(&Problem) -> Result<Solution, Error>),
    /// Expected runtimes of laws.
    LawRuntime(fn(&Problem, &LawRuntime) -> Result<Solution, Error>),
    /// Completion probabilities of laws.
    LawCompletion(fn(&Problem, &LawCompletion) -> Result<Solution, Error>),
    /// Mean runtimes over traces.
    TraceRuntime(fn(&Problem, &TraceRuntime) -> Result<Solution, Error>),
    /// Fractions of the rows of traces.
    TraceCompletion(fn(&Problem, &TraceCompletion) -> Result<Solution, Error>),
    /// Expected runtimes of laws and traces, by a member of a [`MethodFamily`](crate::methods::MethodFamily): it is given its own name,
    /// which has its parameter in it.
    RuntimeOfMember(fn(&Problem, &'static str) -> Result<Solution, Error>),
    /// The same for completion probabilities.
    CompletionOfMember(fn(&Problem, &'static str) -> Result<Solution, Error>),
    /// Expected runtimes with a random overhead.
    OverheadRuntime(fn(&Problem, &OverheadRuntime) -> Result<Solution, Error>),
    /// Completion probabilities with a random overhead.
    OverheadCompletion(fn(&Problem, &OverheadCompletion) -> Result<Solution, Error>),
    /// Mean runtimes over rounds with overheads.
    OverheadTraceRuntime(fn(&Problem, &OverheadTraceRuntime) -> Result<Solution, Error>),
}

/// What a method needs of an instance.
///
/// ```
/// use bcgc::methods::Need;
///
/// let needs = [Need::Quantiles, Need::Workers(2, "it moves coordinates between two levels")];
/// assert!(needs.contains(&Need::Quantiles));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Need {
    /// Samples that can be drawn anew in every step.
    FreshSamples,
    /// Distribution function and density of the cycle time.
    Density,
    /// Quantiles of the cycle time, and independent workers.
    Quantiles,
    /// A tail like `exp(-y^k)`.
    LightTail,
    /// Shifted exponential cycle times.
    ShiftedExponential,
    /// A finite mean of `1/T_(1)`.
    MeanRates,
    /// At least so many workers, because of this.
    Workers(usize, &'static str),
    /// Coordinates up to so many: integers and their differences stay exact.
    Coordinates(u64),
    /// The solver HiGHS.
    Highs,
}

impl Method {
    /// How it answers for an objective, the first way; `None` if it does not.
    pub fn for_objective(&self, objective: Objective) -> Option<&Answer> {
        self.answers.iter().find(|answer| answer.run.is_for(objective))
    }

    /// Runs it, or says why it is inapplicable.
    ///
    /// # Errors
    /// When a solver fails before anything is known, or a value leaves double precision.
    pub fn solve(&self, problem: &Problem) -> Result<Solution, Error> {
        if !self.is_closed_form && !problem.is_evaluable() {
            let reason = format!("partitions are evaluated up to N = {MOST_EVALUATED_WORKERS} only");
            return Ok(Solution::inapplicable(self.name, reason));
        }
        let fitting =
            self.answers.iter().find_map(|answer| Some((answer, answer.run.bind(problem, self.name)?)));
        // Where none fits it answers for laws, and this is a trace: what it needs of a law is missing.
        let answer = fitting.as_ref().map(|(answer, _)| *answer);
        let answer = answer.or_else(|| self.for_objective(problem.instance().objective));
        // Needs are about laws of the cycle time and traces of it: with an overhead that varies they say nothing.
        let varies = fitting.is_none() && problem.instance().overhead.varies();
        let needed = answer.filter(|_| !varies);
        let unmet = needed.and_then(|answer| answer.needs.iter().find_map(|need| need.unmet(problem)));
        match (unmet, fitting) {
            (None, Some((_, run))) => run(),
            (reason, _) => {
                let reason = reason.unwrap_or_else(|| {
                    let of_rounds = answer.is_some_and(|answer| answer.run.is_of_rounds());
                    let reason = if varies {
                        OVERHEAD
                    } else if of_rounds {
                        ROUNDS
                    } else {
                        LAW
                    };
                    reason.to_owned()
                });
                Ok(Solution::inapplicable(self.name, reason))
            }
        }
    }
}

/// Why methods do not apply to a law, or to measured rounds.
const ROUNDS: &str = "it is for measured rounds: it needs a trace";
const LAW: &str = "it is for laws of the cycle time";

/// Why most methods do not apply to times that are not proportional to the load.
const OVERHEAD: &str = "it is for times proportional to the load; here workers have an overhead that varies";

/// An answer bound to its problem.
type Bound<'a> = Box<dyn FnOnce() -> Result<Solution, Error> + 'a>;

impl Run {
    /// Whether it answers for an objective.
    pub(crate) fn is_for(&self, objective: Objective) -> bool {
        match self {
            Self::Any(_) => true,
            Self::Runtime(_)
            | Self::LawRuntime(_)
            | Self::TraceRuntime(_)
            | Self::OverheadRuntime(_)
            | Self::OverheadTraceRuntime(_)
            | Self::RuntimeOfMember(_) => objective == Objective::ExpectedRuntime,
            Self::Completion(_)
            | Self::LawCompletion(_)
            | Self::TraceCompletion(_)
            | Self::OverheadCompletion(_)
            | Self::CompletionOfMember(_) => objective != Objective::ExpectedRuntime,
        }
    }

    /// Whether it answers for measured rounds alone.
    fn is_of_rounds(&self) -> bool {
        matches!(self, Self::TraceRuntime(_) | Self::TraceCompletion(_) | Self::OverheadTraceRuntime(_))
    }

    /// The call that answers a problem; `None` where it answers others.
    fn bind<'a>(&self, problem: &'a Problem, name: &'static str) -> Option<Bound<'a>> {
        match (self, problem.any_evaluator()) {
            (Self::Any(run) | Self::Runtime(run) | Self::Completion(run), _) => {
                let run = *run;
                let call: Bound<'a> = Box::new(move || run(problem));
                self.is_for(problem.instance().objective).then_some(call)
            }
            (Self::RuntimeOfMember(run) | Self::CompletionOfMember(run), _) => {
                let run = *run;
                let call: Bound<'a> = Box::new(move || run(problem, name));
                self.is_for(problem.instance().objective).then_some(call)
            }
            (Self::LawRuntime(run), AnyEvaluator::LawRuntime(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            (Self::LawCompletion(run), AnyEvaluator::LawCompletion(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            (Self::TraceRuntime(run), AnyEvaluator::TraceRuntime(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            (Self::TraceCompletion(run), AnyEvaluator::TraceCompletion(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            (Self::OverheadRuntime(run), AnyEvaluator::OverheadRuntime(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            (Self::OverheadCompletion(run), AnyEvaluator::OverheadCompletion(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            (Self::OverheadTraceRuntime(run), AnyEvaluator::OverheadTraceRuntime(evaluator)) => {
                let run = *run;
                Some(Box::new(move || run(problem, evaluator)))
            }
            _ => None,
        }
    }
}

impl Need {
    /// Why an instance does not meet it; `None` if it does.
    fn unmet(self, problem: &Problem) -> Option<String> {
        let law: Option<&dyn CycleTime> = match problem.any_evaluator() {
            AnyEvaluator::LawRuntime(evaluator) => Some(evaluator.law().as_ref()),
            AnyEvaluator::LawCompletion(evaluator) => Some(evaluator.law().as_ref()),
            _ => None,
        };
        match (self, law) {
            (Self::Workers(least, reason), _) => (problem.workers() < least).then(|| reason.to_owned()),
            (Self::Coordinates(most), _) => (problem.coordinates() > most)
                .then(|| format!("system.coordinates = {}: it takes at most {most}", problem.coordinates())),
            (Self::Highs, _) => (!highs::AVAILABLE)
                .then(|| "it needs the solver HiGHS: build with the feature `highs`".to_owned()),
            (need, None) => match problem.instance().stragglers {
                Stragglers::Constant(_) => need.of_what_varies().map(str::to_owned),
                _ => need.of_a_law().map(str::to_owned),
            },
            (need, Some(law)) => need.unmet_by(law, problem.workers()),
        }
    }

    /// What a trace lacks.
    fn of_a_law(self) -> Option<&'static str> {
        Some(match self {
            Self::FreshSamples => {
                "it draws fresh samples from a law in every step; on the rows of a trace `relaxed` is exact"
            }
            Self::Density => {
                "it needs the distribution function and density of a law; on the rows of a trace `relaxed` is the \
                 global optimum"
            }
            Self::Quantiles => {
                "it needs the quantiles of a law with independent workers; a trace has neither"
            }
            Self::LightTail => "it needs the tail of a law; a trace has a longest cycle time",
            Self::ShiftedExponential => "it needs shifted exponential cycle times; a trace has no density",
            _ => return None,
        })
    }

    /// What a constant cycle time lacks.
    fn of_what_varies(self) -> Option<&'static str> {
        Some(match self {
            Self::FreshSamples => {
                "it draws fresh samples in every step; here no time varies, and `relaxed` is exact"
            }
            Self::Density => {
                "it needs the density of a law; a constant cycle time has none, and `relaxed` is the global optimum"
            }
            Self::Quantiles => "it needs the quantiles of a law; a constant cycle time has none",
            Self::LightTail => "it needs the tail of a law; a constant cycle time has none",
            Self::ShiftedExponential => {
                "it needs shifted exponential cycle times; a constant cycle time has no density"
            }
            _ => return None,
        })
    }

    fn unmet_by(self, law: &dyn CycleTime, workers: usize) -> Option<String> {
        match self {
            Self::LightTail if law.tail_shape().is_none() => Some(
                "needs a tail like exp(-y^k): exponential, gamma, Erlang, hyper-exponential or Weibull"
                    .to_owned(),
            ),
            Self::ShiftedExponential => match law.family() {
                Family::ShiftedExponential { .. } => None,
                _ => Some("its reformulation is for shifted exponential cycle times".to_owned()),
            },
            Self::MeanRates => check_rates(law, workers).err().map(|reason| reason.to_string()),
            _ => None,
        }
    }
}
