//! Claims on the share of a trace's rounds that finish by a deadline.

use serde_json::{Value as Json, json};

use super::claims::{Claims, NOT_OPTIMAL, NOT_WANTED};
use super::error::CertificateError;
use super::rounds::limits::Limits;
use super::rounds::search::{Proof, prove};
use super::rounds::tree;
use super::subject::Subject;
use super::value::share;
use crate::clock::Clock;
use crate::error::Error;
use crate::instance::{Objective, Stragglers};
use crate::runtime::trace_completion::TraceCompletion;
use crate::trace_deadline::greedy::{self, Kind};

/// Most nodes of a tree.
const NODES: usize = 20_000;
/// Nesting of a tree, within the judge's limit for the document.
const DEEPEST: usize = 480;
/// Most times of a trace: its limits are fractions, one a time.
const TIMES: usize = 400_000;
/// Share of the time that is left which the search over real blocks may take.
const FOR_REALS: f64 = 0.3;
/// And that over integers; the judge has the rest.
const FOR_INTEGERS: f64 = 0.5;

/// Claims the value of a partition and, if bounds are wanted, upper bounds and, where it can be shown, that it is optimal.
pub fn claim(claims: &mut Claims, subject: Subject<TraceCompletion>, is_bounded: bool) -> Result<(), Error> {
    let Subject { problem, evaluator, partition, value } = subject;
    let (Stragglers::Trace(trace), Objective::CompletionProbability { deadline }) =
        (&problem.instance().stragglers, &problem.instance().objective)
    else {
        return Ok(());
    };
    claims.add([share(partition, value, evaluator.deadline().rows())])?;
    if !is_bounded {
        claims.omit("no upper bound", NOT_WANTED);
        return Ok(());
    }
    if trace.rows().len() * problem.workers() > TIMES {
        claims.omit("no upper bound", format!("the trace has more than {TIMES} times"));
        return Ok(());
    }
    let limits = |kind| Limits::new(&problem.instance().system, trace.rows(), *deadline, kind);
    let (Some(reals), Some(integers)) = (limits(Kind::Relaxed), limits(Kind::Whole)) else {
        claims.omit("no upper bound", "a number of the instance has no exact limits");
        return Ok(());
    };
    let met = integers.met_by(&partition.whole_loads());
    let bounds = Bounds { subject, reals, integers, met };
    let over_reals = bounds.over_reals(claims);
    if let Err(why) = &over_reals {
        claims.omit("no upper bound over the reals", why);
    }
    if let Err(why) = bounds.over_integers(claims, over_reals.ok()) {
        claims.omit(NOT_OPTIMAL, why);
    }
    Ok(())
}

struct Bounds<'a> {
    subject: Subject<'a, TraceCompletion>,
    reals: Limits,
    integers: Limits,
    /// How many rounds the partition meets, by the decimals of the certificate.
    met: usize,
}

impl Bounds<'_> {
    /// Claims a bound over reals and returns how many rounds it says are met, and its proof.
    fn over_reals(&self, claims: &mut Claims) -> Result<(usize, Json), String> {
        let clock = claims.clock().first(FOR_REALS);
        let (most, proof) = self.proof(&self.reals, Kind::Relaxed, &clock)?;
        claims.add([self.bound("reals", most, &proof)]).map_err(shown)?;
        Ok((most, proof))
    }

    /// Claims that the partition is optimal, or a bound over integers.
    fn over_integers(&self, claims: &mut Claims, reals: Option<(usize, Json)>) -> Result<(), String> {
        // Integers hardly ever lose a round: then the same proof is theirs.
        if let Some((most, proof)) = &reals
            && *most == self.met
            && claims.add([self.optimal(proof)]).is_ok()
        {
            return Ok(());
        }
        let (most, proof) = self.proof(&self.integers, Kind::Whole, &claims.clock().first(FOR_INTEGERS))?;
        if most == self.met {
            return claims.add([self.optimal(&proof)]).map_err(shown);
        }
        claims.add([self.bound("integers", most, &proof)]).map_err(shown)?;
        let (rounds, met) = (self.integers.rounds(), self.met);
        Err(format!(
            "of {rounds} rounds it meets {met}, and that more than {most} are met is all that is excluded"
        ))
    }

    fn optimal(&self, proof: &Json) -> Json {
        let blocks = self.subject.partition.blocks();
        json!({"claim": "optimal", "partition": blocks, "delta": "0", "proof": proof})
    }

    /// How many rounds can be met at most, and the proof.
    fn proof(&self, limits: &Limits, kind: Kind, clock: &Clock) -> Result<(usize, Json), String> {
        let known = self.met.max(self.found(limits, kind, clock));
        let proof = prove(limits, known, NODES, clock).map_err(|error| error.to_string())?;
        let Proof { most, .. } = proof;
        let document =
            tree::document(&proof, DEEPEST).ok_or("its proof is nested too deeply for the judge")?;
        Ok((most, json!({"rounds": document})))
    }

    /// How many rounds greedy sets meet.
    fn found(&self, limits: &Limits, kind: Kind, clock: &Clock) -> usize {
        let all: Vec<usize> = (0..limits.rounds()).collect();
        let rows = greedy::best(self.subject.evaluator.deadline(), kind, &all, &all, clock);
        if limits.can_meet(&rows) { rows.len() } else { 0 }
    }

    fn bound(&self, over: &str, most: usize, proof: &Json) -> Json {
        let rounds = self.integers.rounds();
        json!({"claim": "upper-bound", "over": over, "bound": format!("{most}/{rounds}"), "proof": proof})
    }
}

fn shown(error: CertificateError) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::document::{Certificate, document};
    use crate::instance::{Instance, Objective, System};
    use crate::straggler::Trace;

    #[test]
    fn rounds_that_can_all_be_met_need_no_proof() {
        let system = System::new(2, 10).unwrap();
        let limits = Limits::new(&system, &[vec![1.0, 2.0], vec![2.0, 1.5]], 100.0, Kind::Relaxed).unwrap();
        for known in [0, 1, 2] {
            assert_eq!(prove(&limits, known, 100, &Clock::unlimited()).unwrap().most, 2);
        }
    }

    /// What a search that is stopped has proved is less, but proved.
    #[test]
    #[cfg_attr(not(feature = "highs"), ignore = "needs HiGHS")]
    fn the_judge_accepts_what_a_stopped_search_proves() {
        let time = |i: usize, j: usize| 1.0 + ((i * 37 + j * 101 + i * j * 7) % 64) as f64 / 16.0;
        let rows: Vec<Vec<f64>> = (0..40).map(|i| (0..5).map(|j| time(i, j)).collect()).collect();
        let (system, deadline) = (System::new(5, 100).unwrap(), 230.0);
        let objective = Objective::CompletionProbability { deadline };
        let instance = Instance::new(system, Trace::new(rows.clone()).unwrap(), objective).unwrap();
        for kind in [Kind::Relaxed, Kind::Whole] {
            let limits = Limits::new(&system, &rows, deadline, kind).unwrap();
            let over = if kind == Kind::Whole { "integers" } else { "reals" };
            let judged = |proof: &Proof, most: usize| {
                let bound = format!("{most}/{}", limits.rounds());
                let rounds = tree::document(proof, DEEPEST).unwrap();
                let claim = json!({"claim": "upper-bound", "over": over, "bound": bound, "proof": {"rounds": rounds}});
                let document = document(Some(&instance), &[], &[claim]);
                Certificate::judged(&document, std::time::Duration::from_secs(60))
            };
            let whole = prove(&limits, 0, 5000, &Clock::unlimited()).unwrap();
            assert!(whole.nodes.len() < 5000 && (1..limits.rounds()).contains(&whole.most));
            judged(&whole, whole.most).unwrap();
            assert!(judged(&whole, whole.most - 1).is_err());
            for nodes in [1, 3, 9] {
                let proof = prove(&limits, 0, nodes, &Clock::unlimited()).unwrap();
                assert!(proof.nodes.len() <= nodes && proof.most >= whole.most);
                judged(&proof, proof.most).unwrap();
            }
        }
    }
}
