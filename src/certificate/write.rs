//! The certificate of a report: its best partition, what it is worth, and what no partition is better than.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::bounds::tightest;
use super::decimal::{hint, rounded};
use super::document::{Certificate, document};
use super::error::CertificateError;
use super::majorants::Majorants;
use super::panels::quadrature;
use super::tree::Tree;
use crate::error::Error;
use crate::exact::lattice;
use crate::instance::{Instance, Stragglers};
use crate::options::Options;
use crate::partition::Partition;
use crate::problem::Problem;
use crate::problem::any_evaluator::AnyEvaluator;
use crate::relaxed::descent;
use crate::report::Report;
use crate::runtime::law_runtime::LawRuntime;
use crate::shares::Shares;
use crate::solution::Value;
use crate::threads;

/// Relative width of the quadratures.
const QUADRATURE: f64 = 1e-14;
/// Share of the gap that the search may use; enclosing it takes the rest.
const SEARCHED: f64 = 0.9;

/// The certificate of the best partition of a report: that it is feasible, its value enclosed, a bound on all
/// partitions, and, for the expected runtime of a law, that it is optimal to the gap of the options.
///
/// What cannot be proved is left out and [`Certificate::left_out`] says why; a certificate without a value is none.
///
/// # Errors
/// When there is no partition, the judge does not know the law, or it does not accept the value.
pub fn certify(report: &Report, options: &Options) -> Result<Certificate, Error> {
    threads::on(options.threads, || on_this_pool(report, None, options))?
}

/// As [`certify`], of the partition in the row of a method; that of a report of [`evaluate`](crate::evaluate) is
/// `given`.
///
/// # Errors
/// As [`certify`], and where there is no such row.
pub fn certify_row(report: &Report, method: &str, options: &Options) -> Result<Certificate, Error> {
    threads::on(options.threads, || on_this_pool(report, Some(method), options))?
}

fn on_this_pool(report: &Report, method: Option<&str>, options: &Options) -> Result<Certificate, Error> {
    let problem = Problem::new(report.instance(), options)?;
    let wanted = report.rows().iter().filter(|row| method.is_none_or(|name| row.solution.method == name));
    let rows = wanted.filter_map(|row| Some((row.solution.partition.clone()?, row.solution.value?)));
    let (partition, value) = problem.best(rows).ok_or(CertificateError::Nothing)?;
    let mut writer = Writer::new(&problem, &partition, value);
    match problem.any_evaluator() {
        AnyEvaluator::LawRuntime(evaluator) => writer.law_runtime(evaluator)?,
        AnyEvaluator::LawCompletion(_) => writer.law_completion(report)?,
        AnyEvaluator::TraceRuntime(_) => {
            writer.value(None)?;
            writer.omit("no bound", "proofs of bounds on traces are not written yet".to_owned());
        }
        AnyEvaluator::TraceCompletion(_) => {
            writer.share()?;
            writer.omit("no bound", "proofs of bounds on traces are not written yet".to_owned());
        }
    }
    Ok(writer.finish()?)
}

/// A decimal below a number, not below zero: values are not negative.
fn lower(x: f64) -> String {
    if x > 0.0 { rounded(x, false) } else { "0".to_owned() }
}

/// A decimal above a probability, not above one.
fn upper(x: f64) -> String {
    if x < 1.0 { rounded(x, true) } else { "1".to_owned() }
}

/// Collects claims that the judge accepts.
struct Writer<'a> {
    problem: &'a Problem,
    partition: &'a Partition,
    value: Value,
    quadratures: Vec<Json>,
    claims: Vec<Json>,
    left_out: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(problem: &'a Problem, partition: &'a Partition, value: Value) -> Self {
        let claims = vec![json!({"claim": "feasible", "partition": partition.blocks()})];
        Self { problem, partition, value, quadratures: Vec::new(), claims, left_out: Vec::new() }
    }

    fn instance(&self) -> &Instance {
        self.problem.instance()
    }

    fn omit(&mut self, what: &str, why: String) {
        self.left_out.push(format!("{what}: {why}"));
    }

    fn document(&self, claims: Vec<Json>) -> Json {
        document(Some(self.instance()), &self.quadratures, claims)
    }

    fn finish(self) -> Result<Certificate, CertificateError> {
        let document = self.document(self.claims.clone());
        Ok(Certificate::judged(&document, self.limit())?.with_left_out(self.left_out))
    }

    /// Encloses the value of the partition.
    fn value(&mut self, quadrature: Option<usize>) -> Result<(), CertificateError> {
        let claim = tightest(self.limit(), |width| {
            let half = width * self.value.value + self.value.error;
            let mut claim = json!({
                "claim": "value", "partition": self.partition.blocks(),
                "low": lower(self.value.value - half),
                "high": rounded(self.value.value + half, true),
            });
            if let Some(quadrature) = quadrature {
                claim["quadrature"] = json!(quadrature);
            }
            (claim.clone(), self.document(vec![claim]))
        })?;
        self.claims.push(claim);
        Ok(())
    }

    /// A share of the rounds of a trace, exactly.
    fn share(&mut self) -> Result<(), CertificateError> {
        let Stragglers::Trace(trace) = &self.instance().stragglers else {
            return Err(CertificateError::Nothing);
        };
        let rounds = trace.rows().len();
        let share = format!("{}/{rounds}", (self.value.value * rounds as f64).round());
        let claim = json!({
            "claim": "value", "partition": self.partition.blocks(), "low": share, "high": share,
        });
        Certificate::judged(&self.document(vec![claim.clone()]), self.limit())?;
        self.claims.push(claim);
        Ok(())
    }

    /// Panels for shares, as the next quadrature of the document.
    fn add_quadrature(&mut self, law: &Majorants, shares: &Shares) -> Result<usize, CertificateError> {
        let total = self.problem.coordinates() as f64;
        let loads: Vec<f64> = shares.loads().as_slice().iter().map(|w| w * total).collect();
        let panels = quadrature(law, &loads, QUADRATURE).ok_or_else(|| {
            CertificateError::Unsupported(
                "no quadrature with a proved remainder is found for this law".to_owned(),
            )
        })?;
        self.quadratures.push(panels);
        Ok(self.quadratures.len() - 1)
    }

    fn law_runtime(&mut self, evaluator: &LawRuntime) -> Result<(), Error> {
        let law = self.instance().law()?;
        let law = Majorants::of(law).ok_or_else(|| {
            CertificateError::Unsupported(format!("the judge does not know the law `{}`", law.name()))
        })?;
        let own = self.add_quadrature(&law, &self.partition.shares())?;
        self.value(Some(own))?;
        let relaxed = descent::optimum(self.problem, evaluator);
        let central = self.add_quadrature(&law, &relaxed.shares)?;
        if let Err(error) = self.lower_bound(evaluator, central) {
            self.omit("no lower bound over the reals", error.to_string());
        }
        if let Err(why) = self.optimum(evaluator, own, central) {
            self.omit("no proof that it is optimal", why);
        }
        Ok(())
    }

    /// What one tangent at the relaxed optimum proves.
    fn lower_bound(&mut self, evaluator: &LawRuntime, quadrature: usize) -> Result<(), CertificateError> {
        let relaxed = descent::optimum(self.problem, evaluator);
        let point: Vec<String> =
            relaxed.shares.coordinates(self.problem.coordinates()).iter().map(|x| hint(*x)).collect();
        let claim = tightest(self.limit(), |width| {
            let bound = rounded(evaluator.scale() * relaxed.bound * (1.0 - width), false);
            let proof = json!({
                "cuts": [{"point": point, "quadrature": quadrature}], "tree": {"cut": 0},
            });
            let claim = json!({"claim": "lower-bound", "over": "reals", "bound": bound, "proof": proof});
            (claim.clone(), self.document(vec![claim]))
        })?;
        self.claims.push(claim);
        Ok(())
    }

    /// That no integer partition is better by more than the gap.
    fn optimum(&mut self, evaluator: &LawRuntime, own: usize, central: usize) -> Result<(), String> {
        let goal = self.problem.gap();
        let relaxed = descent::optimum(self.problem, evaluator);
        let total = self.problem.coordinates();
        if self.value.value / evaluator.scale() / relaxed.bound - 1.0 <= SEARCHED * goal {
            // The tangent at the relaxed optimum says it all.
            let point: Vec<String> = relaxed.shares.coordinates(total).iter().map(|x| hint(*x)).collect();
            let proof = json!({"cuts": [{"point": point, "quadrature": central}], "tree": {"cut": 0}});
            return self.optimal(own, proof).map_err(|error| error.to_string());
        }
        let clock = self.problem.clock();
        let proof = lattice::prove(self.problem, evaluator, self.partition, SEARCHED * goal, &clock)
            .ok_or_else(|| {
                format!("it is not, or the lattice search could not show a gap of {goal:e} in its time")
            })?;
        let time = evaluator.scale() * relaxed.value / self.instance().system.work_unit();
        let tree = Tree::of(&proof, time).ok_or("a case of the search has no proof of its own")?;
        if self.optimal(own, tree.document(|_| central)).is_ok() {
            return Ok(());
        }
        // Cuts far from the relaxed optimum need panels of their own.
        let law = self.instance().law().ok().and_then(Majorants::of).ok_or("the law is not known")?;
        let before = self.quadratures.len();
        let written = self
            .with_panels(&law, &tree)
            .and_then(|()| self.optimal(own, tree.document(|number| before + number)));
        written.map_err(|error| {
            self.quadratures.truncate(before);
            error.to_string()
        })
    }

    /// Adds a quadrature for every cut of a tree.
    fn with_panels(&mut self, law: &Majorants, tree: &Tree) -> Result<(), CertificateError> {
        for point in &tree.points {
            let shares = Shares::on_ray(point.clone()).ok_or(CertificateError::Nothing)?;
            self.add_quadrature(law, &shares)?;
        }
        Ok(())
    }

    /// Claims that the partition is optimal, if the judge accepts the proof.
    fn optimal(&mut self, own: usize, proof: Json) -> Result<(), CertificateError> {
        let claim = json!({
            "claim": "optimal", "partition": self.partition.blocks(),
            "delta": format!("{:e}", self.problem.gap()), "quadrature": own, "proof": proof,
        });
        Certificate::judged(&self.document(vec![claim.clone()]), self.limit())?;
        self.claims.push(claim);
        Ok(())
    }

    /// Time for every judgement: that of a method.
    fn limit(&self) -> Duration {
        Duration::try_from_secs_f64(self.problem.options().time_limit).unwrap_or(Duration::MAX)
    }

    fn law_completion(&mut self, report: &Report) -> Result<(), CertificateError> {
        self.value(None)?;
        // A tangent bounds real partitions: the bound of the method that found its point, not that over integers.
        let own =
            report.rows().iter().find_map(|row| Some((row.solution.relaxed.as_ref()?, row.solution.bound?)));
        let Some((relaxed, bound)) = own else {
            self.omit("no upper bound", "no method of this run has one with its relaxed optimum".to_owned());
            return Ok(());
        };
        let point: Vec<String> =
            relaxed.coordinates(self.problem.coordinates()).iter().map(|x| hint(*x)).collect();
        let claim = tightest(self.limit(), |width| {
            let claim = json!({
                "claim": "upper-bound", "over": "reals", "bound": upper(bound.value * (1.0 + width)),
                "proof": {"tangent": point},
            });
            (claim.clone(), self.document(vec![claim]))
        });
        match claim {
            Ok(claim) => self.claims.push(claim),
            Err(error) => self.omit("no upper bound", error.to_string()),
        }
        Ok(())
    }
}
