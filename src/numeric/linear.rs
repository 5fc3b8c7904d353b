//! A linear program as it is first stated, and how its solution ends.

/// The program: minimise the cost over columns and rows with bounds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinearProgram {
    /// Cost, lower and upper bound of every column.
    pub columns: Vec<(f64, f64, f64)>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row `low <= sum coefficient * column <= high`.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Column numbers and their coefficients.
    pub terms: Vec<(usize, f64)>,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl LinearProgram {
    /// Adds a column and returns its number.
    pub fn column(&mut self, cost: f64, low: f64, high: f64) -> usize {
        self.columns.push((cost, low, high));
        self.columns.len() - 1
    }

    /// Adds a row.
    pub fn row(&mut self, row: Row) {
        self.rows.push(row);
    }
}

impl Row {
    /// `sum terms <= high`.
    pub fn at_most(terms: impl IntoIterator<Item = (usize, f64)>, high: f64) -> Self {
        Self { terms: terms.into_iter().collect(), low: f64::NEG_INFINITY, high }
    }

    /// `sum terms >= low`.
    pub fn at_least(terms: impl IntoIterator<Item = (usize, f64)>, low: f64) -> Self {
        Self { terms: terms.into_iter().collect(), low, high: f64::INFINITY }
    }

    /// `sum terms = value`.
    pub fn equal(terms: impl IntoIterator<Item = (usize, f64)>, value: f64) -> Self {
        Self { terms: terms.into_iter().collect(), low: value, high: value }
    }
}

/// How a solve ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended {
    /// With an optimum, within the tolerances.
    Optimal(Point),
    /// No point is feasible, as the solver sees it.
    Infeasible,
    /// The clock ended it.
    Stopped,
    /// In another way, which the solver names.
    Otherwise(String),
}

/// An optimum.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Values of the columns.
    pub values: Vec<f64>,
    /// Multipliers of the rows; nonnegative for `>=`, nonpositive for `<=`.
    pub duals: Vec<f64>,
}
