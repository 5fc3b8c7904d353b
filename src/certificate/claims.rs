//! Claims, collected one by one as the judge accepts them.

use std::time::Instant;

use bcgc_verify::Kind;
use serde_json::Value as Json;

use super::document::{Certificate, document};
use super::error::CertificateError;
use crate::clock::Clock;
use crate::instance::Instance;

/// What is left out where no proof makes a partition the best.
pub const NOT_OPTIMAL: &str = "no proof that it is optimal";
/// Why there is no bound of a run without one.
pub const NOT_WANTED: &str = "the run was to search for none, and no method of it returned one";
/// Relative widths of a number that is claimed, the tightest first: the judge says which of them it can follow.
pub const WIDTHS: [f64; 7] = [1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-6];

/// The claims so far, and the certificate of them.
#[derive(Debug)]
pub struct Claims<'a> {
    instance: &'a Instance,
    /// The time for all judgements.
    clock: Clock,
    quadratures: Vec<Json>,
    claims: Vec<Json>,
    certificate: Option<Certificate>,
    left_out: Vec<String>,
    /// None where they are to be a certificate.
    apart: Option<Apart>,
    start: Instant,
}

/// Claims that are to be no document: each is judged alone.
#[derive(Debug, Clone, Default)]
pub struct Apart {
    /// Claims of the instance that were accepted before: they are not judged again.
    pub known: Vec<Json>,
    /// The bound in double precision that is to be proved, and no more than that.
    pub target: Option<f64>,
}

impl<'a> Claims<'a> {
    /// None yet.
    pub fn new(instance: &'a Instance, clock: Clock) -> Self {
        let (quadratures, claims, left_out) = (Vec::new(), Vec::new(), Vec::new());
        let (certificate, apart, start) = (None, None, Instant::now());
        Self { instance, clock, quadratures, claims, certificate, left_out, apart, start }
    }

    /// The same claims judged one by one.
    #[must_use]
    pub fn apart(self, apart: Apart) -> Self {
        Self { apart: Some(apart), ..self }
    }

    /// The bound that is to be proved; none where the tightest is that can be.
    pub fn target(&self) -> Option<f64> {
        self.apart.as_ref()?.target
    }

    /// The claims that were accepted, and what is left out.
    pub fn into_accepted(self) -> (Vec<Json>, Vec<String>) {
        (self.claims, self.left_out)
    }

    /// Adds the first of some claims that the judge accepts beside those before it. A refusal for another reason than
    /// that it is not proved, or that of the last, is returned.
    pub fn add(&mut self, candidates: impl IntoIterator<Item = Json>) -> Result<(), CertificateError> {
        let mut last = CertificateError::Nothing;
        for claim in candidates {
            if let Some(known) = self.known(&claim) {
                self.claims.push(known);
                return Ok(());
            }
            self.claims.push(claim);
            let from = if self.apart.is_some() { self.claims.len() - 1 } else { 0 };
            let document = document(Some(self.instance), &self.quadratures, &self.claims[from..]);
            match Certificate::judged_while(&document, &self.clock) {
                Ok(certificate) => {
                    self.certificate = Some(certificate);
                    return Ok(());
                }
                Err(error) => {
                    self.claims.pop();
                    let is_final = !matches!(&error, CertificateError::Refused(refusal) if refusal.kind == Kind::Rejected);
                    if is_final {
                        return Err(error);
                    }
                    last = error;
                }
            }
        }
        Err(last)
    }

    /// What was accepted before of the same partition: as tight as it could be.
    fn known(&self, claim: &Json) -> Option<Json> {
        let is_of_it = |known: &&Json| {
            ["claim", "partition", "quadrature"].iter().all(|key| known.get(key) == claim.get(key))
        };
        let is_repeated = matches!(claim["claim"].as_str(), Some("feasible" | "value"));
        self.apart.as_ref().filter(|_| is_repeated)?.known.iter().find(is_of_it).cloned()
    }

    /// What ends the proof.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Adds a quadrature for later claims and returns its number.
    pub fn quadrature(&mut self, quadrature: Json) -> usize {
        self.quadratures.push(quadrature);
        self.quadratures.len() - 1
    }

    /// How many quadratures there are.
    pub fn quadratures(&self) -> usize {
        self.quadratures.len()
    }

    /// Says what is not claimed, and why.
    pub fn omit(&mut self, what: &str, why: impl std::fmt::Display) {
        self.left_out.push(format!("{what}: {why}"));
    }

    /// The certificate of all claims.
    pub fn certificate(self) -> Result<Certificate, CertificateError> {
        let certificate = self.certificate.ok_or(CertificateError::Nothing)?;
        Ok(certificate.with_left_out(self.left_out).after(self.start.elapsed()))
    }
}
