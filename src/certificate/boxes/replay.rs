//! The steps of a search as the tree of a proof: each one is tried on the box that the judge will have, and left out
//! where it no longer holds there.

use serde_json::{Value as Json, json};

use super::heights::bound;
use crate::clock::Clock;
use crate::exact::global::boxes::LoadBox;
use crate::exact::global::envelope::LogCdf;
use crate::exact::global::trail::{Cut, Leaf, Step, Trail};

/// Shares of what is left of a box by which a step gives way until it holds.
const GIVEN_WAY: [f64; 6] = [0.0, 1e-9, 1e-6, 1e-4, 1e-2, 1e-1];
/// Weights below this are none.
const LEAST_WEIGHT: f64 = 1e-9;

/// What a proof is made from.
pub struct Replay<'a> {
    pub trail: &'a Trail,
    pub beta: &'a LogCdf,
    /// What every leaf has to prove of `ln Pr`.
    pub target: f64,
    pub coordinates: f64,
    pub clock: &'a Clock,
    cuts: Vec<Cut>,
}

/// A box as the judge sees it, in shares.
#[derive(Debug, Clone)]
struct Area {
    region: LoadBox,
    is_empty: bool,
}

impl Area {
    fn of(mut region: LoadBox) -> Self {
        let is_empty = !region.propagate();
        Self { region, is_empty }
    }

    fn part(&self, level: usize, at: f64, above: bool) -> Self {
        let mut region = self.region.clone();
        if above {
            region.low[level] = region.low[level].max(at);
        } else {
            region.high[level] = region.high[level].min(at);
        }
        Self::of(region)
    }
}

impl<'a> Replay<'a> {
    pub fn new(trail: &'a Trail, beta: &'a LogCdf, target: f64, coordinates: f64, clock: &'a Clock) -> Self {
        Self { trail, beta, target, coordinates, clock, cuts: Vec::new() }
    }

    /// The proof, after leaves that bound single loads; `None` where some box stays open.
    pub fn proof(mut self, workers: usize, first: &[Step]) -> Result<Json, &'static str> {
        let region = LoadBox { low: vec![0.0; workers], high: (1..=workers).map(|n| n as f64).collect() };
        let steps: Vec<&Step> = first.iter().chain(self.trail.steps(0)).collect();
        let tree = self.list(&steps, Area::of(region))?;
        let point = |cut: &Cut| {
            let survivals: Vec<String> = cut.point.iter().map(|s| digits(*s)).collect();
            json!({"survivals": survivals})
        };
        let cuts: Vec<Json> = self.cuts.iter().map(point).collect();
        Ok(json!({"cuts": cuts, "tree": tree}))
    }

    fn list(&mut self, steps: &[&Step], mut area: Area) -> Result<Json, &'static str> {
        let mut entries = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            if self.clock.is_over() {
                return Err("the time limit was reached");
            }
            if area.is_empty {
                return Ok(json!(entries));
            }
            match step {
                Step::Load { level, upward, .. } => {
                    // The next step often says more of the same end.
                    let next = steps.get(number + 1);
                    let again = next.filter(|next| {
                        matches!(next, Step::Load { level: l, upward: u, .. } if (l, u) == (level, upward))
                    });
                    let tried = again.and_then(|next| self.cut_off(next, &area));
                    if let Some((entry, left)) = tried.or_else(|| self.cut_off(step, &area)) {
                        entries.push(entry);
                        area = left;
                    }
                }
                Step::Closed(leaf) => {
                    if self.holds(leaf, &area) {
                        entries.push(self.leaf(leaf));
                        return Ok(json!(entries));
                    }
                }
                Step::Split { split: (level, at), below, above } => {
                    let at = digits(at * self.coordinates);
                    let value = self.value(&at);
                    let lower: Vec<&Step> = self.trail.steps(*below).iter().collect();
                    let upper: Vec<&Step> = self.trail.steps(*above).iter().collect();
                    let lower = self.list(&lower, area.part(*level, value, false))?;
                    let upper = self.list(&upper, area.part(*level, value, true))?;
                    entries.push(json!({"level": level, "at": at, "below": lower, "above": upper}));
                    return Ok(json!(entries));
                }
                Step::Coefficients => {
                    return Err(
                        "the search went through the partitions of a box by their lattice coefficients, of which there is no proof yet",
                    );
                }
            }
        }
        if area.is_empty { Ok(json!(entries)) } else { Err("a box of the search has no proof of its own") }
    }

    /// A load as it is written, in shares.
    fn value(&self, text: &str) -> f64 {
        text.parse::<f64>().unwrap_or(f64::NAN) / self.coordinates
    }

    /// A load's end moved as far as the leaf of the step allows on this box.
    fn cut_off(&mut self, step: &Step, area: &Area) -> Option<(Json, Area)> {
        let Step::Load { level, upward, at, leaf } = step else { return None };
        let (low, high) = (area.region.low[*level], area.region.high[*level]);
        let end = if *upward { high } else { low };
        for share in GIVEN_WAY {
            let text = digits((at + share * (end - at)) * self.coordinates);
            let value = self.value(&text);
            let moves = if *upward { value < high } else { value > low };
            if !moves {
                return None;
            }
            let closed = area.part(*level, value, *upward);
            if closed.is_empty || self.holds(leaf, &closed) {
                let leaf = json!([self.leaf(leaf)]);
                let side = if *upward { "above" } else { "below" };
                let entry = json!({"level": level, "at": text, side: leaf});
                return Some((entry, area.part(*level, value, !*upward)));
            }
        }
        None
    }

    fn holds(&self, leaf: &Leaf, area: &Area) -> bool {
        bound(leaf, self.beta, &area.region) <= self.target
    }

    fn leaf(&mut self, leaf: &Leaf) -> Json {
        let mut cuts = Vec::new();
        for (cut, weight) in leaf.cuts.iter().filter(|(_, weight)| *weight > LEAST_WEIGHT) {
            let known = self.cuts.iter().position(|known| known.point == cut.point);
            let number = known.unwrap_or_else(|| {
                self.cuts.push(cut.clone());
                self.cuts.len() - 1
            });
            cuts.push((number, *weight));
        }
        let slopes: Vec<Json> = leaf
            .slopes
            .iter()
            .map(|m| if *m == 0.0 { json!(0) } else { json!(digits(m / self.coordinates)) })
            .collect();
        let mut entry = json!({"slopes": slopes});
        match cuts[..] {
            [(cut, _)] => entry["cut"] = json!(cut),
            _ => {
                let pairs: Vec<Json> = cuts.iter().map(|(cut, w)| json!([cut, digits(*w)])).collect();
                entry["cuts"] = json!(pairs);
            }
        }
        entry
    }
}

/// Enough digits for a hint.
fn digits(x: f64) -> String {
    format!("{x:.9e}")
}
