//! Strictly convex quadratic programs over a polyhedron, by the dual active-set method of Goldfarb and Idnani (1983):
//! it needs no feasible point to start from, and says why there is none.

use super::dense::inverse;
use super::vector::{add, dot};

/// Violations up to this, relative to the constants of the constraints, are none.
const VIOLATION: f64 = 1e-11;
/// A constraint whose gradient is this small in the metric, relative to its own, depends on the active ones.
const DEPENDENT: f64 = 1e-12;
/// Steps a constraint after which the method gives up.
const STEPS: usize = 40;

/// Minimise `u.G u / 2 + a.u` subject to `constants + rows u >= 0`.
#[derive(Debug)]
pub struct QuadraticProgram<'a> {
    /// The inverse of `G`, symmetric positive definite.
    pub inverse: &'a [Vec<f64>],
    /// `a`.
    pub linear: &'a [f64],
    /// A row a constraint.
    pub rows: &'a [Vec<f64>],
    /// A constant a constraint.
    pub constants: &'a [f64],
}

/// What a quadratic program came to; multipliers are nonnegative, one a constraint.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The minimiser, with `G u + a = rows^T multipliers`.
    Minimum {
        /// `u`.
        point: Vec<f64>,
        /// Zero where a constraint is slack.
        multipliers: Vec<f64>,
    },
    /// No point is feasible: `rows^T multipliers = 0` and `constants.multipliers < 0`.
    Infeasible {
        /// The reason.
        multipliers: Vec<f64>,
    },
}

/// Solves the program; `None` where rounding errors keep the method from an end.
pub fn minimise(program: &QuadraticProgram) -> Option<Answer> {
    let size = program.constants.iter().fold(1.0, |most: f64, c| most.max(c.abs()));
    let mut state = State {
        program,
        point: program.inverse.iter().map(|row| -dot(row, program.linear)).collect(),
        active: Vec::new(),
        multipliers: Vec::new(),
    };
    for _ in 0..STEPS * (1 + program.rows.len()) {
        let Some((worst, slack)) = state.most_violated() else { return Some(state.minimum()) };
        if slack >= -VIOLATION * size {
            return Some(state.minimum());
        }
        if let Some(reason) = state.add(worst)? {
            return Some(reason);
        }
    }
    None
}

/// The minimiser over the active constraints, and their multipliers.
struct State<'a> {
    program: &'a QuadraticProgram<'a>,
    point: Vec<f64>,
    active: Vec<usize>,
    multipliers: Vec<f64>,
}

impl State<'_> {
    fn slack(&self, i: usize) -> f64 {
        self.program.constants[i] + dot(&self.program.rows[i], &self.point)
    }

    fn most_violated(&self) -> Option<(usize, f64)> {
        let idle = (0..self.program.rows.len()).filter(|i| !self.active.contains(i));
        idle.map(|i| (i, self.slack(i))).min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn minimum(self) -> Answer {
        let multipliers = self.spread();
        Answer::Minimum { point: self.point, multipliers }
    }

    /// The multipliers, one a constraint.
    fn spread(&self) -> Vec<f64> {
        let mut all = vec![0.0; self.program.rows.len()];
        for (&i, &m) in self.active.iter().zip(&self.multipliers) {
            all[i] = m;
        }
        all
    }

    /// Makes a violated constraint active; those in its way leave. Returns why none can be met together, if so, and
    /// `None` where rounding errors decide.
    fn add(&mut self, entering: usize) -> Option<Option<Answer>> {
        let mut weight = 0.0;
        for _ in 0..STEPS + self.active.len() {
            let (direction, shifts) = self.directions(entering)?;
            let row = &self.program.rows[entering];
            let curvature = dot(row, &direction);
            let own = dot(row, &self.image(row));
            let leaving = (0..self.active.len())
                .filter(|&k| shifts[k] > 0.0)
                .map(|k| (k, self.multipliers[k] / shifts[k]))
                .min_by(|a, b| a.1.total_cmp(&b.1));
            let full =
                if curvature > DEPENDENT * own { Some(-self.slack(entering) / curvature) } else { None };
            let step = match (leaving, full) {
                (None, None) => {
                    let mut reason = vec![0.0; self.program.rows.len()];
                    reason[entering] = 1.0;
                    for (&i, &shift) in self.active.iter().zip(&shifts) {
                        reason[i] = (-shift).max(0.0);
                    }
                    return Some(Some(Answer::Infeasible { multipliers: reason }));
                }
                (Some((_, partial)), Some(full)) => partial.min(full),
                (Some((_, partial)), None) => partial,
                (None, Some(full)) => full,
            };
            if full.is_some() {
                add(&mut self.point, step, &direction);
            }
            for (m, shift) in self.multipliers.iter_mut().zip(&shifts) {
                *m = (*m - step * shift).max(0.0);
            }
            weight += step;
            if full == Some(step) {
                self.active.push(entering);
                self.multipliers.push(weight);
                return Some(None);
            }
            let (gone, _) = leaving?;
            self.active.remove(gone);
            self.multipliers.remove(gone);
        }
        None
    }

    fn image(&self, row: &[f64]) -> Vec<f64> {
        self.program.inverse.iter().map(|line| dot(line, row)).collect()
    }

    /// Where the minimiser moves, and how fast the multipliers fall, as the entering constraint gains weight.
    fn directions(&self, entering: usize) -> Option<(Vec<f64>, Vec<f64>)> {
        let rows = &self.program.rows;
        let mut direction = self.image(&rows[entering]);
        if self.active.is_empty() {
            return Some((direction, Vec::new()));
        }
        let images: Vec<Vec<f64>> = self.active.iter().map(|&i| self.image(&rows[i])).collect();
        let gram: Vec<Vec<f64>> = (self.active.iter())
            .map(|&i| images.iter().map(|image| dot(&rows[i], image)).collect())
            .collect();
        let right: Vec<f64> = self.active.iter().map(|&i| dot(&rows[i], &direction)).collect();
        let shifts: Vec<f64> = inverse(&gram)?.iter().map(|line| dot(line, &right)).collect();
        for (image, shift) in images.iter().zip(&shifts) {
            add(&mut direction, -shift, image);
        }
        Some((direction, shifts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(linear: &[f64], rows: &[Vec<f64>], constants: &[f64]) -> Option<Answer> {
        let inverse = [vec![1.0, 0.0], vec![0.0, 0.5]];
        minimise(&QuadraticProgram { inverse: &inverse, linear, rows, constants })
    }

    #[test]
    fn minimisers_meet_the_conditions_of_optimality() {
        // (u - 3)^2/2 + (v + 1)^2 over v >= 0 and u + v <= 2.
        let rows = [vec![0.0, 1.0], vec![-1.0, -1.0]];
        let answer = solve(&[-3.0, 2.0], &rows, &[0.0, 2.0]);
        let Some(Answer::Minimum { point, multipliers }) = answer else { panic!("{answer:?}") };
        assert!((point[0] - 2.0).abs() < 1e-12 && point[1].abs() < 1e-12, "{point:?}");
        assert!(
            (multipliers[1] - 1.0).abs() < 1e-12 && (multipliers[0] - 3.0).abs() < 1e-12,
            "{multipliers:?}"
        );
        let free = solve(&[-3.0, 2.0], &[], &[]);
        assert_eq!(free, Some(Answer::Minimum { point: vec![3.0, -1.0], multipliers: vec![] }));
    }

    #[test]
    fn a_constraint_that_is_in_the_way_leaves() {
        // u^2/2 + v^2 over u + v >= 2 and u/2 >= 3/2: the first enters first, and is slack in the end.
        let rows = [vec![1.0, 1.0], vec![0.5, 0.0]];
        let answer = solve(&[0.0, 0.0], &rows, &[-2.0, -1.5]);
        let Some(Answer::Minimum { point, multipliers }) = answer else { panic!("{answer:?}") };
        assert!((point[0] - 3.0).abs() < 1e-12 && point[1].abs() < 1e-12, "{point:?}");
        assert!(multipliers[0] == 0.0 && (multipliers[1] - 6.0).abs() < 1e-12, "{multipliers:?}");
    }

    #[test]
    fn an_infeasible_program_says_why() {
        // u >= 1 and u <= 0.
        let rows = [vec![1.0, 0.0], vec![-1.0, 0.0]];
        let answer = solve(&[0.0, 0.0], &rows, &[-1.0, 0.0]);
        let Some(Answer::Infeasible { multipliers }) = answer else { panic!("{answer:?}") };
        assert!(multipliers.iter().all(|m| *m >= 0.0) && multipliers[0] > 0.0);
        assert!((multipliers[0] - multipliers[1]).abs() < 1e-12);
    }
}
