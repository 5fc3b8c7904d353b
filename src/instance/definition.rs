//! The instance, put together from its parts and written down again.

use std::ops::Range;

use serde_json::{Map, Value as Json, json};

use super::objective::Objective;
use super::overhead::{CONSTANT, Overhead, law_to_json, trace_to_json};
use super::range::{POSITIVE, refused};
use super::stragglers::Stragglers;
use super::system::System;
use crate::error::Error;
use crate::straggler::{Law, Trace};
use crate::wording::number;

/// An instance: a system, its stragglers and the objective.
///
/// ```
/// use bcgc::{Instance, Objective, System};
/// use bcgc::ShiftedExponential;
///
/// let law = ShiftedExponential::new(1e-3, 50.0)?;
/// let instance = Instance::new(System::new(4, 20)?, law, Objective::ExpectedRuntime)?.with_name("small");
/// assert_eq!(instance.law()?.name(), "shifted-exponential");
/// # Ok::<(), bcgc::Error>(())
/// ```
///
/// It is valid when it is made; after a change by hand it is checked by whoever solves it ([`Instance::check`]).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Instance {
    /// Free text to tell instances apart.
    pub name: Option<String>,
    /// The system.
    pub system: System,
    /// The cycle times.
    pub stragglers: Stragglers,
    /// What a worker takes besides the time of its load.
    pub overhead: Overhead,
    /// The objective.
    pub objective: Objective,
}

impl Instance {
    /// The instance of a system, its stragglers and an objective.
    ///
    /// # Errors
    /// When a number is out of its range, or a trace has not one column a worker.
    pub fn new(
        system: System,
        stragglers: impl Into<Stragglers>,
        objective: Objective,
    ) -> Result<Self, Error> {
        let (stragglers, overhead) = (stragglers.into(), Overhead::None);
        let instance = Self { name: None, system, stragglers, overhead, objective };
        instance.check()?;
        Ok(instance)
    }

    /// The same instance whose workers take this besides the time of their loads.
    ///
    /// # Errors
    /// When it is negative, or does not go together with the cycle times: both follow a law or are constant, or both
    /// are traces of the same rounds, whose names do not contradict that.
    pub fn with_overhead(self, overhead: impl Into<Overhead>) -> Result<Self, Error> {
        let overhead = overhead.into().in_order_of(&self.stragglers)?;
        let instance = Self { overhead, ..self };
        instance.check()?;
        Ok(instance)
    }

    /// The same instance under a name.
    #[must_use]
    pub fn with_name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..self }
    }

    /// That every number is in its range.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] with the key, or [`Error::Overflow`].
    pub fn check(&self) -> Result<(), Error> {
        self.system.check()?;
        if let Stragglers::Constant(value) = &self.stragglers
            && !(value.is_finite() && *value > 0.0)
        {
            return Err(refused("stragglers.value", number(*value), POSITIVE));
        }
        if let Stragglers::Trace(trace) = &self.stragglers
            && trace.rows().iter().flatten().any(|time| *time <= 0.0)
        {
            let allowed = "a cycle time must be above zero: only an overhead may take none";
            return Err(refused("stragglers.trace", format!("{:?}", trace.path()), allowed));
        }
        for trace in self.traces() {
            let columns = trace.rows().first().map_or(0, Vec::len);
            if columns != self.system.workers {
                let allowed = format!("must be {columns}, as the trace has a column a worker");
                return Err(refused("system.workers", self.system.workers.to_string(), &allowed));
            }
        }
        self.overhead.check(&self.stragglers)?;
        self.objective.check()
    }

    /// The same instance over some rounds of its trace, from 0.
    ///
    /// # Errors
    /// When there are none.
    pub(crate) fn of_rounds(&self, rounds: Range<usize>) -> Result<Self, Error> {
        self.selected(|round| rounds.contains(&round))
    }

    /// The same instance over the other rounds.
    ///
    /// # Errors
    /// When there are none.
    pub(crate) fn without_rounds(&self, rounds: Range<usize>) -> Result<Self, Error> {
        self.selected(|round| !rounds.contains(&round))
    }

    fn selected(&self, is_kept: impl Fn(usize) -> bool) -> Result<Self, Error> {
        let mut instance = self.clone();
        if let Stragglers::Trace(trace) = &self.stragglers {
            instance.stragglers = Stragglers::Trace(trace.selected(&is_kept)?);
        }
        if let Overhead::Trace(trace) = &self.overhead {
            instance.overhead = Overhead::Trace(trace.selected(&is_kept).map_err(Error::OverheadTrace)?);
        }
        Ok(instance)
    }

    /// The traces that it rests on.
    pub fn traces(&self) -> impl Iterator<Item = &Trace> {
        let times = match &self.stragglers {
            Stragglers::Trace(trace) => Some(trace),
            Stragglers::Law(_) | Stragglers::Constant(_) => None,
        };
        let overheads = match &self.overhead {
            Overhead::Trace(trace) => Some(trace),
            _ => None,
        };
        times.into_iter().chain(overheads)
    }

    /// The law of the cycle times.
    ///
    /// # Errors
    /// When the instance has a trace or constant times instead.
    pub fn law(&self) -> Result<&Law, Error> {
        match &self.stragglers {
            Stragglers::Law(law) => Ok(law),
            Stragglers::Trace(trace) => Err(Error::OutOfRange {
                key: "stragglers.trace".to_owned(),
                value: format!("{:?}", trace.path()),
                allowed: "a law of the cycle times is needed here: stragglers.law".to_owned(),
            }),
            Stragglers::Constant(_) => {
                let allowed = "cycle times that vary are needed here: another law";
                Err(refused("stragglers.law", format!("{CONSTANT:?}"), allowed))
            }
        }
    }

    /// The instance as normalised: every default filled in, in the order of the file format.
    pub fn to_json(&self) -> Json {
        let stragglers = match &self.stragglers {
            Stragglers::Law(law) => law_to_json(law),
            Stragglers::Trace(trace) => trace_to_json(trace),
            Stragglers::Constant(value) => json!({"law": CONSTANT, "value": value}),
        };
        let mut objective = Map::new();
        objective.insert("kind".to_owned(), json!(self.objective.kind()));
        if let Objective::CompletionProbability { deadline } = self.objective {
            objective.insert("deadline".to_owned(), json!(deadline));
        }
        let mut document = json!({
            "name": self.name,
            "system": {
                "workers": self.system.workers,
                "coordinates": self.system.coordinates,
                "samples": self.system.samples,
                "cycles": self.system.cycles,
            },
            "stragglers": stragglers,
            "objective": objective,
        });
        if let Some(overhead) = self.overhead.to_json() {
            document["overhead"] = overhead;
        }
        document
    }
}

impl Instance {
    /// [`Self::to_json`] as an instance file in TOML.
    ///
    /// ```
    /// use bcgc::{ExpectedRuntime, Instance, ShiftedExponential, System};
    ///
    /// let law = ShiftedExponential::new(1e-3, 50.0)?;
    /// let instance = Instance::new(System::new(4, 20)?, law, ExpectedRuntime)?;
    /// assert_eq!(Instance::from_toml(&instance.to_toml())?.to_json(), instance.to_json());
    /// # Ok::<(), bcgc::Error>(())
    /// ```
    pub fn to_toml(&self) -> String {
        let mut document = self.to_json();
        if let Some(map) = document.as_object_mut() {
            // TOML has no null.
            map.retain(|_, value| !value.is_null());
        }
        toml::to_string(&document).unwrap_or_default()
    }
}
