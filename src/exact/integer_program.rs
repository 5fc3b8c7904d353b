//! A mixed-integer linear program, stated once with good_lp and handed to a solver.
//!
//! HiGHS is the solver; with the feature `microlp` the same model goes to the pure-Rust microlp, an
//! independent judge in the tests. good_lp reports no dual bound, so after modelling its HiGHS model
//! is taken out and run directly, with every option set anew.

use std::time::Duration;

use good_lp::solvers::highs::highs;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, constraint, variable};
use highs::HighsModelStatus;

use crate::error::Error;

/// A column: its cost, bounds and whether it is an integer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Coefficient in the objective, which is minimised.
    pub cost: f64,
    /// Lower bound; minus infinity if there is none.
    pub low: f64,
    /// Upper bound; infinity if there is none.
    pub high: f64,
    /// Whether only integers are feasible.
    pub integer: bool,
}

/// A row `sum coefficient * column >= low`, or equal to `low`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Column numbers and their coefficients.
    pub terms: Vec<(usize, f64)>,
    /// Right-hand side.
    pub low: f64,
    /// Whether the row is an equation.
    pub equation: bool,
}

/// The program: minimise the cost over the rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntegerProgram {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// When a solver may stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Absolute gap between objective and dual bound.
    pub absolute_gap: f64,
    /// Wall-clock time.
    pub time: Duration,
}

/// What a solver found.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Values of the columns; `None` if the limits came before a feasible point.
    pub values: Option<Vec<f64>>,
    /// Lower bound on the optimum, as the solver computes it in floating point.
    pub bound: f64,
    /// Whether the solver ended by itself, within the gap.
    pub solved: bool,
}

impl IntegerProgram {
    /// Adds a column and returns its number.
    pub fn column(&mut self, cost: f64, low: f64, high: f64, integer: bool) -> usize {
        self.columns.push(Column { cost, low, high, integer });
        self.columns.len() - 1
    }

    /// Adds the row `sum terms >= low`.
    pub fn at_least(&mut self, terms: Vec<(usize, f64)>, low: f64) {
        self.rows.push(Row { terms, low, equation: false });
    }

    /// Adds the row `sum terms = value`.
    pub fn equal(&mut self, terms: Vec<(usize, f64)>, value: f64) {
        self.rows.push(Row { terms, low: value, equation: true });
    }

    /// Objective at a point.
    pub fn objective(&self, values: &[f64]) -> f64 {
        self.columns.iter().zip(values).map(|(column, value)| column.cost * value).sum()
    }

    /// The good_lp model for a solver.
    fn model<S: SolverModel>(
        &self,
        solver: impl FnOnce(good_lp::variable::UnsolvedProblem) -> S,
    ) -> (S, Vec<Variable>) {
        let mut variables = ProblemVariables::new();
        let columns: Vec<Variable> = self
            .columns
            .iter()
            .map(|column| {
                let mut definition = variable();
                if column.integer {
                    definition = definition.integer();
                }
                if column.low.is_finite() {
                    definition = definition.min(column.low);
                }
                if column.high.is_finite() {
                    definition = definition.max(column.high);
                }
                variables.add(definition)
            })
            .collect();
        let sum = |terms: &[(usize, f64)]| -> Expression { terms.iter().map(|&(j, a)| a * columns[j]).sum() };
        let cost: Vec<(usize, f64)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| c.cost != 0.0)
            .map(|(j, c)| (j, c.cost))
            .collect();
        let mut model = solver(variables.minimise(sum(&cost)));
        for row in &self.rows {
            let left = sum(&row.terms);
            model.add_constraint(if row.equation {
                constraint::eq(left, row.low)
            } else {
                constraint::geq(left, row.low)
            });
        }
        (model, columns)
    }

    /// Solves with HiGHS, from a feasible point if one is known. One thread and a fixed seed: the
    /// answer is the same from run to run unless the time limit strikes.
    ///
    /// # Errors
    /// When HiGHS refuses the model or finds it infeasible or unbounded.
    pub fn solve_with_highs(&self, limits: Limits, start: Option<&[f64]>) -> Result<Outcome, Error> {
        let failed = |reason: String| Error::Solver { solver: "HiGHS", reason };
        let (model, _) = self.model(highs);
        let mut model = model.try_into_inner().map_err(|e| failed(e.to_string()))?;
        model.make_quiet();
        let mut set = |name: &'static str, value: f64| {
            model.try_set_option(name, value).map_err(|_| failed(format!("does not take {name} = {value}")))
        };
        set("mip_rel_gap", 0.0)?;
        set("mip_abs_gap", limits.absolute_gap)?;
        set("time_limit", limits.time.as_secs_f64())?;
        set("primal_feasibility_tolerance", 1e-9)?;
        set("dual_feasibility_tolerance", 1e-9)?;
        set("mip_feasibility_tolerance", 1e-9)?;
        set("small_matrix_value", 1e-12)?;
        for (name, value) in [("threads", 1), ("random_seed", 0)] {
            model
                .try_set_option(name, value)
                .map_err(|_| failed(format!("does not take {name} = {value}")))?;
        }
        if let Some(start) = start {
            // A start that HiGHS does not take costs time, not correctness.
            let _ = model.try_set_solution(Some(start), None, None, None);
        }
        let solved = model.try_solve().map_err(|status| failed(format!("{status:?}")))?;
        let status = solved.status();
        let integers = self.columns.iter().any(|c| c.integer);
        let feasible = solved.primal_solution_status() == highs::HighsSolutionStatus::Feasible;
        let values = feasible.then(|| solved.get_solution().columns().to_vec());
        let bound = match (integers, status) {
            (true, _) => solved.double_info_value(c"mip_dual_bound").unwrap_or(f64::NEG_INFINITY),
            (false, HighsModelStatus::Optimal) => solved.objective_value(),
            (false, _) => f64::NEG_INFINITY,
        };
        match status {
            HighsModelStatus::Optimal => Ok(Outcome { values, bound, solved: true }),
            HighsModelStatus::ReachedTimeLimit
            | HighsModelStatus::ReachedIterationLimit
            | HighsModelStatus::ReachedSolutionLimit
            | HighsModelStatus::ReachedInterrupt => Ok(Outcome { values, bound, solved: false }),
            other => Err(failed(format!("ended with status {other:?}"))),
        }
    }

    /// Solves with microlp, which has no gap and reports no bound of its own: a solved program's
    /// bound is its objective.
    ///
    /// # Errors
    /// When microlp refuses the model or finds it infeasible or unbounded.
    #[cfg(feature = "microlp")]
    pub fn solve_with_microlp(&self) -> Result<Outcome, Error> {
        use good_lp::Solution as _;
        let (model, columns) = self.model(good_lp::solvers::microlp::microlp);
        let solution =
            model.solve().map_err(|e| Error::Solver { solver: "microlp", reason: e.to_string() })?;
        let values: Vec<f64> = columns.iter().map(|&column| solution.value(column)).collect();
        let bound = self.objective(&values);
        Ok(Outcome { values: Some(values), bound, solved: true })
    }
}
