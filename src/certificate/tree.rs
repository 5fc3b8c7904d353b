//! The proof tree of the lattice search as the judge reads it.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::decimal::hint;
use crate::exact::lattice::{Child, Proof, Reason, SharedTangent};

/// The tree of a proof with its leaves as `leaf` writes them. `None` where a case is left without a proof of its own.
pub fn tree<G>(proof: &Proof<G>, leaf: &mut impl FnMut(&Reason<G>) -> Json) -> Option<Json> {
    node(proof, 0, leaf)
}

fn node<G>(proof: &Proof<G>, number: usize, leaf: &mut impl FnMut(&Reason<G>) -> Json) -> Option<Json> {
    let node = proof.nodes().get(number)?;
    let (below, above) = (node.below.as_ref()?, node.above.as_ref()?);
    let mut values: Vec<&(i64, Child<G>)> = node.values.iter().collect();
    values.sort_by_key(|(value, _)| *value);
    let is_covered = values.iter().map(|(value, _)| *value).eq(below.0 + 1..above.0);
    if !is_covered {
        return None;
    }
    let mut between = Vec::with_capacity(values.len());
    for (_, child) in values {
        between.push(match child {
            Child::Node(number) => self::node(proof, *number, leaf)?,
            Child::Leaf(reason) => leaf(reason),
        });
    }
    let (low, below, above) = (below.0, leaf(&below.1), leaf(&above.1));
    Some(json!({"form": node.form, "low": low, "below": below, "between": between, "above": above}))
}

/// The points of the cuts of a law, in coordinates, and a tree over them.
#[derive(Debug)]
pub struct Tree<'a> {
    proof: &'a Proof<SharedTangent>,
    /// One entry a level.
    pub points: Vec<Vec<f64>>,
    tree: Json,
}

impl<'a> Tree<'a> {
    /// The tree of a search. `time` is the relaxed optimum over kappa, in units of time. `None` where a case is left
    /// without a proof of its own.
    pub fn of(proof: &'a Proof<SharedTangent>, time: f64) -> Option<Self> {
        let mut points: Vec<Vec<f64>> = Vec::new();
        // Numbers of the tangents that have been written, by their address.
        let mut known: HashMap<usize, usize> = HashMap::new();
        let tree = tree(proof, &mut |reason| {
            let cut = *known.entry(Arc::as_ptr(&reason.ground) as usize).or_insert_with(|| {
                points.push(proof.whole(&reason.ground.point));
                points.len() - 1
            });
            let multipliers: Vec<String> =
                reason.multipliers.iter().map(|nu| format!("{:.12e}", nu * time)).collect();
            json!({"cut": cut, "multipliers": multipliers})
        })?;
        Some(Self { proof, points, tree })
    }

    /// The `proof` of an integer optimum: cuts, each by its quadrature, forms and the tree.
    pub fn document(&self, quadrature: impl Fn(usize) -> usize) -> Json {
        let cut = |(number, point): (usize, &Vec<f64>)| {
            let point: Vec<String> = point.iter().map(|x| hint(*x)).collect();
            json!({"point": point, "quadrature": quadrature(number)})
        };
        let cuts: Vec<Json> = self.points.iter().enumerate().map(cut).collect();
        json!({"cuts": cuts, "forms": self.proof.forms(), "tree": self.tree})
    }
}
