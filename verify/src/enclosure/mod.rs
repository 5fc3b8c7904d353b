//! Real numbers enclosed: every operation is rounded towards the side that is asked for.

mod argument;
pub(crate) mod fixed;
pub(crate) mod float;
mod fraction;
pub(crate) mod functions;
mod logarithm;
pub(crate) mod recursion;
pub(crate) mod special;

pub(crate) use float::{Float, Interval, Round};
pub(crate) use fraction::Fraction;
