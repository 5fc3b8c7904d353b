//! Optimal redundancy for gradient computations with stragglers: block coordinate gradient coding,
//! evaluated exactly and optimised with certified gaps.
//!
//! An [`Instance`] is a [`System`], its stragglers (a [`Law`] or a [`Trace`]) and an [`Objective`]. [`solve`] runs
//! methods on it and returns a [`Report`]: a row each, with its gap to the best bound.
//!
//! ```
//! use bcgc::{ExpectedRuntime, Format, Instance, Options, ShiftedExponential, System, solve};
//!
//! let system = System::new(20, 20_000)?.with_samples(50)?;
//! let instance = Instance::new(system, ShiftedExponential::new(1e-3, 50.0)?, ExpectedRuntime)?;
//! let report = solve(&instance, &Options::default().with_methods(["relaxed", "mean-time"]))?;
//! let best = &report.rows()[0];
//! assert!(best.gap.is_some_and(|gap| gap <= 1e-7));
//! print!("{}", report.render(Format::Markdown));
//! # Ok::<(), bcgc::Error>(())
//! ```
//!
//! Encoding matrices are in [`encoding`], coded rounds in [`simulation`], laws fitted to measured times in [`fit`],
//! reference tables and figures in [`table`]; [`methods`] is for writing a method of one's own. The mathematics is in
//! `docs/model.md`; the proofs refer to its sections.
#![deny(unsafe_code)]

mod baseline;
pub mod certificate;
mod clock;
mod coding_parameters;
mod document_kind;
mod draw;
pub mod encoding;
mod error;
mod exact;
pub mod fit;
mod gap;
mod history;
mod input;
mod instance;
mod measure;
mod method;
mod method_family;
mod numeric;
mod options;
mod output;
mod partition;
mod plot;
mod problem;
mod relaxed;
mod report;
mod runtime;
mod shares;
pub mod simulation;
mod solution;
mod solve;
mod straggler;
pub mod table;
mod tex;
mod threads;
mod trace_deadline;
mod verdict;
mod wording;

pub use clock::{Cancel, Progress, Standing};
pub use coding_parameters::CodingParameters;
pub use draw::{DrawError, FigureFormat};
pub use error::{CodingParametersError, Detail, Error, PartitionError};
pub use history::{History, Iteration};
pub use input::{Delimiter, Names, Presence};
pub use instance::Objective::ExpectedRuntime;
pub use instance::{Instance, Objective, Overhead, Stragglers, System};
pub use options::{Options, Rounding, Split};
pub use partition::Partition;
pub use report::citation::cited;
pub use report::{Format, Proofs, Report, Row, Sampled};
pub use shares::Shares;
pub use solution::{Bound, Exact, Rigour, Solution, Status, Value};
pub use solve::{
    Distribution, Point, Question, distribution, draw, evaluate, evaluate_coding_parameters, solve,
};
pub use straggler::{
    ColumnRemedy, CycleTime, Gamma, HyperExponential, Law, LawError, LoadFile, LogNormal, LongColumns,
    Manner, Missing, MomentsError, Origin, PairRemedy, ParameterValue, Pareto, Quantity, Reading, RoundOrder,
    ShiftedExponential, Trace, TraceError, Uniform, Weibull,
};
pub use threads::{ThreadsError, on as on_threads};
pub use verdict::Verdict;

/// The methods that there are, and the types for one of your own.
pub mod methods {
    pub use crate::clock::Clock;
    pub use crate::method::{Answer, Method, Need, Run};
    pub use crate::method_family::MethodFamily;
    pub use crate::problem::Problem;
    pub use crate::runtime::evaluator::{Evaluator, Gradient};
    pub use crate::solve::methods::{BY_NAME, FAMILIES, METHODS, by_name, find, of};
    pub use crate::solve::run::run;
}

/// The rooms of the crate as they are, for its tests, benchmarks and command line. Nothing here is stable: names and
/// signatures change from version to version without a word.
pub mod internals {
    pub mod baseline {
        pub use crate::baseline::*;
    }
    pub mod certificate {
        pub use crate::certificate::{document::document, majorants::Majorants, panels::quadrature};
    }
    pub mod clock {
        pub use crate::clock::*;
    }
    pub mod document_kind {
        pub use crate::document_kind::DocumentKind;
    }
    pub mod exact {
        pub use crate::exact::*;
    }
    pub mod input {
        pub use crate::input::*;
    }
    pub mod instance {
        pub use crate::instance::*;
    }
    pub mod measure {
        pub use crate::measure::*;
    }
    pub mod numeric {
        pub use crate::numeric::*;
    }
    pub mod output {
        pub use crate::output::*;
    }
    pub mod plot {
        pub use crate::plot::log_log;
    }
    pub mod problem {
        pub use crate::problem::*;
    }
    pub mod relaxed {
        pub use crate::relaxed::*;
    }
    pub mod report {
        pub use crate::report::*;
    }
    pub mod runtime {
        pub use crate::runtime::*;
    }
    pub mod solve {
        pub use crate::solve::{GIVEN, SORTED};
    }
    pub mod straggler {
        pub use crate::straggler::*;
    }
    pub mod wording {
        pub use crate::wording::*;
    }
}
