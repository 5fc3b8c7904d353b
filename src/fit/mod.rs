//! Laws fitted to measured cycle times, how well they fit, and whether the times are independent and alike at all.
//!
//! [`fit`] takes [traces](crate::Trace) and returns [`Fits`]: for every law of the list the likeliest parameters with
//! their standard errors, its log-likelihood and Akaike criterion, and the Kolmogorov-Smirnov distance with a p-value
//! that knows that the parameters were fitted (parametric bootstrap); then the [checks](Check) of what all of that
//! assumes. [`estimate`] is one law of a [`Sample`]; [`fit_loads`] fits a cycle time and a law of the overhead to times of several
//! loads.
//!
//! ```
//! use bcgc::fit::{Sample, estimate};
//!
//! let times = (1..=200).map(|k| 30.0 - 50.0 * (k as f64 / 201.0).ln()).collect();
//! let found = estimate(&Sample::new(times)?, "shifted-exponential")?;
//! assert!((found.law.cycle_time().mean() - 80.0).abs() < 2.0);
//! # Ok::<(), bcgc::fit::FitError>(())
//! ```

mod bootstrap;
mod closed_forms;
mod dependence;
mod error;
mod estimate;
mod families;
mod family;
mod figure;
mod gamma;
mod hyper_exponential;
mod information;
mod likelihood;
mod load;
mod loads;
mod log_normal;
mod maximise;
mod repeated;
mod run;
mod sample;
mod shift;
mod weibull;

pub use bootstrap::Bootstrap;
pub use dependence::{Check, Question};
pub use error::FitError;
pub use estimate::{Estimate, Parameter, estimate};
pub use figure::draw;
pub use likelihood::{distance, log_likelihood};
pub use load::{Load, Loads};
pub use loads::fit_loads;
pub use run::{Fits, Fitted, Settings, fit};
pub use sample::Sample;
