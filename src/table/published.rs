//! The values that [WCLZX23] plots, with the setting that each belongs to.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::{Spec, TableError};
use crate::instance::{Instance, Objective};
use crate::straggler::Family;

const EXPECTED_RUNTIME: &str = include_str!("published/expected_runtime.csv");
const COMPLETION_PROBABILITY: &str = include_str!("published/completion_probability.csv");

/// Rates and deadlines are given to six digits.
const ROUNDED: f64 = 2e-6;

/// The published values of one sweep.
#[derive(Debug, Clone, Default)]
pub struct Published(Vec<Row>);

#[derive(Debug, Clone)]
struct Row {
    workers: usize,
    coordinates: u64,
    rate: f64,
    shift: f64,
    deadline: Option<f64>,
    method: &'static str,
    value: f64,
}

impl Published {
    /// Those that the spec asks for.
    ///
    /// # Errors
    /// For an unknown sweep, or one of the other objective.
    pub fn find(spec: &Spec, objective: Objective) -> Result<Self, TableError> {
        let Some(name) = &spec.published else { return Ok(Self::default()) };
        let (kind, sweep) = name.split_once('/').unwrap_or((name, ""));
        let (rows, sweeps) = match objective {
            Objective::ExpectedRuntime => {
                (rows(EXPECTED_RUNTIME, sweep, runtime_row), "workers, rate or coordinates")
            }
            Objective::CompletionProbability { .. } => (
                rows(COMPLETION_PROBABILITY, sweep, completion_row),
                "workers, rate, coordinates or deadline",
            ),
        };
        if kind != objective.kind() || rows.is_empty() {
            return Err(TableError::Spec {
                key: "published".to_owned(),
                value: name.clone(),
                allowed: format!("must be {}/SWEEP with {sweeps}", objective.kind()),
            });
        }
        Ok(Self(rows))
    }

    /// The published value of a method on an instance, in the unit of its value (`kappa` included).
    pub fn value(&self, instance: &Instance, method: &str) -> Option<f64> {
        let Family::ShiftedExponential { rate, shift } = instance.law().ok()?.cycle_time.family() else {
            return None;
        };
        let (kappa, deadline) = match instance.objective {
            Objective::ExpectedRuntime => (instance.system.work_unit(), None),
            Objective::CompletionProbability { deadline } => (1.0, Some(deadline)),
        };
        let near = |a: f64, b: f64| (a - b).abs() <= ROUNDED * a.abs().max(b.abs());
        self.0
            .iter()
            .find(|row| {
                row.workers == instance.system.workers
                    && row.coordinates == instance.system.coordinates
                    && near(row.rate, rate)
                    && near(row.shift, shift)
                    && row.method == method
                    && match (row.deadline, deadline) {
                        (Some(a), Some(b)) => near(a, b),
                        (None, None) => true,
                        _ => false,
                    }
            })
            .map(|row| kappa * row.value)
    }
}

fn rows(text: &str, sweep: &str, read: fn(&[&str]) -> Option<Row>) -> Vec<Row> {
    let lines = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    lines.filter(|cells| cells[0] == sweep).filter_map(|cells| read(&cells)).collect()
}

fn runtime_row(cells: &[&str]) -> Option<Row> {
    Some(Row {
        workers: cells.get(1)?.parse().ok()?,
        coordinates: cells.get(2)?.parse().ok()?,
        rate: cells.get(3)?.parse().ok()?,
        shift: cells.get(4)?.parse().ok()?,
        deadline: None,
        method: method(cells.get(5)?)?,
        value: cells.get(6)?.parse().ok()?,
    })
}

fn completion_row(cells: &[&str]) -> Option<Row> {
    let exponent: f64 = cells.get(7)?.strip_prefix("10^")?.parse().ok()?;
    Some(Row {
        workers: cells.get(1)?.parse().ok()?,
        coordinates: cells.get(2)?.parse().ok()?,
        rate: cells.get(5)?.parse().ok()?,
        shift: cells.get(6)?.parse().ok()?,
        deadline: Some(10f64.powf(exponent)),
        method: method(cells.get(8)?)?,
        value: cells.get(9)?.parse().ok()?,
    })
}

/// The published names are ours but for the iterative methods'.
fn method(scheme: &str) -> Option<&'static str> {
    const NAMES: [(&str, &str); 9] = [
        ("optimal", "subgradient"),
        ("stationary", "successive-convex"),
        ("mean-time", "mean-time"),
        ("mean-rate", "mean-rate"),
        ("large-deadline", "large-deadline"),
        ("single-block", "single-block"),
        ("tandon", "tandon"),
        ("ferdinand-full", "ferdinand-full"),
        ("ferdinand-half", "ferdinand-half"),
    ];
    NAMES.iter().find(|(published, _)| *published == scheme).map(|(_, ours)| *ours)
}
