//! The document.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use bcgc_verify::{Accepted, Clock, Kind, Refusal, judge};
use serde_json::{Map, Value as Json, json};

use super::error::CertificateError;
use super::vipr::vipr;
use crate::instance::{Instance, Objective, Stragglers};
use crate::numeric::decimal::shortest;
use crate::options::Options;
use crate::straggler::ParameterValue;
use crate::threads;

/// How often a judgement under way is asked whether somebody cancelled.
const TICK: Duration = Duration::from_millis(50);

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
    /// How long it took to write, with all that the judge refused.
    spent: Duration,
}

impl Certificate {
    /// Judges a document within so much time and keeps it if it is accepted.
    pub(super) fn judged(document: &Json, limit: Duration) -> Result<Self, CertificateError> {
        Self::judged_on(threads::at_hand(), document, limit)
    }

    fn judged_on(threads: usize, document: &Json, limit: Duration) -> Result<Self, CertificateError> {
        let text = format!("{document}\n");
        let start = Instant::now();
        let accepted = judge(text.as_bytes(), None, &Clock::start(Some(limit)).on_threads(threads))?;
        let spent = start.elapsed();
        Ok(Self { text, accepted, seconds: spent.as_secs_f64(), left_out: Vec::new(), spent })
    }

    /// The same within the time of a clock. A judgement that is under way when somebody cancels is left behind: it works on
    /// until it is through.
    pub(super) fn judged_while(
        document: &Json,
        clock: &crate::clock::Clock,
    ) -> Result<Self, CertificateError> {
        let (own, limit, threads) = (document.clone(), clock.left(), threads::at_hand());
        let (done, told) = mpsc::channel();
        // Nobody listens where it was left behind.
        let work = move || drop(done.send(Self::judged_on(threads, &own, limit)));
        if std::thread::Builder::new().spawn(work).is_err() {
            return Self::judged(document, limit);
        }
        loop {
            match told.recv_timeout(TICK) {
                Ok(judged) => return judged,
                Err(mpsc::RecvTimeoutError::Timeout) if !clock.cancel().is_cancelled() => {}
                Err(_) => {
                    let (kind, reason) = (Kind::Unverified, "it was interrupted".to_owned());
                    return Err(Refusal { kind, pointer: String::new(), reason }.into());
                }
            }
        }
    }

    /// The same, with what it does not claim and why.
    pub(super) fn with_left_out(self, left_out: Vec<String>) -> Self {
        Self { left_out, ..self }
    }

    /// The same, written in so much time.
    pub(super) fn after(self, spent: Duration) -> Self {
        Self { spent, ..self }
    }

    /// Its claims as they stand in it.
    fn documents(&self) -> Vec<Json> {
        self.document()["claims"].as_array().cloned().unwrap_or_default()
    }

    /// The same where they speak of this instance; none of another.
    pub(super) fn documents_of(&self, instance: &Instance) -> Vec<Json> {
        if self.document()["instance"] == restated(instance) { self.documents() } else { Vec::new() }
    }

    fn document(&self) -> Json {
        serde_json::from_str::<Json>(&self.text).unwrap_or_default()
    }

    /// The names of its claims.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let claims = self.documents();
        claims.iter().filter_map(|claim| claim["claim"].as_str()).map(str::to_owned).collect()
    }

    /// How long it took to write.
    pub(super) fn spent(&self) -> Duration {
        self.spent
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

/// The certificate in a file, if it is one of the value of this partition of the instance, and the judge accepts it.
pub(crate) fn recheck(
    path: &Path,
    instance: &Instance,
    blocks: &[u64],
    options: &Options,
) -> Option<Certificate> {
    let limit = Duration::try_from_secs_f64(options.time_limit).unwrap_or(Duration::MAX);
    let document: Json = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    let is_of_it = |claim: &Json| claim["claim"] == "value" && claim["partition"] == json!(blocks);
    let is_whole = document["claims"].as_array()?.iter().any(is_of_it);
    if document["instance"] != restated(instance) || !is_whole {
        return None;
    }
    Certificate::judged(&document, limit).ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn a_judgement_ends_with_whoever_waits_for_it() {
        let claims = [json!({"claim": "feasible", "partition": [1]})];
        let document = document(None, &[], &claims);
        let clock = clock::Clock::unlimited();
        let said = |clock: &clock::Clock| {
            let judged = Certificate::judged_while(&document, clock);
            judged.expect_err("it speaks of no instance").to_string()
        };
        assert!(said(&clock).contains("instance"), "it is judged");
        clock.cancel().cancel();
        assert!(said(&clock).contains("time limit") || said(&clock).contains("interrupted"));
    }
}
