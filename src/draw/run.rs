//! Letters of one kind, next to each other.

/// Size of a script, in units of the size of the words.
pub const SCRIPT: f64 = 0.72;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// On the line.
    #[default]
    Line,
    /// As an exponent.
    Raised,
    /// As an index.
    Lowered,
}

impl Level {
    /// How far above the line, and how large, for words of size 1.
    pub fn shape(self) -> (f64, f64) {
        match self {
            Self::Line => (0.0, 1.0),
            Self::Raised => (0.36, SCRIPT),
            Self::Lowered => (-0.18, SCRIPT),
        }
    }
}

/// Letters of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The letters.
    pub letters: String,
    /// Whether they are italic: variables.
    pub is_italic: bool,
    /// Where they stand.
    pub level: Level,
}
