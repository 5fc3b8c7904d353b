//! What keeps rounds from being measured.

use thiserror::Error;

use crate::wording;

/// Why a measurement did not begin, or ended before its time.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum MeasureError {
    /// A setting outside its range.
    #[error("{key} = {value}: {allowed}")]
    Setting {
        /// Name of the setting.
        key: &'static str,
        /// The value found.
        value: String,
        /// The permitted range.
        allowed: String,
    },
    /// A process could not be started.
    #[error("{who} could not be started: {reason}; ask for fewer processes")]
    Start {
        /// Which.
        who: String,
        /// The system's reason.
        reason: String,
    },
    /// A process ended while it was needed.
    #[error(
        "{who} (process {id}) ended {when}: {how}; start again, with fewer processes or coordinates if memory ran out"
    )]
    Ended {
        /// Which.
        who: String,
        /// Its number in the system.
        id: u32,
        /// In which round.
        when: String,
        /// Its exit status or the signal that ended it.
        how: String,
    },
    /// A worker did not answer in time.
    #[error(
        "{who} (process {id}) did not answer {when}, within {} s: it hangs, or the limit is too short for the work; give \
         more by answer-limit, or less work",
        wording::number(*.limit)
    )]
    Silent {
        /// Which.
        who: String,
        /// Its number in the system.
        id: u32,
        /// In which round.
        when: String,
        /// The limit in seconds.
        limit: f64,
    },
    /// It was cancelled before there was anything to keep.
    #[error("the measurement was stopped before the end of its first round: nothing is written")]
    Stopped,
}

/// [`MeasureError::Setting`] with this value.
pub(super) fn refused(key: &'static str, value: String, allowed: impl Into<String>) -> MeasureError {
    MeasureError::Setting { key, value, allowed: allowed.into() }
}
