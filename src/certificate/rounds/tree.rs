//! A proof of the search as the judge reads it.

use serde_json::{Value as Json, json};

use super::search::{End, Node, Proof};
use super::weights::{PARTS, Weights};

/// The `rounds` of a proof; `None` where it is deeper than the judge reads.
pub fn document(proof: &Proof, deepest: usize) -> Option<Json> {
    node(&proof.nodes, 0, deepest)
}

fn node(nodes: &[Node], number: usize, deepest: usize) -> Option<Json> {
    let node_of = nodes.get(number)?;
    let deepest = deepest.checked_sub(2)?;
    let end = match &node_of.end {
        End::Missed => json!({"leaf": "missed"}),
        End::Infeasible => json!({"leaf": "infeasible"}),
        End::Weights(weights) => leaf(weights),
        End::Split { round, level, within, beyond } => json!({
            "round": round, "level": level,
            "within": node(nodes, *within, deepest)?, "beyond": node(nodes, *beyond, deepest)?,
        }),
    };
    Some(match node_of.impossible.is_empty() {
        true => end,
        false => json!({"impossible": node_of.impossible, "rest": end}),
    })
}

fn leaf(weights: &Weights) -> Json {
    let entry = |&(round, level, parts): &(usize, usize, u32)| match parts {
        PARTS => json!([round, level, 1]),
        parts => json!([round, level, format!("0.{parts:04}").trim_end_matches('0')]),
    };
    let entries: Vec<Json> = weights.entries.iter().map(entry).collect();
    let price = if weights.price.is_empty() { "0" } else { &weights.price };
    json!({"leaf": "weights", "price": price, "weights": entries})
}
