//! An axis as it is asked for.

use crate::draw::Words;

/// An axis.
#[derive(Debug, Clone, Default)]
pub struct Axis {
    /// What it shows, with the unit.
    pub label: Words,
    /// Whether it is logarithmic.
    pub log: bool,
    /// Its lower end, where one is given.
    pub min: Option<f64>,
    /// Its upper end, where one is given.
    pub max: Option<f64>,
    /// Its ticks, where they are given.
    pub ticks: Vec<f64>,
    /// Whether its values are whole numbers.
    pub is_whole: bool,
    /// Whether it begins at zero: that of bars.
    pub from_zero: bool,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: Words) -> Self {
        Self { label, ..Self::default() }
    }
}
