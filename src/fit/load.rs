//! What the times of several loads say of the time of a cycle.

/// The times of one load.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Load {
    /// The load, in cycles.
    pub load: f64,
    /// The trace.
    pub trace: String,
    /// Median of the times.
    pub median: f64,
    /// Mean distance of the finite times from it.
    pub deviation: f64,
}

/// What the times of several loads say of the time that a load takes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Loads {
    /// The time of a cycle, the same for all.
    pub cycle_time: f64,
    /// Its standard error; none where the likelihood is not regular.
    pub standard_error: Option<f64>,
    /// The slope of the medians in the load, by least squares, which no law enters.
    pub slope: f64,
    /// The loads, ascending.
    pub loads: Vec<Load>,
    /// Rank correlation of the load with the distance of a time from the median of its load; none where there is no spread.
    pub spread: Option<f64>,
    /// Its two-sided p-value, by permutations of the distances.
    pub p_value: Option<f64>,
}

impl Loads {
    /// Whether it is rejected at one per cent that times spread alike at every load, as they do where the cycle time is
    /// constant.
    pub fn is_rejected(&self) -> bool {
        self.p_value.is_some_and(|p| p <= 0.01)
    }
}
