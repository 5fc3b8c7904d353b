//! Laws of the CPU cycle time `T` of a worker (the general partial straggler model of [WCLZX23]).
//!
//! One file a law. Every law is described by its essential infimum `t0` and by the law of the
//! *excess* `Y = T - t0 >= 0`: working with the excess keeps full relative accuracy where
//! `T - t0` is tiny against `t0`, which is where order statistics of fast workers live.
//!
//! A new law is one file here with a `SPEC` and one line in [`LAWS`]; [`Uniform`] is the smallest one
//! to copy. The conformance suite `tests/laws` then asks for test parameters and runs on it.
//!
//! [WCLZX23]: https://arxiv.org/abs/2206.02450

mod clocks;
mod cycle_time;
mod erlang;
mod error;
mod exponential;
mod first_column;
mod gamma;
mod hyper_exponential;
mod law;
mod laws;
mod load_line;
mod loads;
mod log_normal;
mod long_columns;
mod long_table;
mod marks;
mod moments;
mod no_workers;
mod numbers;
mod origin;
mod other_columns;
mod pairing;
mod pareto;
mod quantity;
mod reading;
mod remedy;
mod round_order;
mod sentences;
mod spec;
mod time_stamps;
mod trace;
mod trace_columns;
mod trace_error;
mod trace_reader;
mod uniform;
pub(crate) mod units;
mod weibull;

pub use cycle_time::{CycleTime, Family, open_unit, tail_excess};
pub use error::LawError;
pub use exponential::ShiftedExponential;
pub use gamma::Gamma;
pub use hyper_exponential::HyperExponential;
pub use law::Law;
pub use laws::LAWS;
pub use loads::of_loads;
pub use log_normal::LogNormal;
pub use moments::{MomentsError, parameters as parameters_from_mean};
pub use origin::{LoadFile, LongColumns, Origin, RoundOrder};
pub use pareto::Pareto;
pub use quantity::Quantity;
pub use reading::{Missing, Reading};
pub use remedy::{CellRemedy, ColumnRemedy, Manner, PairRemedy, WidthRemedy};
pub use spec::{LawSpec, ListedLaw, ParameterSpec, ParameterValue};
pub use trace::Trace;
pub use trace_error::TraceError;
pub use uniform::Uniform;
pub use weibull::Weibull;
