//! Rounds of coded gradient computation on real data.
//!
//! In every round each worker computes its partial derivatives block after block and sends one coded
//! vector a block; the master decodes each block from the first N-s vectors, compares the gradient with the
//! one computed directly, and takes a step of gradient descent along the decoded one. The time at which
//! the last block is decoded is compared with the formula of the overall runtime.

mod completion;
mod data_table;
mod dataset;
mod engine;
pub(crate) mod error;
mod exact;
mod figure;
mod float;
mod outcome;
mod play;
pub mod run;
mod settings;
mod task;
mod timeline;
mod timing;
mod vectors;

pub use completion::Completion;
pub use dataset::Dataset;
pub use error::SimulationError;
pub use figure::draw as draw_timeline;
pub use outcome::{Agreement, Lost, RoundResult, Simulation};
pub use play::{simulate, simulate_with_overheads};
pub use run::{Run, run};
pub use settings::{Arithmetic, Settings};
pub use task::Task;
pub use timeline::{Bar, Row, Timeline};
pub use timing::RoundTimes;
