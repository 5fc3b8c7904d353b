//! How long a walk over all partitions of an instance over a trace is, and whether it comes before integer programs.

/// Partitions times rows of the trace up to which the walk is taken.
const MOST: f64 = 2e7;
/// Levels up to which it is: it is as deep as they are many.
const MOST_LEVELS: usize = 64;
/// Rounds from which the walk comes first, if it is short: with fewer an integer program is solved in a moment.
const MANY_ROUNDS: usize = 100;

/// Levels that may hold coordinates, the coordinates, and the rows of the trace.
#[derive(Debug, Clone, Copy)]
pub struct WalkLength {
    pub levels: usize,
    pub coordinates: u64,
    pub rows: usize,
}

impl WalkLength {
    /// Whether all partitions can be tried.
    pub fn is_short(self) -> bool {
        self.levels <= MOST_LEVELS && self.partitions() * self.rows as f64 <= MOST
    }

    /// Whether there are so many rounds for so few partitions that all are tried sooner than a program is stated.
    pub fn is_shorter_than_a_program(self) -> bool {
        self.rows >= MANY_ROUNDS && self.is_short()
    }

    /// How many partitions there are, roughly.
    fn partitions(self) -> f64 {
        (1..self.levels).map(|k| (self.coordinates as f64 + k as f64) / k as f64).product()
    }
}
