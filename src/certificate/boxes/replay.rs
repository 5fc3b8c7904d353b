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
    pub forms: &'a [Vec<i64>],
    pub clock: &'a Clock,
    cuts: Vec<Cut>,
}

/// A box as the judge sees it, in shares.
#[derive(Debug, Clone)]
struct Area {
    region: LoadBox,
    ranges: Vec<(f64, f64)>,
    is_empty: bool,
}

impl Area {
    fn of(mut region: LoadBox, ranges: Vec<(f64, f64)>) -> Self {
        let is_empty = !region.propagate() || ranges.iter().any(|(low, high)| low > high);
        Self { region, ranges, is_empty }
    }

    fn part(&self, level: usize, at: f64, above: bool) -> Self {
        let mut region = self.region.clone();
        if above {
            region.low[level] = region.low[level].max(at);
        } else {
            region.high[level] = region.high[level].min(at);
        }
        Self::of(region, self.ranges.clone())
    }
}

impl<'a> Replay<'a> {
    pub fn new(
        trail: &'a Trail,
        beta: &'a LogCdf,
        target: f64,
        coordinates: f64,
        forms: &'a [Vec<i64>],
        clock: &'a Clock,
    ) -> Self {
        Self { trail, beta, target, coordinates, forms, clock, cuts: Vec::new() }
    }

    /// The proof, after leaves that bound single loads; `None` where some box stays open.
    pub fn proof(mut self, first: Vec<Step>) -> Option<Json> {
        let workers = self.beta_workers(&first)?;
        let region = LoadBox { low: vec![0.0; workers], high: (1..=workers).map(|n| n as f64).collect() };
        let ranges = vec![(f64::NEG_INFINITY, f64::INFINITY); self.forms.len()];
        let steps: Vec<&Step> = first.iter().chain(self.trail.steps(0)).collect();
        let tree = self.list(&steps, Area::of(region, ranges))?;
        let point = |cut: &Cut| {
            let survivals: Vec<String> = cut.point.iter().map(|s| digits(*s)).collect();
            json!({"survivals": survivals})
        };
        let cuts: Vec<Json> = self.cuts.iter().map(point).collect();
        Some(if self.forms.is_empty() {
            json!({"cuts": cuts, "tree": tree})
        } else {
            json!({"cuts": cuts, "forms": self.forms, "tree": tree})
        })
    }

    fn list(&mut self, steps: &[&Step], mut area: Area) -> Option<Json> {
        let mut entries = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            if self.clock.is_over() {
                return None;
            }
            if area.is_empty {
                return Some(json!(entries));
            }
            match step {
                Step::Load { level, upward, .. } => {
                    // The next step often says more of the same end.
                    let next = steps.get(number + 1);
                    let is_repeated = matches!(next, Some(Step::Load { level: l, upward: u, .. }) if (l, u) == (level, upward));
                    let tried = if is_repeated { self.cut_off(next?, &area) } else { None };
                    let done = tried.or_else(|| self.cut_off(step, &area));
                    if let Some((entry, left)) = done {
                        entries.push(entry);
                        area = left;
                    }
                }
                Step::Form { .. } => {}
                Step::Closed(leaf) => {
                    if self.holds(leaf, &area) {
                        entries.push(self.leaf(leaf));
                        return Some(json!(entries));
                    }
                }
                Step::Split { split: (level, at), below, above } => {
                    let at = digits(at * self.coordinates);
                    let value = at.parse::<f64>().ok()? / self.coordinates;
                    let lower: Vec<&Step> = self.trail.steps(*below).iter().collect();
                    let upper: Vec<&Step> = self.trail.steps(*above).iter().collect();
                    let lower = self.list(&lower, area.part(*level, value, false))?;
                    let upper = self.list(&upper, area.part(*level, value, true))?;
                    entries.push(json!({"level": level, "at": at, "below": lower, "above": upper}));
                    return Some(json!(entries));
                }
                Step::Divide { .. } => {}
            }
        }
        area.is_empty.then(|| json!(entries))
    }

    /// A load's end moved as far as the leaf of the step allows on this box.
    fn cut_off(&mut self, step: &Step, area: &Area) -> Option<(Json, Area)> {
        let Step::Load { level, upward, at, leaf } = step else { return None };
        let (low, high) = (area.region.low[*level], area.region.high[*level]);
        let end = if *upward { high } else { low };
        for share in GIVEN_WAY {
            let text = digits((at + share * (end - at)) * self.coordinates);
            let value = text.parse::<f64>().ok()? / self.coordinates;
            let moves = if *upward { value < high } else { value > low };
            if !moves || value < 0.0 {
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
        let reached = bound(leaf, self.beta, &area.region, self.coordinates, self.forms, &area.ranges);
        reached <= self.target
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

    fn beta_workers(&self, first: &[Step]) -> Option<usize> {
        let of = |step: &Step| match step {
            Step::Load { leaf, .. } | Step::Form { leaf, .. } | Step::Closed(leaf) => Some(leaf.slopes.len()),
            _ => None,
        };
        first.iter().chain(self.trail.steps(0)).find_map(of)
    }
}

/// Enough digits for a hint.
fn digits(x: f64) -> String {
    format!("{x:.9e}")
}
