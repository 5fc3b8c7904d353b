//! Relaxations of instances with a random overhead.

pub mod completion;
pub mod faces;
pub mod level_means;
pub mod rounds;
