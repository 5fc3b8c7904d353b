//! An instance: the system, its stragglers (a law or a measured trace) and the objective.

mod document;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json, json};

use crate::error::Error;
use crate::straggler::{CycleTime, LawError, LawSpec, ParameterValue, Trace};

/// `N` workers compute a gradient of `L` coordinates from `M` samples.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct System {
    /// Number of workers `N >= 1`.
    pub workers: usize,
    /// Number of coordinates (model parameters) `L >= 1`.
    pub coordinates: u64,
    /// Number of samples `M >= 1`.
    pub samples: u64,
    /// CPU cycles `b > 0` for one partial derivative of one sample.
    pub cycles: f64,
}

impl System {
    /// That every field is in its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key, or [`Error::Overflow`].
    pub fn check(&self) -> Result<(), Error> {
        let counts = [
            ("system.workers", self.workers as u64, MAX_WORKERS),
            ("system.coordinates", self.coordinates, MAX_COORDINATES),
            ("system.samples", self.samples, MAX_COORDINATES),
        ];
        for (key, value, most) in counts {
            if !(1..=most).contains(&value) {
                return Err(refused(key, value.to_string(), &format!("must be an integer from 1 to {most}")));
            }
        }
        if !(self.cycles.is_finite() && self.cycles > 0.0) {
            return Err(refused("system.cycles", format!("{:?}", self.cycles), POSITIVE));
        }
        if self.work_unit().is_normal() {
            return Ok(());
        }
        Err(Error::Overflow {
            quantity: format!("samples * cycles / workers with system.cycles = {:e}", self.cycles),
            remedy: "give the cycles in another unit of work".to_owned(),
        })
    }

    /// Unit of work `kappa = M b / N`: cycles for one partial derivative of one subset.
    pub fn work_unit(&self) -> f64 {
        self.samples as f64 * self.cycles / self.workers as f64
    }
}

/// What is optimised over the partitions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Objective {
    /// Minimise `E[tau(x, T)]`.
    ExpectedRuntime,
    /// Maximise `Pr[tau(x, T) <= deadline]`.
    CompletionProbability {
        /// Deadline in units of cycle time.
        deadline: f64,
    },
}

impl Objective {
    /// The name in instance files.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ExpectedRuntime => "expected-runtime",
            Self::CompletionProbability { .. } => "completion-probability",
        }
    }

    /// `minimize` or `maximize`.
    pub fn sense(&self) -> &'static str {
        match self {
            Self::ExpectedRuntime => "minimize",
            Self::CompletionProbability { .. } => "maximize",
        }
    }
}

/// Largest number of workers: beyond it even one row of the dynamic program leaves memory.
const MAX_WORKERS: u64 = 1_000_000;
/// Largest number of coordinates or samples: all integers up to here are exact in double precision.
const MAX_COORDINATES: u64 = 1 << 53;
/// What is allowed of a quantity.
const POSITIVE: &str = "must be a finite number > 0";

fn refused(key: &str, value: String, allowed: &str) -> Error {
    Error::OutOfRange { key: key.to_owned(), value, allowed: allowed.to_owned() }
}

/// A law of the cycle time and how it is written.
#[derive(Debug, Clone)]
pub struct Law {
    /// Its name in instance files.
    pub name: &'static str,
    /// All its parameters in the order of the registry, defaults filled in.
    pub parameters: Vec<(&'static str, ParameterValue)>,
    /// The law.
    pub cycle_time: Arc<dyn CycleTime>,
}

impl Law {
    /// Looks the law up and builds it from its parameters.
    ///
    /// # Errors
    /// For an unknown law or key, and a parameter that is missing or out of range.
    pub fn new(name: &str, parameters: &BTreeMap<String, ParameterValue>) -> Result<Self, LawError> {
        let spec = LawSpec::find(name)?;
        let cycle_time = Arc::from(spec.build(parameters)?);
        Ok(Self { name: spec.name, parameters: spec.normalise(parameters)?, cycle_time })
    }

    fn to_json(&self) -> Json {
        let mut law = Map::new();
        law.insert("law".to_owned(), json!(self.name));
        for (key, value) in &self.parameters {
            let value = match value {
                ParameterValue::Number(x) => json!(x),
                ParameterValue::List(list) => json!(list),
            };
            law.insert((*key).to_owned(), value);
        }
        Json::Object(law)
    }
}

/// Where the cycle times come from.
#[derive(Debug, Clone)]
pub enum Stragglers {
    /// Independent and identically distributed over workers and rounds.
    Law(Law),
    /// Measured rounds, each as likely as the others; any dependence between the workers.
    Trace(Trace),
}

/// An instance; read from a file it is valid, put together by hand it is checked by whoever solves it
/// ([`Instance::check`]).
#[derive(Debug, Clone)]
pub struct Instance {
    /// Free text to tell instances apart.
    pub name: Option<String>,
    /// The system.
    pub system: System,
    /// The cycle times.
    pub stragglers: Stragglers,
    /// The objective.
    pub objective: Objective,
}

impl Instance {
    /// That every number is in its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key, or [`Error::Overflow`].
    pub fn check(&self) -> Result<(), Error> {
        self.system.check()?;
        if let Stragglers::Trace(trace) = &self.stragglers {
            let columns = trace.rows().first().map_or(0, Vec::len);
            if columns != self.system.workers {
                let allowed = format!("must be {columns}, as the trace has a column a worker");
                return Err(refused("system.workers", self.system.workers.to_string(), &allowed));
            }
        }
        match self.objective {
            Objective::CompletionProbability { deadline } if !(deadline.is_finite() && deadline > 0.0) => {
                Err(refused("objective.deadline", format!("{deadline:?}"), POSITIVE))
            }
            _ => Ok(()),
        }
    }

    /// The law of the cycle times.
    ///
    /// # Errors
    /// When the instance has a trace instead.
    pub fn law(&self) -> Result<&Law, Error> {
        match &self.stragglers {
            Stragglers::Law(law) => Ok(law),
            Stragglers::Trace(trace) => Err(Error::OutOfRange {
                key: "stragglers.trace".to_owned(),
                value: format!("{:?}", trace.path()),
                allowed: "a law of the cycle times is needed here: stragglers.law".to_owned(),
            }),
        }
    }

    /// The instance as normalised: every default filled in, in the order of the file format.
    pub fn to_json(&self) -> Json {
        let stragglers = match &self.stragglers {
            Stragglers::Law(law) => law.to_json(),
            Stragglers::Trace(trace) => json!({"trace": trace.path(), "rounds": trace.rows().len()}),
        };
        let mut objective = Map::new();
        objective.insert("kind".to_owned(), json!(self.objective.kind()));
        if let Objective::CompletionProbability { deadline } = self.objective {
            objective.insert("deadline".to_owned(), json!(deadline));
        }
        json!({
            "name": self.name,
            "system": {
                "workers": self.system.workers,
                "coordinates": self.system.coordinates,
                "samples": self.system.samples,
                "cycles": self.system.cycles,
            },
            "stragglers": stragglers,
            "objective": objective,
        })
    }
}
