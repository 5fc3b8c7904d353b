//! The decoding vectors that the rounds need.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::BigRational;

use super::engine;
use super::error::{SimulationError, data};
use super::timing::Timing;
use crate::clock::Clock;
use crate::encoding::{Decoder, Scheme};
use crate::threads;

/// Decoding vectors of the sets that came up in a batch.
pub(crate) struct Vectors {
    /// One a block.
    decoders: Vec<Decoder>,
    known: BTreeMap<(usize, Vec<usize>), Vec<BigRational>>,
}

impl Vectors {
    /// Knows none yet.
    pub(crate) fn new(scheme: &Scheme) -> Self {
        let decoders = scheme.blocks().iter().map(|block| Decoder::new(&block.matrix)).collect();
        Self { decoders, known: BTreeMap::new() }
    }

    /// Computes those that the rounds need and are not known, and forgets those they do not need.
    pub(crate) fn prepare<'t>(
        &mut self,
        timings: impl Iterator<Item = &'t Timing>,
        clock: &Clock,
    ) -> Result<(), SimulationError> {
        let keys = |timing: &'t Timing| timing.decoders.iter().cloned().enumerate();
        let needed: BTreeSet<(usize, Vec<usize>)> = timings.flat_map(keys).collect();
        self.known.retain(|key, _| needed.contains(key));
        let missing: Vec<_> = needed.into_iter().filter(|key| !self.known.contains_key(key)).collect();
        let vector = |i: usize| {
            if clock.is_over() {
                return Err(SimulationError::Stopped);
            }
            let (block, workers): &(usize, Vec<usize>) = &missing[i];
            Ok(self.decoders[*block].vector(workers)?)
        };
        let vectors: Result<Vec<_>, SimulationError> =
            threads::map(missing.len(), vector).into_iter().collect();
        self.known.extend(missing.into_iter().zip(vectors?));
        Ok(())
    }

    /// Those of one round, which [`Vectors::prepare`] has seen.
    pub(crate) fn of<'t>(&'t self, timing: &'t Timing) -> Result<engine::Decoding<'t>, SimulationError> {
        let entry = |(block, workers): (usize, &'t Vec<usize>)| {
            self.known
                .get_key_value(&(block, workers.clone()))
                .map(|(_, a)| (workers.as_slice(), a.as_slice()))
        };
        let all: Option<_> = timing.decoders.iter().enumerate().map(entry).collect();
        all.ok_or_else(|| data("a decoding vector is missing"))
    }
}
