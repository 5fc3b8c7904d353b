//! HiGHS, the one place that talks to it: integer programs, and linear programs that live on from solve to solve.
//!
//! Every solve has one thread, a fixed seed and a clock; options are in `options.rs`. Nothing here depends on chance or
//! on the machine as long as no clock strikes. Without the feature `highs` nothing here is there to be built:
//! [`AVAILABLE`] says so, and a session is refused with a remedy.

#[cfg(feature = "highs")]
mod binding;
#[cfg(feature = "highs")]
mod integer;
#[cfg(feature = "highs")]
mod options;
#[cfg(feature = "highs")]
mod session;
#[cfg(not(feature = "highs"))]
#[path = "absent.rs"]
mod session;

#[cfg(feature = "highs")]
pub use integer::solve;
pub use session::Session;

/// Whether HiGHS is built in.
pub const AVAILABLE: bool = cfg!(feature = "highs");

/// Its version; none where it is not built in.
pub fn version() -> Option<String> {
    #[cfg(feature = "highs")]
    return Some(options::version());
    #[cfg(not(feature = "highs"))]
    None
}
