//! The minimiser of a case: Newton steps over the moves that keep the fixed forms, blocks at zero held by a quadratic
//! program, the curvature corrected after every step (Broyden, Fletcher, Goldfarb and Shanno 1970).

use super::case::{Case, Outcome};
use super::geometry::Geometry;
use super::tangents::{Shared, Tangents};
use super::tree::Reason;
use crate::clock::Clock;
use crate::numeric::dense::inverse;
use crate::numeric::quadratic::{Answer, QuadraticProgram, minimise};
use crate::numeric::vector::{add, dot};

/// Evaluations of one case, at most.
const STEPS: usize = 12;
/// A loss to which more steps add nothing: rounding.
const NOISE: f64 = 2e-14;
/// How near a case that stays open comes to its minimum, in units of the loss that closes it.
const NEAR: f64 = 0.1;
/// Loss of a case that holds no partition.
const IMPOSSIBLE: f64 = 1.0;

/// Minimises over a case from a point nearby; `None` if the clock ends it before anything is known.
pub fn solve(
    geometry: &Geometry,
    tangents: &Tangents,
    case: &Case,
    from: &Shared,
    target: f64,
    clock: &Clock,
) -> Option<Outcome<Shared>> {
    let free = geometry.basis.len() - case.values.len();
    let mut model = Model { geometry, free, curvature: geometry.curvature.clone(), tangent: from.clone() };
    let mut best: Option<Outcome<Shared>> = None;
    let mut nearest = f64::INFINITY;
    let mut taken = 0;
    for step in 0..STEPS {
        let (point, held) = match model.next(&case.values)? {
            Next::Point(point, held) => (point, held),
            Next::Impossible(blocks) => {
                let multipliers = geometry.impossible(&from.slopes, &blocks, &case.values, IMPOSSIBLE);
                return Some(judged(geometry, case, from.clone(), multipliers));
            }
        };
        let Some(tangent) = tangents.at(point, geometry.total, clock) else { break };
        taken += 1;
        model.move_to(Shared::new(tangent));
        let outcome = model.outcome(case, &held);
        let loss = model.tangent.loss;
        let is_better = best.as_ref().is_none_or(|best| outcome.exact > best.exact);
        let left = loss - outcome.exact;
        if is_better {
            best = Some(outcome);
        }
        let known = best.as_ref()?;
        let is_open = loss < target && left <= NEAR * target.abs();
        let is_stuck = step > 2 && left > 0.5 * nearest;
        if known.beyond >= target || known.exact >= target || is_open || left <= NOISE || is_stuck {
            break;
        }
        nearest = nearest.min(left);
    }
    best.map(|best| Outcome { taken, ..best })
}

/// Where a step leads.
enum Next {
    /// A point, and the multipliers of the blocks that are held at zero.
    Point(Vec<f64>, Vec<f64>),
    /// No nonnegative blocks have the values: nonnegative multipliers of the blocks.
    Impossible(Vec<f64>),
}

/// A quadratic model of the loss around a point.
struct Model<'a> {
    geometry: &'a Geometry,
    /// Number of basis vectors that may move.
    free: usize,
    curvature: Vec<Vec<f64>>,
    tangent: Shared,
}

impl Model<'_> {
    fn image(&self, v: &[f64]) -> Vec<f64> {
        self.curvature.iter().map(|row| dot(row, v)).collect()
    }

    /// The minimiser of the model over the nonnegative blocks with the values; `None` where rounding forbids it.
    fn next(&self, values: &[i64]) -> Option<Next> {
        let geometry = self.geometry;
        let basis = &geometry.basis[..self.free];
        let point = &self.tangent.point;
        let mut shift = vec![0.0; point.len()];
        for ((form, vector), &value) in geometry.asked().zip(geometry.basis.iter().rev()).zip(values) {
            add(&mut shift, value as f64 - form.at(point), vector);
        }
        let bent = self.image(&shift);
        let slope: Vec<f64> =
            (self.tangent.slopes.iter().zip(&bent)).map(|(c, b)| c / geometry.total + b).collect();
        let images: Vec<Vec<f64>> = basis.iter().map(|v| self.image(v)).collect();
        let gram: Vec<Vec<f64>> = basis.iter().map(|b| images.iter().map(|i| dot(b, i)).collect()).collect();
        let rows: Vec<Vec<f64>> = (0..point.len()).map(|i| basis.iter().map(|v| v[i]).collect()).collect();
        let program = QuadraticProgram {
            inverse: &inverse(&gram)?,
            linear: &basis.iter().map(|b| dot(b, &slope)).collect::<Vec<_>>(),
            rows: &rows,
            constants: &point.iter().zip(&shift).map(|(x, s)| x + s).collect::<Vec<_>>(),
        };
        match minimise(&program)? {
            Answer::Infeasible { multipliers } => Some(Next::Impossible(multipliers)),
            Answer::Minimum { point: moves, multipliers } => {
                let held = |i: usize| multipliers[i] > 0.0;
                let at = |(i, constant): (usize, &f64)| {
                    if held(i) { 0.0 } else { (constant + dot(&rows[i], &moves)).max(0.0) }
                };
                Some(Next::Point(program.constants.iter().enumerate().map(at).collect(), multipliers))
            }
        }
    }

    /// Goes to a new point and corrects the curvature by the change of the slopes.
    fn move_to(&mut self, tangent: Shared) {
        let old = &self.tangent;
        let total = self.geometry.total;
        let step: Vec<f64> = tangent.point.iter().zip(&old.point).map(|(a, b)| a - b).collect();
        let change: Vec<f64> = tangent.slopes.iter().zip(&old.slopes).map(|(a, b)| (a - b) / total).collect();
        let image = self.image(&step);
        let (seen, expected) = (dot(&change, &step), dot(&image, &step));
        // Smaller changes are rounding errors.
        if expected > 1e3 * NOISE && seen > 0.2 * expected {
            for (i, row) in self.curvature.iter_mut().enumerate() {
                add(row, change[i] / seen, &change);
                add(row, -image[i] / expected, &image);
            }
        }
        self.tangent = tangent;
    }

    /// What the tangent proves, with the multipliers that belong to it.
    fn outcome(&self, case: &Case, held: &[f64]) -> Outcome<Shared> {
        let total = self.geometry.total;
        let slopes: Vec<f64> = self.tangent.slopes.iter().zip(held).map(|(c, m)| c / total - m).collect();
        let fixed = self.geometry.basis[self.free..].iter().rev();
        let multipliers: Vec<f64> = fixed.map(|vector| dot(vector, &slopes)).collect();
        judged(self.geometry, case, self.tangent.clone(), multipliers)
    }
}

fn judged(geometry: &Geometry, case: &Case, tangent: Shared, multipliers: Vec<f64>) -> Outcome<Shared> {
    let exact = geometry.bound(&tangent.slopes, &multipliers, &case.values);
    let is_allowed = multipliers.last().is_none_or(|&nu| case.side.allows(nu));
    let beyond = if is_allowed { exact } else { f64::NEG_INFINITY };
    Outcome { reason: Reason { ground: tangent, multipliers }, exact, beyond, taken: 0 }
}
