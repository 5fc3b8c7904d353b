//! The boundary that the loads set: the probability that all of them are done by a time, and its derivatives.

use num_rational::BigRational;
use num_traits::Zero;

use crate::enclosure::recursion::Recursion;
use crate::enclosure::{Float, Fraction, Interval, Round};
use crate::law::CycleTime;
use crate::limits::MAX_LAW_WORKERS;
use crate::verdict::{Judged, Refusal};

/// A law and nondecreasing loads; the place of the claim, for messages.
pub(crate) struct Boundary<'a> {
    pub law: &'a dyn CycleTime,
    pub loads: &'a [BigRational],
    pub pointer: &'a str,
}

impl Boundary<'_> {
    pub fn not_enclosed(&self) -> Refusal {
        Refusal::unverified(self.pointer, "the law's functions left the range that this checker encloses")
    }

    pub fn recursion(&self) -> Judged<Recursion> {
        if self.loads.len() > MAX_LAW_WORKERS {
            let reason = format!("laws are evaluated for up to {MAX_LAW_WORKERS} workers only");
            return Err(Refusal::unverified(self.pointer, reason));
        }
        Ok(Recursion::new(self.loads.len()))
    }

    /// `t0 W_(N-1)`: nothing is done before.
    pub fn start(&self) -> BigRational {
        self.law.infimum() * self.loads.last().unwrap_or(&BigRational::zero())
    }

    /// `Pr[tau <= kappa s]` for `s` beyond the start.
    pub fn probability(&self, s: &Fraction, recursion: &mut Recursion) -> Judged<Interval> {
        let slices = self.slices(&self.survivals(s)?);
        let mut end = |round: Round| {
            let side: Vec<Float> = slices.iter().map(|slice| slice.end(round)).collect();
            recursion.probability(&side, round).map_err(|_| self.not_enclosed())
        };
        Ok(Interval { low: end(Round::Down)?, high: end(Round::Up)? }.at_most_one())
    }

    pub fn survivals(&self, s: &Fraction) -> Judged<Vec<Interval>> {
        let at = |load: &BigRational| {
            if load.is_zero() { Some(Interval::exact(Float::ZERO)) } else { self.law.survival(&s.over(load)) }
        };
        self.loads.iter().map(|load| at(load).ok_or_else(|| self.not_enclosed())).collect()
    }

    /// `p_n = S(c_(n+1)) - S(c_n)`, the last one `1 - S(c_(N-1))`.
    pub fn slices(&self, survivals: &[Interval]) -> Vec<Interval> {
        let one = Interval::exact(Float::integer(1));
        let next = survivals.iter().skip(1).copied().chain([one]);
        next.zip(survivals).map(|(next, own)| next.sub(*own)).collect()
    }

    /// Densities at the boundary, and the derivatives of the probability by `F(c_n)`.
    pub fn derivatives(
        &self,
        s: &Fraction,
        recursion: &mut Recursion,
        round: Round,
    ) -> Judged<(Vec<Interval>, Vec<Float>)> {
        let zero = Interval::exact(Float::ZERO);
        let at = |load: &BigRational| {
            if load.is_zero() { Some((zero, zero)) } else { self.law.both(&s.over(load)) }
        };
        let both = self.loads.iter().map(|load| at(load).ok_or_else(|| self.not_enclosed()));
        let (survivals, densities): (Vec<_>, Vec<_>) = both.collect::<Judged<Vec<_>>>()?.into_iter().unzip();
        let slices: Vec<Float> = self.slices(&survivals).iter().map(|slice| slice.end(round)).collect();
        let derivatives = recursion
            .probability(&slices, round)
            .and_then(|_| recursion.derivatives(round))
            .map_err(|_| self.not_enclosed())?;
        Ok((densities, derivatives))
    }
}
