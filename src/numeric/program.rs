//! A mixed-integer linear program, stated once; good_lp hands the same model to any solver.

use good_lp::variable::UnsolvedProblem;
use good_lp::{Expression, ProblemVariables, SolverModel, Variable, constraint, variable};

/// Feasibility tolerance of solvers: primal, dual and of integers.
pub const FEASIBILITY: f64 = 1e-9;

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

impl Outcome {
    /// That of a solver stopped before it found anything.
    pub(super) fn nothing() -> Self {
        Self { values: None, bound: f64::NEG_INFINITY, solved: false }
    }
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

    /// The good_lp model for a solver, and its variables.
    pub(super) fn model<S: SolverModel>(
        &self,
        solver: impl FnOnce(UnsolvedProblem) -> S,
    ) -> (S, Vec<Variable>) {
        let mut variables = ProblemVariables::new();
        let columns: Vec<Variable> = self.columns.iter().map(|c| variables.add(c.definition())).collect();
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
}

impl Column {
    fn definition(&self) -> good_lp::VariableDefinition {
        let mut definition = variable();
        if self.integer {
            definition = definition.integer();
        }
        if self.low.is_finite() {
            definition = definition.min(self.low);
        }
        if self.high.is_finite() {
            definition = definition.max(self.high);
        }
        definition
    }
}
