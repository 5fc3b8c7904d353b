//! Boxes of loads, and what order and sum imply of them.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;

/// Binary digits behind the point of loads.
pub(super) const LOAD: u32 = 120;

/// `low_n <= W_n <= high_n` in units of `2^-LOAD`, and ranges of integer forms.
#[derive(Debug, Clone)]
pub(super) struct Region {
    pub low: Vec<BigInt>,
    pub high: Vec<BigInt>,
    /// Least and largest value of each form, where one is known.
    pub forms: Vec<(Option<BigInt>, Option<BigInt>)>,
    /// The coordinates, in units of `2^-LOAD`.
    total: BigInt,
    whole: bool,
}

impl Region {
    /// All partitions.
    pub fn all(workers: usize, forms: usize, coordinates: &BigRational, whole: bool) -> Self {
        let total = coordinates.numer() << LOAD;
        let high = (1..=workers).map(|n| &total * n).collect();
        let low = vec![BigInt::ZERO; workers];
        let mut region = Self { low, high, forms: vec![(None, None); forms], total, whole };
        region.narrow();
        region
    }

    /// The part with `W_level <= at`, or `>= at`; over integers `<= floor(at)` and above it.
    pub fn at_level(&self, level: usize, at: &BigRational, above: bool) -> Self {
        let mut part = self.clone();
        let scaled = at.numer() << LOAD;
        let (down, rest) = scaled.div_mod_floor(at.denom());
        if above {
            let end = if self.whole { (at.floor().to_integer() + 1) << LOAD } else { down };
            if part.low[level] < end {
                part.low[level] = end;
            }
        } else {
            let up = if rest == BigInt::ZERO { down } else { down + 1 };
            let end = if self.whole { at.floor().to_integer() << LOAD } else { up };
            if part.high[level] > end {
                part.high[level] = end;
            }
        }
        part.narrow();
        part
    }

    /// The part with `r_form . x <= at`, or `>= at + 1`.
    pub fn at_form(&self, form: usize, at: &BigInt, above: bool) -> Self {
        let mut part = self.clone();
        let (low, high) = &mut part.forms[form];
        if above {
            let end: BigInt = at + 1;
            if low.as_ref().is_none_or(|low| *low < end) {
                *low = Some(end);
            }
        } else if high.as_ref().is_none_or(|high| high > at) {
            *high = Some(at.clone());
        }
        part
    }

    /// Whether it is known to hold no partition.
    pub fn is_empty(&self) -> bool {
        let crossed = |(low, high): &(Option<BigInt>, Option<BigInt>)| match (low, high) {
            (Some(low), Some(high)) => low > high,
            _ => false,
        };
        self.low.iter().zip(&self.high).any(|(low, high)| low > high) || self.forms.iter().any(crossed)
    }

    /// Narrows the box by `W_n <= W_(n+1)` and `sum a_n W_n = L`, once each. As `W_m` is at most `min(high_m, W_n)` up
    /// to level `n` and at least `max(low_m, W_n)` from there on, for every `j <= n` and every `j >= n`
    ///
    /// `W_n >= (L - sum of a_m high_m over m < j and m > n) / (a_j + ... + a_n)`,
    /// `W_n <= (L - sum of a_m low_m over m < n and m > j) / (a_n + ... + a_j)`.
    fn narrow(&mut self) {
        let count = self.low.len();
        for n in (1..count).rev() {
            if self.high[n - 1] > self.high[n] {
                self.high[n - 1] = self.high[n].clone();
            }
        }
        for n in 1..count {
            if self.low[n] < self.low[n - 1] {
                self.low[n] = self.low[n - 1].clone();
            }
        }
        if self.is_empty() {
            return;
        }
        let (most, least) = (self.sums(&self.high, true), self.sums(&self.low, false));
        for n in 0..count {
            for j in 0..=n {
                let rest = &self.total - &most[j] - (&most[count] - &most[n + 1]);
                let (above, below) = self.weight(j, n);
                let end = (rest * below).div_floor(&BigInt::from(above));
                if self.low[n] < end {
                    self.low[n] = end;
                }
            }
            for j in n..count {
                let rest = &self.total - &least[n] - (&least[count] - &least[j + 1]);
                let (above, below) = self.weight(n, j);
                let end = (rest * below).div_floor(&BigInt::from(above)) + 1;
                if self.high[n] > end {
                    self.high[n] = end;
                }
            }
        }
        if self.whole {
            for (low, high) in self.low.iter_mut().zip(&mut self.high) {
                *high = (&*high >> LOAD) << LOAD;
                *low = -((-&*low >> LOAD) << LOAD);
            }
        }
    }

    /// Sums of `a_m ends_m` over `m < n`, for every `n`; rounded up, or down.
    fn sums(&self, ends: &[BigInt], up: bool) -> Vec<BigInt> {
        let mut sums = vec![BigInt::ZERO];
        for (m, end) in ends.iter().enumerate() {
            let (above, below) = self.weight(m, m);
            let (term, rest) = (end * above).div_mod_floor(&BigInt::from(below));
            let rounded = if up && rest != BigInt::ZERO { term + 1 } else { term };
            sums.push(&sums[m] + rounded);
        }
        sums
    }

    /// `a_from + ... + a_to` as a fraction, with `a_n = 1/((n+1)(n+2))` and `a_(N-1) = 1/N`.
    fn weight(&self, from: usize, to: usize) -> (u64, u64) {
        let (from, to) = (from as u64, to as u64);
        if to + 1 == self.low.len() as u64 { (1, from + 1) } else { (to + 1 - from, (from + 1) * (to + 2)) }
    }
}
