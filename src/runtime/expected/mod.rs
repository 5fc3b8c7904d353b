//! The expected overall runtime of independent workers by quadrature, in inner units.

mod estimate;
mod levels;
mod mean_runtime;
mod power_tails;
mod range;
mod workers;

pub use estimate::{Estimate, Evaluation};
pub use mean_runtime::MeanRuntime;
