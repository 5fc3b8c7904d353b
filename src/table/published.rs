//! The values that [WCLZX23] plots, with the setting that each belongs to.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

use super::error::TableError;
use crate::baseline::published::is_setting;
use crate::instance::{Instance, Objective};
use crate::straggler::Family;

const EXPECTED_RUNTIME: &str = include_str!("published/expected_runtime.csv");
const COMPLETION_PROBABILITY: &str = include_str!("published/completion_probability.csv");
/// What the published schemes are called here.
const METHODS: &str = include_str!("published/methods.csv");

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
    /// Those of a spec's key `published`; none where it is left out.
    ///
    /// # Errors
    /// For an unknown sweep, or one of the other objective.
    pub fn find(name: Option<&str>, objective: Objective) -> Result<Self, TableError> {
        let Some(name) = name else { return Ok(Self::default()) };
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
                value: name.to_owned(),
                allowed: format!("must be {}/SWEEP with {sweeps}", objective.kind()),
            });
        }
        Ok(Self(rows))
    }

    /// The published value of a method on an instance of the published setting, in the unit of its value (`kappa` included).
    pub fn value(&self, instance: &Instance, method: &str) -> Option<f64> {
        let Family::ShiftedExponential { rate, shift } = instance.law().ok()?.cycle_time().family() else {
            return None;
        };
        let (kappa, deadline) = match instance.objective {
            Objective::ExpectedRuntime => (instance.system.work_unit(), None),
            Objective::CompletionProbability { deadline } => (1.0, Some(deadline)),
        };
        if !is_setting(&instance.system) {
            return None;
        }
        let is_there = |row: &&Row| {
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
        };
        self.0.iter().find(is_there).map(|row| kappa * row.value)
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= ROUNDED * a.abs().max(b.abs())
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

/// Our name of a published scheme.
fn method(scheme: &str) -> Option<&'static str> {
    let mut names = METHODS.lines().skip(1).filter_map(|line| line.split_once(','));
    names.find(|(published, _)| *published == scheme).map(|(_, ours)| ours)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::methods::for_objective;

    /// Once the values for 50 samples stood beside those of an instance of 20.
    #[test]
    fn nothing_is_published_for_other_samples_or_cycles() {
        let objective = Objective::CompletionProbability { deadline: 10f64.powf(6.5) };
        let published = Published::find(Some("completion-probability/workers"), objective).unwrap();
        let value = |samples: u64, cycles: f64| {
            let text = format!(
                "[system]\nworkers = 10\ncoordinates = 40000\nsamples = {samples}\ncycles = {cycles}\n[stragglers]\n\
                 law = 'shifted-exponential'\nrate = 0.1\nshift = 1.0\n"
            );
            let instance = Instance { objective, ..Instance::from_toml(&text).unwrap() };
            published.value(&instance, "large-deadline")
        };
        assert_eq!((value(50, 1.0), value(20, 1.0), value(50, 0.5)), (Some(0.51), None, None));
    }

    #[test]
    fn every_published_scheme_is_a_method() {
        for (objective, kind, column) in [
            (Objective::ExpectedRuntime, EXPECTED_RUNTIME, 5),
            (Objective::CompletionProbability { deadline: 1.0 }, COMPLETION_PROBABILITY, 8),
        ] {
            for line in kind.lines().skip(1) {
                let scheme = line.split(',').nth(column).expect("a scheme");
                let ours = method(scheme).expect(scheme);
                assert!(for_objective(objective, ours).is_ok(), "{ours}");
            }
        }
    }
}
