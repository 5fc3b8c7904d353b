//! What the numbers of a trace are, and what they may be.

/// What the numbers of a trace are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantity {
    /// Times of a cycle: above zero.
    #[default]
    CycleTimes,
    /// Times before any work is done: from zero on.
    Overheads,
    /// Times at which a load is done, the load 0 among them: from zero on.
    LoadTimes,
    /// The same where laws are fitted to them, none of which has a time of zero: above zero.
    FittedLoadTimes,
}

impl Quantity {
    /// What is wrong with a number, if anything.
    pub(super) fn fault(self, x: f64) -> Option<&'static str> {
        match x {
            x if x.is_nan() => Some(
                "is NaN: leave out what was not measured, and write inf for a worker that never returned",
            ),
            x if x < 0.0 && !self.is_positive() => Some("is below zero"),
            x if x <= 0.0 && self.is_positive() => Some("is not above zero"),
            _ => None,
        }
    }

    fn is_positive(self) -> bool {
        matches!(self, Self::CycleTimes | Self::FittedLoadTimes)
    }

    /// What every number must be.
    pub(super) fn permitted(self) -> &'static str {
        match self {
            Self::CycleTimes => {
                "a cycle time must be a finite number > 0, or inf for a worker that never returns"
            }
            Self::Overheads => {
                "an overhead must be a finite number >= 0, or inf for a worker that never returns"
            }
            Self::FittedLoadTimes => {
                "the time of a load must be a finite number > 0, or inf for a worker that never returns"
            }
            Self::LoadTimes => {
                "the time of a load must be a finite number >= 0, or inf for a worker that never returns"
            }
        }
    }

    /// The table of an instance file that says how its numbers are read.
    pub(super) fn section(self) -> &'static str {
        match self {
            Self::CycleTimes | Self::LoadTimes | Self::FittedLoadTimes => "[stragglers]",
            Self::Overheads => "[overhead]",
        }
    }
}
