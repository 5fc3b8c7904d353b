//! The instance, put together from its parts and written down again.

use serde_json::{Map, Value as Json, json};

use super::objective::Objective;
use super::range::refused;
use super::stragglers::Stragglers;
use super::system::System;
use crate::error::Error;
use crate::straggler::{Law, ParameterValue};

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
        let instance = Self { name: None, system, stragglers: stragglers.into(), objective };
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
        if let Stragglers::Trace(trace) = &self.stragglers {
            let columns = trace.rows().first().map_or(0, Vec::len);
            if columns != self.system.workers {
                let allowed = format!("must be {columns}, as the trace has a column a worker");
                return Err(refused("system.workers", self.system.workers.to_string(), &allowed));
            }
        }
        self.objective.check()
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
            Stragglers::Law(law) => law_to_json(law),
            Stragglers::Trace(trace) => json!({
                "trace": trace.path(),
                "rounds": trace.rows().len(),
                "header": trace.header().is_some(),
                "index": trace.index().is_some(),
            }),
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

fn law_to_json(law: &Law) -> Json {
    let mut document = Map::new();
    document.insert("law".to_owned(), json!(law.name()));
    for (key, value) in law.parameters() {
        let value = match value {
            ParameterValue::Number(x) => json!(x),
            ParameterValue::List(list) => json!(list),
        };
        document.insert((*key).to_owned(), value);
    }
    Json::Object(document)
}
