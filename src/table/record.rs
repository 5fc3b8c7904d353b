//! One cell of a table as a line of the log: everything of a solution but its time.

use serde::{Deserialize, Serialize};

use super::error::TableError;
use super::methods::{for_objective, relaxed_optimum};
use crate::history::Iteration;
use crate::instance::Instance;
use crate::partition::Partition;
use crate::shares::Shares;
use crate::solution::{Bound, Rigour, Solution, Status, Value};

/// The solution of one method at one point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Record {
    /// Index of the point in the grid.
    pub point: usize,
    /// The method.
    pub method: String,
    status: String,
    partition: Option<Vec<u64>>,
    /// In shares of the coordinates.
    relaxed: Option<Vec<f64>>,
    value: Option<[f64; 2]>,
    complement: Option<f64>,
    relaxed_value: Option<[f64; 2]>,
    relaxed_complement: Option<f64>,
    /// The bound that the method proved.
    bound: Option<Limit>,
    /// The bound that every row of the point is compared with.
    common_bound: Option<Limit>,
    note: Option<String>,
    /// The iterations, where the table is one of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Iteration>,
}

/// A bound without its method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Limit {
    value: f64,
    complement: Option<f64>,
    status: String,
}

impl Limit {
    /// Of a bound; none where it is not finite.
    fn new(bound: Bound) -> Option<Self> {
        let Bound { value, complement, status, .. } = bound;
        let complement = complement.filter(|least| least.is_finite());
        value.is_finite().then(|| Self { value, complement, status: status.name().to_owned() })
    }

    /// The bound again; none where the record was not written by this program.
    fn bound(&self, method: &'static str) -> Option<Bound> {
        let bound = Bound::new(self.value, Rigour::Float, method).with_status(status(&self.status)?);
        Some(self.complement.into_iter().fold(bound, Bound::with_complement))
    }
}

fn status(name: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status.name() == name)
}

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
            relaxed: solution
                .relaxed
                .clone()
                .map(Shares::into_vec)
                .filter(|x| x.iter().all(|x| x.is_finite())),
            value: solution.value.as_ref().and_then(pair),
            complement: solution.value.and_then(|v| v.complement).and_then(finite),
            relaxed_value: solution.relaxed_value.as_ref().and_then(pair),
            relaxed_complement: solution.relaxed_value.and_then(|v| v.complement).and_then(finite),
            bound: solution.bound.and_then(Limit::new),
            common_bound: common.and_then(Limit::new),
            note: solution.note.clone(),
            history: Vec::new(),
        }
    }

    /// The same with the iterations of the method.
    #[must_use]
    pub fn with_history(self, history: Vec<Iteration>) -> Self {
        Self { history, ..self }
    }

    /// The solution again.
    ///
    /// # Errors
    /// When the record was not written by this program.
    pub fn solution(&self, instance: &Instance) -> Result<Solution, TableError> {
        let damaged = |reason: &str| TableError::File {
            path: format!("record of {} at point {}", self.method, self.point),
            reason: reason.to_owned(),
        };
        let method =
            for_objective(instance.objective, &self.method).map_err(|_| damaged("unknown method"))?.name;
        let limits = [&self.bound, &self.common_bound].into_iter().flatten().map(|limit| &limit.status);
        if limits.chain([&self.status]).any(|name| status(name).is_none()) {
            return Err(damaged("unknown status"));
        }
        let status = status(&self.status).ok_or_else(|| damaged("unknown status"))?;
        let partition = match &self.partition {
            None => None,
            Some(blocks) => Some(
                Partition::new(blocks.clone(), instance.system.workers, instance.system.coordinates)
                    .map_err(|error| damaged(&error.to_string()))?,
            ),
        };
        let relaxed = self.relaxed.clone().map(Shares::new).transpose();
        let value = |pair: Option<[f64; 2]>, complement| {
            pair.map(|[value, error]| Value { value, error, complement })
        };
        Ok(Solution {
            method,
            status,
            partition,
            relaxed: relaxed.map_err(|error| damaged(&error.to_string()))?,
            value: value(self.value, self.complement),
            relaxed_value: value(self.relaxed_value, self.relaxed_complement),
            bound: self.bound.as_ref().and_then(|bound| bound.bound(method)),
            seconds: 0.0,
            note: self.note.clone(),
            exact: None,
        })
    }

    /// The bound that every row of the point is compared with.
    pub fn common_bound(&self) -> Option<Bound> {
        self.common_bound.as_ref().and_then(|bound| bound.bound(relaxed_optimum()))
    }
}
