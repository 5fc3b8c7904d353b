//! What the simulated rounds learn.

use serde::Serialize;

/// What is learned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Task {
    /// Least squares: half the sum of squared residuals.
    LinearRegression,
    /// Two classes, labels 0 and 1, or -1 and +1: the sum of logistic losses.
    LogisticRegression,
}
