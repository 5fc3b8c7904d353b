//! The document.

use std::time::{Duration, Instant};

use bcgc_verify::{Accepted, Clock, judge};
use serde_json::{Map, Value as Json, json};

use super::decimal::shortest;
use super::error::CertificateError;
use super::vipr::vipr;
use crate::instance::{Instance, Objective, Stragglers};
use crate::straggler::ParameterValue;

/// A certificate that the judge has accepted.
///
/// ```
/// use bcgc::certificate::certify;
/// use bcgc::{ExpectedRuntime, Instance, Options, ShiftedExponential, System, solve};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let options = Options::default().with_methods(["exact"]);
/// let certificate = certify(&solve(&instance, &options)?, &options)?;
/// assert!(certificate.claims().iter().any(|claim| claim.contains("optimal")));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Certificate {
    text: String,
    accepted: Accepted,
    seconds: f64,
    left_out: Vec<String>,
}

impl Certificate {
    /// Judges a document within so much time and keeps it if it is accepted.
    pub(super) fn judged(document: &Json, limit: Duration) -> Result<Self, CertificateError> {
        let text = format!("{document}\n");
        let start = Instant::now();
        let accepted = judge(text.as_bytes(), None, &Clock::start(Some(limit)))?;
        Ok(Self { text, accepted, seconds: start.elapsed().as_secs_f64(), left_out: Vec::new() })
    }

    /// The same, with what it does not claim and why.
    pub(super) fn with_left_out(self, left_out: Vec<String>) -> Self {
        Self { left_out, ..self }
    }

    /// The document.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The proof that a partition into integers has the least expected runtime, as VIPR 1.0 for checkers of integer programs:
    /// section 12 of `docs/certificates.md` says what that file proves and what not.
    ///
    /// # Errors
    /// When the certificate does not claim an integer optimum of an expected runtime.
    pub fn vipr(&self) -> Result<String, CertificateError> {
        vipr(&self.text)
    }

    /// What the judge says was proved, a sentence a claim.
    pub fn claims(&self) -> &[String] {
        &self.accepted.claims
    }

    /// What could not be proved, and why.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// How long the judge took, in seconds.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }
}

/// A document with these claims.
pub fn document(instance: Option<&Instance>, quadratures: &[Json], claims: &[Json]) -> Json {
    let mut document = Map::new();
    let mut put = |key: &str, value: Json| document.insert(key.to_owned(), value);
    put("format", json!("bcgc-certificate"));
    put("version", json!(1));
    put("producer", json!(format!("bcgc {}", env!("CARGO_PKG_VERSION"))));
    if let Some(instance) = instance {
        put("instance", restated(instance));
    }
    if !quadratures.is_empty() {
        put("quadratures", json!(quadratures));
    }
    put("claims", json!(claims));
    Json::Object(document)
}

/// The instance with its numbers as decimals.
fn restated(instance: &Instance) -> Json {
    let system = &instance.system;
    let stragglers = match &instance.stragglers {
        Stragglers::Trace(trace) => {
            let rows: Vec<Vec<String>> =
                trace.rows().iter().map(|row| row.iter().map(|t| shortest(*t)).collect()).collect();
            json!({"trace": {"rows": rows}})
        }
        Stragglers::Law(law) => {
            let mut map = Map::new();
            map.insert("law".to_owned(), json!(law.name()));
            for (key, value) in law.parameters() {
                let value = match value {
                    ParameterValue::Number(x) => json!(shortest(*x)),
                    ParameterValue::List(list) => {
                        json!(list.iter().map(|x| shortest(*x)).collect::<Vec<_>>())
                    }
                };
                map.insert((*key).to_owned(), value);
            }
            Json::Object(map)
        }
        Stragglers::Constant(value) => json!({"law": "constant", "value": shortest(*value)}),
    };
    let objective = match instance.objective {
        Objective::CompletionProbability { deadline } => {
            json!({"kind": "completion-probability", "deadline": shortest(deadline)})
        }
        Objective::ExpectedRuntime => json!({"kind": "expected-runtime"}),
    };
    json!({
        "system": {
            "workers": system.workers,
            "coordinates": system.coordinates.to_string(),
            "samples": system.samples.to_string(),
            "cycles": shortest(system.cycles),
        },
        "stragglers": stragglers,
        "objective": objective,
    })
}
