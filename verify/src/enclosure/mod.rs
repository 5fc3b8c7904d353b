//! Real numbers enclosed: every operation is rounded towards the side that is asked for.

pub(crate) mod fixed;
pub(crate) mod float;
pub(crate) mod functions;
pub(crate) mod recursion;
pub(crate) mod special;

pub(crate) use float::{Float, Interval, Round};
