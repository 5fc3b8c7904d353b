//! Optimal redundancy for gradient computations with stragglers: block coordinate gradient coding,
//! evaluated exactly and optimised with certified gaps.
//!
//! An [`instance`] goes to a [`method`], which returns a [`solution`], which ends in a [`report`]:
//!
//! ```
//! use std::path::Path;
//!
//! use bcgc::instance::Instance;
//! use bcgc::problem::Options;
//! use bcgc::report::{self, Format};
//!
//! let instance = Instance::read(Path::new("examples/exponential-n4.toml"))?;
//! let methods = ["exact".to_owned(), "mean-time".to_owned()];
//! let report = report::solve(&instance, &methods, Options::default())?;
//! let best = &report.rows()[0];
//! assert_eq!(best.solution.partition.as_ref().map(|x| x.to_string()), Some("3,1,2,14".to_owned()));
//! assert!(best.gap.is_some_and(|gap| gap <= 1e-9));
//! print!("{}", report.render(Format::Markdown));
//! # Ok::<(), bcgc::error::Error>(())
//! ```
//!
//! The mathematics is in `docs/model.md`; comments refer to its sections.
#![forbid(unsafe_code)]
pub mod baseline;
pub mod clock;
pub mod completion;
pub mod encoding;
pub mod error;
pub mod exact;
pub mod input;
pub mod instance;
pub mod method;
pub mod partition;
pub mod problem;
pub mod progress;
pub mod relaxed;
pub mod report;
pub mod runtime;
pub mod scenario;
pub mod solution;
pub mod straggler;
pub mod table;

pub use clock::Cancel;
