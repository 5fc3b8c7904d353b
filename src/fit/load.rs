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
    /// Whether it is as large as the least time lets it be, so that some overhead is next to nothing.
    pub is_at_limit: bool,
    /// Whether it is the mean slope of a worker's times in a round, as where the rank correlation is above 1/2: the difference of two
    /// loads then varies less than the times. Otherwise it is the likeliest one of the best law.
    pub is_within_rounds: bool,
    /// The slope of the medians in the load, by least squares, which no law enters.
    pub slope: f64,
    /// The loads, ascending.
    pub loads: Vec<Load>,
    /// Whether the loads are taken to be of the same rounds, as those with equally many rounds are: what a worker took in one
    /// counts once.
    pub same_rounds: bool,
    /// Rank correlation of the overheads of a worker in a round between two loads, the mean over the pairs; none where rounds are
    /// not the same, or times do not vary.
    pub correlation: Option<f64>,
    /// Rank correlation of the load with the distance of a time from the median of its worker at that load; none where there is no
    /// spread.
    pub spread: Option<f64>,
    /// Its two-sided p-value, by permutations of the distances.
    pub p_value: Option<f64>,
}

impl Loads {
    /// Two loads next to each other of which the larger has the smaller median, if there are any.
    pub fn falling(&self) -> Option<(&Load, &Load)> {
        let pairs = self.loads.windows(2).map(|pair| (&pair[0], &pair[1]));
        pairs.filter(|(less, more)| less.load < more.load).find(|(less, more)| more.median < less.median)
    }

    /// Whether it is rejected at one per cent that times spread alike at every load, as they do where the cycle time is
    /// constant.
    pub fn is_rejected(&self) -> bool {
        self.p_value.is_some_and(|p| p <= 0.01)
    }
}
