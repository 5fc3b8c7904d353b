//! Histories of iterative methods: the value and the bound after every iteration.

use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::clock::{Progress, Standing};
use crate::draw::{DrawError, FigureFormat, Words};
use crate::instance::{Instance, Objective};
use crate::plot::{self, Axis, Curve, Look, MOST_CURVES, Panel, Plot};

const HEIGHT: f64 = 150.0;
const HEADER: &str = "method,iteration,value,complement,bound";

/// One iteration of a method.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Iteration {
    /// Its number; 0 where the method starts.
    pub iteration: u64,
    /// The value of the iterate, or of the best solution so far, in the unit of the objective.
    pub value: f64,
    /// `1 - value` without cancellation, of an iterate for probabilities.
    pub complement: Option<f64>,
    /// The bound proved so far.
    pub bound: Option<f64>,
}

/// What the methods of a run tell of their iterations: the value of the iterate, or of the best solution so far, and the
/// bound proved. Every copy is the same history. It has no times and is the same from run to run.
///
/// `subgradient` and `successive-convex` know values through samples; their iterates are evaluated exactly for this.
///
/// ```
/// use bcgc::{ExpectedRuntime, History, Instance, Options, ShiftedExponential, System, solve};
///
/// let instance = Instance::new(System::new(4, 20)?, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let history = History::default();
/// let options = Options::default().with_methods(["relaxed"]).with_progress(history.progress(None));
/// solve(&instance, &options)?;
/// let iterations = history.iterations();
/// assert!(iterations.len() > 2 && iterations.iter().all(|standing| standing.method == "relaxed"));
/// assert!(iterations.last().map(|last| last.value) <= iterations.first().map(|first| first.value));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct History(Arc<Mutex<Vec<Standing>>>);

impl History {
    /// What records it: for [`Options::with_progress`](crate::Options::with_progress). All that is told is passed on.
    pub fn progress(&self, then: Option<Progress>) -> Progress {
        let record = Arc::clone(&self.0);
        Progress::with_values(move |standing| {
            if standing.value.is_some_and(f64::is_finite) {
                add(&mut record.lock().unwrap_or_else(PoisonError::into_inner), standing);
            }
            if let Some(then) = &then {
                then.tell(standing);
            }
        })
    }

    /// The iterations so far, in the order of the run; `done` is 0 where a method starts.
    pub fn iterations(&self) -> Vec<Standing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Those of a method.
    pub fn of(&self, method: &str) -> Vec<Iteration> {
        let told = self.iterations().into_iter().filter(|standing| standing.method == method);
        let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
        told.filter_map(|standing| {
            let Standing { done, complement, bound, .. } = standing;
            let (complement, bound) = (finite(complement), finite(bound));
            Some(Iteration { iteration: done, value: finite(standing.value)?, complement, bound })
        })
        .collect()
    }

    /// One row an iteration. Numbers read back as they were; an empty cell means that there is none.
    pub fn csv(&self) -> String {
        let number =
            |x: Option<f64>| x.filter(|x| x.is_finite()).map(|x| format!("{x:?}")).unwrap_or_default();
        let row = |standing: &Standing| {
            let Standing { method, done, value, complement, bound, .. } = *standing;
            format!("{method},{done},{},{},{}\n", number(value), number(complement), number(bound))
        };
        let rows: String = self.iterations().iter().map(row).collect();
        format!("{HEADER}\n{rows}")
    }

    /// A document with the instance and an object an iteration.
    pub fn json(&self, instance: &Instance) -> String {
        let finite = |x: Option<f64>| x.filter(|x| x.is_finite());
        let iteration = |standing: &Standing| {
            let Standing { method, done, value, complement, bound, .. } = *standing;
            let (value, complement, bound) = (json!(value), json!(finite(complement)), json!(finite(bound)));
            format!(
                "    {{\"method\": {}, \"iteration\": {done}, \"value\": {value}, \"complement\": {complement}, \
                 \"bound\": {bound}}}",
                json!(method)
            )
        };
        let iterations: Vec<String> = self.iterations().iter().map(iteration).collect();
        let list = if iterations.is_empty() {
            "[]".to_owned()
        } else {
            format!("[\n{}\n  ]", iterations.join(",\n"))
        };
        format!(
            "{{\n  \"bcgc\": {},\n  \"instance\": {},\n  \"iterations\": {list}\n}}\n",
            json!(env!("CARGO_PKG_VERSION")),
            instance.to_json()
        )
    }

    /// The values against the iterations, a curve a method.
    ///
    /// # Errors
    /// When nothing was told, or more methods than can be told apart, and for PDF and PNG without the feature `figures`.
    pub fn draw(&self, instance: &Instance, format: FigureFormat) -> Result<Vec<u8>, DrawError> {
        plot::file(&self.plot(instance)?, format)
    }

    fn plot(&self, instance: &Instance) -> Result<Plot, DrawError> {
        let mut curves: Vec<(&str, Vec<(f64, f64)>)> = Vec::new();
        for Standing { method, done, value, .. } in self.iterations() {
            let point = value.map(|value| (done as f64, value));
            match curves.iter_mut().find(|(name, _)| *name == method) {
                Some((_, points)) => points.extend(point),
                None => curves.push((method, point.into_iter().collect())),
            }
        }
        match curves.len() {
            0 => return Err(DrawError::Curves("no method told of an iteration".to_owned())),
            count if count > MOST_CURVES => {
                let most = format!("{count} methods, of which no more than {MOST_CURVES} can be told apart");
                return Err(DrawError::Curves(format!("{most}: name fewer with --method")));
            }
            _ => {}
        }
        let curves = curves
            .into_iter()
            .map(|(name, points)| Curve { name: Words::plain(name), look: Look::of_history(&points), points })
            .collect();
        let x = Axis { is_whole: true, ..Axis::linear(Words::plain("iteration")) };
        let y = Axis::linear(Words::plain(match instance.objective {
            Objective::ExpectedRuntime => "expected overall runtime of iterates",
            Objective::CompletionProbability { .. } => "completion probability of iterates",
        }));
        let title = "Value against iteration".to_owned();
        Ok(Plot::new(title, vec![Panel { title: Words::default(), x, y, curves, height: HEIGHT }]))
    }
}

/// Adds a standing, in place of what the same method told of the same iteration just before.
fn add(record: &mut Vec<Standing>, standing: &Standing) {
    let before =
        record.last_mut().filter(|last| (last.method, last.done) == (standing.method, standing.done));
    match before {
        Some(before) => *before = *standing,
        None => record.push(*standing),
    }
}
