//! The proof tree of the lattice search as the judge reads it.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::decimal::hint;
use crate::exact::lattice::{Child, Proof, Reason};

/// The points of the cuts, in coordinates, and a tree over them.
#[derive(Debug)]
pub struct Tree<'a> {
    proof: &'a Proof,
    /// One entry a level.
    pub points: Vec<Vec<f64>>,
    tree: Json,
}

impl<'a> Tree<'a> {
    /// The tree of a search. `time` is the relaxed optimum over kappa, in units of time. `None` where a case is left
    /// without a proof of its own.
    pub fn of(proof: &'a Proof, time: f64) -> Option<Self> {
        let mut writer = Writer { proof, time, points: Vec::new(), known: HashMap::new() };
        let tree = writer.node(0)?;
        Some(Self { proof, points: writer.points, tree })
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

struct Writer<'a> {
    proof: &'a Proof,
    time: f64,
    points: Vec<Vec<f64>>,
    /// Numbers of the tangents that have been written, by their address.
    known: HashMap<usize, usize>,
}

impl Writer<'_> {
    fn node(&mut self, number: usize) -> Option<Json> {
        let node = self.proof.nodes().get(number)?;
        let (below, above) = (node.below.as_ref()?, node.above.as_ref()?);
        let mut values: Vec<&(i64, Child)> = node.values.iter().collect();
        values.sort_by_key(|(value, _)| *value);
        let is_covered = values.iter().map(|(value, _)| *value).eq(below.0 + 1..above.0);
        if !is_covered {
            return None;
        }
        let between: Vec<Json> = values.iter().map(|(_, child)| self.child(child)).collect::<Option<_>>()?;
        let (low, below, above) = (below.0, self.leaf(&below.1), self.leaf(&above.1));
        Some(json!({"form": node.form, "low": low, "below": below, "between": between, "above": above}))
    }

    fn child(&mut self, child: &Child) -> Option<Json> {
        match child {
            Child::Node(number) => self.node(*number),
            Child::Leaf(reason) => Some(self.leaf(reason)),
        }
    }

    fn leaf(&mut self, reason: &Reason) -> Json {
        let address = Arc::as_ptr(&reason.tangent) as usize;
        let cut = match self.known.get(&address) {
            Some(number) => *number,
            None => {
                self.points.push(self.proof.point(&reason.tangent));
                self.known.insert(address, self.points.len() - 1);
                self.points.len() - 1
            }
        };
        let multipliers: Vec<String> =
            reason.multipliers.iter().map(|nu| format!("{:.12e}", nu * self.time)).collect();
        json!({"cut": cut, "multipliers": multipliers})
    }
}
