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
}

impl Quantity {
    /// What is wrong with a number, if anything.
    pub(super) fn fault(self, x: f64) -> Option<&'static str> {
        match x {
            x if x.is_nan() => Some(
                "is NaN: leave out what was not measured, and write inf for a worker that never returned",
            ),
            x if x < 0.0 && self != Self::CycleTimes => Some("is below zero"),
            x if x <= 0.0 && self == Self::CycleTimes => Some("is not above zero"),
            _ => None,
        }
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
            Self::LoadTimes => {
                "the time of a load must be a finite number >= 0, or inf for a worker that never returns"
            }
        }
    }

    /// The table of an instance file that says how its numbers are read.
    pub(super) fn section(self) -> &'static str {
        match self {
            Self::CycleTimes | Self::LoadTimes => "[stragglers]",
            Self::Overheads => "[overhead]",
        }
    }
}
