//! Gaps between values and bounds, and when they count as closed.
//!
//! Near certainty the difference of two probabilities says nothing: what matters there is the probability of failure,
//! and by how much it could still fall.

/// By how much a cost could still fall, relative to its bound; infinite where there is no positive bound.
pub fn relative(value: f64, bound: f64) -> f64 {
    if bound > 0.0 { (value / bound - 1.0).max(0.0) } else { f64::INFINITY }
}

/// By how much a probability of failure could still fall, relative to its bound: `late / least - 1`, without cancellation;
/// infinite where the bound is zero and the probability is not.
pub fn complement_gap(late: f64, least: f64) -> f64 {
    if late <= least { 0.0 } else { (late - least) / least }
}

/// The gaps at which a solution counts as optimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Relative for expected runtimes, absolute for probabilities.
    pub gap: f64,
    /// Relative to the complement of the bound, for probabilities.
    pub complement: f64,
}

impl Tolerance {
    /// The absolute gap allowed at a probability of failure, by the relative one.
    pub fn allowed(&self, late: f64) -> f64 {
        late - late / (1.0 + self.complement)
    }

    /// Whether a probability is closed that is `gap` below its bound, from the complements of both.
    pub fn closes(&self, gap: f64, late: f64, least: f64) -> bool {
        gap <= self.gap && complement_gap(late, least) <= self.complement
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_of_a_cost_needs_a_bound() {
        assert_eq!(relative(3.0, 2.0), 0.5);
        assert_eq!(relative(2.0, 2.0 + 1e-15), 0.0);
        assert_eq!([relative(3.0, 0.0), relative(3.0, -1.0)], [f64::INFINITY; 2]);
    }

    #[test]
    fn a_gap_near_certainty_is_that_of_the_complement() {
        let tolerance = Tolerance { gap: 1e-4, complement: 1e-2 };
        assert!(!tolerance.closes(5e-5, 5e-5, 0.0), "no bound but 1");
        assert!(!tolerance.closes(5e-5, 1e-4, 5e-5));
        assert!(tolerance.closes(1e-22, 1.001e-20, 1e-20));
        assert!(!tolerance.closes(2e-4, 0.5002, 0.5), "both must hold");
        assert!(tolerance.closes(0.0, 0.0, 0.0), "certain");
        assert_eq!(Tolerance { complement: f64::INFINITY, ..tolerance }.allowed(0.5), 0.5);
        let late = 1e-30;
        assert!((complement_gap(late, late - tolerance.allowed(late)) / 1e-2 - 1.0).abs() < 1e-12);
        assert_eq!(complement_gap(1e-300, 2e-300), 0.0);
        assert!((complement_gap(3e-300, 2e-300) - 0.5).abs() < 1e-15);
    }
}
