//! One cell of a table as a line of the log: everything of a solution but its time.

use serde::{Deserialize, Serialize};

use super::TableError;
use crate::instance::{Instance, Objective};
use crate::method::{COMPLETION_METHODS, METHODS};
use crate::partition::Partition;
use crate::solution::{Bound, Rigour, Solution, Status, Value};

/// The solution of one method at one point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Index of the point in the grid.
    pub point: usize,
    /// The method.
    pub method: String,
    status: String,
    partition: Option<Vec<u64>>,
    relaxed: Option<Vec<f64>>,
    value: Option<[f64; 2]>,
    complement: Option<f64>,
    relaxed_value: Option<[f64; 2]>,
    relaxed_complement: Option<f64>,
    /// The bound that the method proved.
    bound: Option<f64>,
    /// The bound that every row of the point is compared with.
    common_bound: Option<f64>,
    note: Option<String>,
}

const STATUSES: [Status; 7] = [
    Status::Optimal,
    Status::GapLimit,
    Status::TimeLimit,
    Status::Stationary,
    Status::Heuristic,
    Status::Infeasible,
    Status::Inapplicable,
];

impl Record {
    /// Of a solution; numbers that are not finite are left out.
    pub fn new(point: usize, solution: &Solution, common: Option<Bound>) -> Self {
        let pair = |v: &Value| (v.value.is_finite() && v.error.is_finite()).then_some([v.value, v.error]);
        let finite = |x: f64| x.is_finite().then_some(x);
        Self {
            point,
            method: solution.method.to_owned(),
            status: solution.status.name().to_owned(),
            partition: solution.partition.as_ref().map(|p| p.blocks().to_vec()),
            relaxed: solution.relaxed.clone().filter(|x| x.iter().all(|x| x.is_finite())),
            value: solution.value.as_ref().and_then(pair),
            complement: solution.value.and_then(|v| v.complement).and_then(finite),
            relaxed_value: solution.relaxed_value.as_ref().and_then(pair),
            relaxed_complement: solution.relaxed_value.and_then(|v| v.complement).and_then(finite),
            bound: solution.bound.map(|b| b.value).and_then(finite),
            common_bound: common.map(|b| b.value).and_then(finite),
            note: solution.note.clone(),
        }
    }

    /// The solution again.
    ///
    /// # Errors
    /// When the record was not written by this program.
    pub fn solution(&self, instance: &Instance) -> Result<Solution, TableError> {
        let damaged = |reason: &str| TableError::File {
            path: format!("record of {} at point {}", self.method, self.point),
            reason: format!("{reason}: delete the log and run again"),
        };
        let method = name_of(instance.objective, &self.method).ok_or_else(|| damaged("unknown method"))?;
        let status = STATUSES.into_iter().find(|s| s.name() == self.status);
        let status = status.ok_or_else(|| damaged("unknown status"))?;
        let partition = match &self.partition {
            None => None,
            Some(blocks) => Some(
                Partition::new(blocks.clone(), instance.system.workers, instance.system.coordinates)
                    .map_err(|error| damaged(&error.to_string()))?,
            ),
        };
        let value = |pair: Option<[f64; 2]>, complement| {
            pair.map(|[value, error]| Value { value, error, complement })
        };
        Ok(Solution {
            method,
            status,
            partition,
            relaxed: self.relaxed.clone(),
            value: value(self.value, self.complement),
            relaxed_value: value(self.relaxed_value, self.relaxed_complement),
            bound: self.bound.map(|value| Bound { value, rigour: Rigour::Float, method }),
            seconds: 0.0,
            note: self.note.clone(),
        })
    }

    /// The bound that every row of the point is compared with.
    pub fn common_bound(&self) -> Option<Bound> {
        let method = crate::relaxed::optimum::METHOD.name;
        self.common_bound.map(|value| Bound { value, rigour: Rigour::Float, method })
    }
}

/// The registry's own copy of a method's name.
pub fn name_of(objective: Objective, name: &str) -> Option<&'static str> {
    let mut names: Vec<&'static str> = match objective {
        Objective::ExpectedRuntime => METHODS.iter().map(|m| m.name).collect(),
        Objective::CompletionProbability { .. } => COMPLETION_METHODS.iter().map(|m| m.name).collect(),
    };
    names.retain(|known| *known == name);
    names.pop()
}
