//! Sums to about one rounding, however many terms they have (Neumaier 1974).

/// A running sum.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compensated {
    sum: f64,
    lost: f64,
}

impl Compensated {
    /// Adds a term.
    pub fn add(&mut self, term: f64) {
        let next = self.sum + term;
        let (large, small) = if self.sum.abs() > term.abs() { (self.sum, term) } else { (term, self.sum) };
        self.lost += (large - next) + small;
        self.sum = next;
    }

    /// The sum so far.
    pub fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// The sum of some terms.
pub fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    let mut sum = Compensated::default();
    terms.for_each(|term| sum.add(term));
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn nothing_is_lost_beside_large_terms() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100].into_iter()), 2.0);
        assert_eq!(sum((0..10).map(|_| 0.1)), 1.0);
    }
}
