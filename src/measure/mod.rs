//! Rounds of worker processes on this machine, measured: each computes real partial derivatives, and the times at which its
//! answers arrive are traces.
//!
//! [`measure()`] starts the processes and plays the rounds; [`serve()`] is what a process does that it started. A round begins
//! with a point that is sent to every worker, in an order drawn anew for every round. A worker adds up the gradient of a
//! least squares loss sample by sample, and sends what it has at every [load](Loads) on its way. So the times of a round
//! rise with the load, and belong to the same worker in the same round, as in the model: at the load w it is there at
//! `a + T w`. All of them are taken by one clock, that of the process which waits for the answers.

mod crew;
mod error;
mod loads;
mod measured;
mod neighbour;
mod role;
mod run;
mod serve;
mod settings;
mod work;

pub use error::MeasureError;
pub use loads::Loads;
pub use measured::{Measured, Spread};
pub use neighbour::MEAN as BURST;
pub use run::{WARM_UP, cores, measure};
pub use serve::serve;
pub use settings::{Amount, Settings};
