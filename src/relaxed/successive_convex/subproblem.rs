//! The convex program of one iteration, as a conic program for Clarabel.
//!
//! Over `v = (u, w)`: minimise the surrogate of the objective subject to the surrogate of the reverse-convex
//! half of the budget, `sum_n 1/(a_n w_n) >= B`, and to the convex constraints
//! `e^{u_n + w_{n+1}} + e^{w_{n+1} - w_n} <= 1` for `n <= N-2` and `e^{u_{N-1}} + e^{-w_{N-1}} <= e^{-mu t0}`.
//!
//! The convex half of the budget, `sum_n 1/(a_n w_n) <= B`, is left out: more time `w` for every level is
//! better, so it never binds at a stationary point. Beside the linearised other half it would leave the
//! present point alone, and no program could move.

use clarabel::algebra::CscMatrix;
use clarabel::solver::SupportedConeT::{ExponentialConeT, NonnegativeConeT, SecondOrderConeT};
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SolverStatus, SupportedConeT};

/// A quadratic surrogate `value + slope . (v - center) + curvature |v - center|^2`.
#[derive(Debug, Clone, PartialEq)]
pub struct Surrogate {
    /// Value at the center.
    pub value: f64,
    /// Gradient there, length `2N`.
    pub slope: Vec<f64>,
    /// Curvature, positive.
    pub curvature: f64,
}

/// What stays the same from iteration to iteration.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constraints {
    /// Number of workers `N`.
    pub workers: usize,
    /// `mu t0`.
    pub shift: f64,
    /// `B = kappa L / (mu t)`.
    pub budget: f64,
}

/// How Clarabel ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The minimiser, length `2N`.
    Solved(Vec<f64>),
    /// No point satisfies the constraints.
    Infeasible,
    /// Neither a solution nor a proof that there is none.
    Stalled,
}

/// Minimises the objective's surrogate where that of the constraint is at most zero.
pub fn minimise(
    constraints: &Constraints,
    center: &[f64],
    objective: &Surrogate,
    constraint: &Surrogate,
) -> Outcome {
    let mut program = Program::new(constraints, center, constraint, false);
    for (i, slope) in objective.slope.iter().enumerate() {
        program.curvature[i] = 2.0 * objective.curvature;
        program.cost[i] = slope - 2.0 * objective.curvature * center[i];
    }
    program.solve()
}

/// Minimises the violation of the constraint's surrogate, for where it cannot be met.
pub fn minimise_violation(constraints: &Constraints, center: &[f64], constraint: &Surrogate) -> Outcome {
    let mut program = Program::new(constraints, center, constraint, true);
    let violation = program.cost.len() - 1;
    program.cost[violation] = 1.0;
    program.solve()
}

/// Columns `u`, `w`, pairs of exponentials, and the violation where wanted; rows by cones.
struct Program {
    variables: usize,
    curvature: Vec<f64>,
    cost: Vec<f64>,
    rows: Vec<usize>,
    columns: Vec<usize>,
    entries: Vec<f64>,
    right: Vec<f64>,
    cones: Vec<SupportedConeT<f64>>,
}

impl Program {
    fn new(constraints: &Constraints, center: &[f64], constraint: &Surrogate, relaxed: bool) -> Self {
        let n = constraints.workers;
        let columns = 4 * n + usize::from(relaxed);
        let mut program = Self {
            variables: 2 * n,
            curvature: vec![0.0; columns],
            cost: vec![0.0; columns],
            rows: Vec::new(),
            columns: Vec::new(),
            entries: Vec::new(),
            right: Vec::new(),
            cones: Vec::new(),
        };
        let violation = relaxed.then_some(4 * n);
        program.sums(n, violation);
        program.surrogate(center, constraint, violation);
        for level in 0..n {
            program.exponentials(constraints, level);
        }
        program
    }

    /// A row `right + sum coefficient * column` of the present cone.
    fn row(&mut self, right: f64, terms: &[(usize, f64)]) {
        for &(column, coefficient) in terms {
            self.rows.push(self.right.len());
            self.columns.push(column);
            // Clarabel's slack is `b - A x`.
            self.entries.push(-coefficient);
        }
        self.right.push(right);
    }

    /// Linear rows: each pair of exponentials sums to at most one; the violation is not negative.
    fn sums(&mut self, n: usize, violation: Option<usize>) {
        for i in 0..n {
            self.row(1.0, &[(2 * n + i, -1.0), (3 * n + i, -1.0)]);
        }
        if let Some(violation) = violation {
            self.row(0.0, &[(violation, 1.0)]);
        }
        self.cones.push(NonnegativeConeT(n + usize::from(violation.is_some())));
    }

    /// `curvature |v - center|^2 <= T = violation - value - slope . (v - center)` as
    /// `|(2 sqrt(curvature) (v - center), T - 1)| <= T + 1`.
    fn surrogate(&mut self, center: &[f64], constraint: &Surrogate, violation: Option<usize>) {
        let at_center: f64 = constraint.slope.iter().zip(center).map(|(s, c)| s * c).sum();
        let constant = at_center - constraint.value;
        let mut terms: Vec<(usize, f64)> = constraint.slope.iter().map(|s| -s).enumerate().collect();
        terms.extend(violation.map(|violation| (violation, 1.0)));
        let root = 2.0 * constraint.curvature.sqrt();
        self.row(constant + 1.0, &terms);
        for (i, c) in center.iter().enumerate() {
            self.row(-root * c, &[(i, root)]);
        }
        self.row(constant - 1.0, &terms);
        self.cones.push(SecondOrderConeT(center.len() + 2));
    }

    /// The two exponentials of a level; those of the last one in units of `e^{-mu t0}`.
    fn exponentials(&mut self, constraints: &Constraints, level: usize) {
        let n = constraints.workers;
        let (u, w) = (level, n + level);
        let last = level + 1 == n;
        let (first, second, shift): (Vec<_>, Vec<_>, f64) = if last {
            (vec![(u, 1.0)], vec![(w, -1.0)], constraints.shift)
        } else {
            (vec![(u, 1.0), (w + 1, 1.0)], vec![(w, -1.0), (w + 1, 1.0)], 0.0)
        };
        for (terms, column) in [(first, 2 * n + level), (second, 3 * n + level)] {
            self.row(shift, &terms);
            self.row(1.0, &[]);
            self.row(0.0, &[(column, 1.0)]);
            self.cones.push(ExponentialConeT());
        }
    }

    fn solve(self) -> Outcome {
        let columns = self.cost.len();
        let diagonal: Vec<usize> = (0..columns).filter(|&i| self.curvature[i] > 0.0).collect();
        let quadratic = CscMatrix::new_from_triplets(
            columns,
            columns,
            diagonal.clone(),
            diagonal.clone(),
            diagonal.iter().map(|&i| self.curvature[i]).collect(),
        );
        let matrix =
            CscMatrix::new_from_triplets(self.right.len(), columns, self.rows, self.columns, self.entries);
        let settings = DefaultSettings { verbose: false, ..DefaultSettings::default() };
        let Ok(mut solver) =
            DefaultSolver::new(&quadratic, &self.cost, &matrix, &self.right, &self.cones, settings)
        else {
            return Outcome::Stalled;
        };
        solver.solve();
        let mut v = solver.solution.x;
        v.truncate(self.variables);
        match solver.solution.status {
            SolverStatus::Solved | SolverStatus::AlmostSolved if v.iter().all(|v| v.is_finite()) => {
                Outcome::Solved(v)
            }
            SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => Outcome::Infeasible,
            _ => Outcome::Stalled,
        }
    }
}
