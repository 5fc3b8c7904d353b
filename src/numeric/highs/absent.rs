//! What stands in for HiGHS where it is not built in: a session that nobody can have.

use std::convert::Infallible;

use crate::clock::Clock;
use crate::error::Error;
use crate::numeric::linear::{Ended, LinearProgram, Row};

/// A linear program in HiGHS; there is none.
#[derive(Debug)]
pub struct Session(Infallible);

impl Session {
    /// Refuses.
    ///
    /// # Errors
    /// Always.
    pub fn new(_: &LinearProgram, _: Option<i32>) -> Result<Self, Error> {
        let reason = "not built in: build bcgc with the feature `highs`".to_owned();
        Err(Error::Solver { solver: "HiGHS", reason })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// Never: there is no session.
    pub fn add(&mut self, _: &[Row]) -> Result<(), Error> {
        match self.0 {}
    }

    /// Bounds a column.
    pub fn bound(&mut self, _: usize, _: f64, _: f64) {
        match self.0 {}
    }

    /// Sets the cost of a column.
    pub fn cost(&mut self, _: usize, _: f64) {
        match self.0 {}
    }

    /// Solves.
    ///
    /// # Errors
    /// Never: there is no session.
    pub fn solve(&mut self, _: &Clock) -> Result<Ended, Error> {
        match self.0 {}
    }
}
