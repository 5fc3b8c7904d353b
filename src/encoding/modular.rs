//! Arithmetic modulo 31-bit primes, up to units: all that ranks need.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;

/// An odd prime below 2^31 with the constant of Montgomery's reduction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Prime {
    value: u32,
    /// `-1 / value` modulo 2^32.
    negated_inverse: u32,
}

impl Prime {
    fn new(value: u32) -> Self {
        // Newton's iteration doubles the number of correct low bits, from 3 to 48.
        let mut inverse = value;
        for _ in 0..4 {
            inverse = inverse.wrapping_mul(2u32.wrapping_sub(value.wrapping_mul(inverse)));
        }
        Self { value, negated_inverse: inverse.wrapping_neg() }
    }

    /// The largest `count` primes below 2^31, descending; all exceed 2^30 for any count in use.
    pub(crate) fn largest(count: usize) -> Vec<Self> {
        (1u32 << 30..1 << 31).rev().filter(|n| is_prime(*n)).take(count).map(Self::new).collect()
    }

    /// The prime itself.
    pub(crate) fn value(self) -> u32 {
        self.value
    }

    /// An integer modulo the prime.
    pub(crate) fn residue(self, value: &BigInt) -> u32 {
        value.mod_floor(&BigInt::from(self.value)).to_u32().unwrap_or(0)
    }

    /// `(a x - b y) / 2^32` modulo the prime, for residues: the entry of an eliminated row, up to
    /// a unit that is common to the row.
    #[inline(always)]
    pub(crate) fn combine(self, a: u32, x: u32, b: u32, y: u32) -> u32 {
        // a x + (p - b) y <= 2 p^2 < 2^32 p, as the reduction requires.
        let t = u64::from(a) * u64::from(x) + u64::from(self.value - b) * u64::from(y);
        let m = (t as u32).wrapping_mul(self.negated_inverse);
        let u = ((t + u64::from(m) * u64::from(self.value)) >> 32) as u32;
        if u >= self.value { u - self.value } else { u }
    }
}

/// Pivot columns of a matrix of residues; their number is its rank modulo the prime.
pub(crate) fn pivot_columns(prime: Prime, mut rows: Vec<Vec<u32>>) -> Vec<usize> {
    let columns = rows.first().map_or(0, Vec::len);
    let mut pivots = Vec::new();
    for column in 0..columns {
        let rank = pivots.len();
        let Some(found) = (rank..rows.len()).find(|i| rows[*i][column] != 0) else { continue };
        rows.swap(rank, found);
        let (upper, lower) = rows.split_at_mut(rank + 1);
        let pivot_row = &upper[rank];
        for row in lower {
            let factor = row[column];
            for (x, y) in row.iter_mut().zip(pivot_row) {
                *x = prime.combine(pivot_row[column], *x, factor, *y);
            }
        }
        pivots.push(column);
    }
    pivots
}

/// Miller-Rabin with the bases 2, 7 and 61, which decide every number below 4 759 123 141
/// (Jaeschke 1993).
fn is_prime(n: u32) -> bool {
    if n < 64 {
        return n >= 2 && (2..n).all(|d| d * d > n || !n.is_multiple_of(d));
    }
    if n.is_multiple_of(2) {
        return false;
    }
    let n = u64::from(n);
    let twos = (n - 1).trailing_zeros();
    let odd = (n - 1) >> twos;
    [2u64, 7, 61].iter().all(|base| {
        let mut power = modular_power(*base, odd, n);
        if power == 1 || power == n - 1 {
            return true;
        }
        (1..twos).any(|_| {
            power = power * power % n;
            power == n - 1
        })
    })
}

fn modular_power(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    let mut result = 1;
    base %= modulus;
    while exponent > 0 {
        if exponent & 1 == 1 {
            result = result * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_primes_below_2_to_the_31() {
        let primes: Vec<u32> = Prime::largest(4).iter().map(|p| p.value()).collect();
        assert_eq!(primes, [2_147_483_647, 2_147_483_629, 2_147_483_587, 2_147_483_579]);
    }

    #[test]
    fn primality_agrees_with_trial_division() {
        for n in 0..5000u32 {
            let expected = n >= 2 && (2..n).take_while(|d| d * d <= n).all(|d| !n.is_multiple_of(d));
            assert_eq!(is_prime(n), expected, "{n}");
        }
    }

    #[test]
    fn combine_is_the_scaled_difference() {
        for prime in Prime::largest(3) {
            let p = u64::from(prime.value());
            for (a, x, b, y) in
                [(1, 2, 3, 4), (p - 1, p - 1, 1, p - 1), (p - 1, p - 1, 0, p - 1), (7, 5, 5, 7)]
            {
                let expected =
                    (u128::from(a) * u128::from(x) + u128::from(p - b) * u128::from(y)) % u128::from(p);
                let found = u64::from(prime.combine(a as u32, x as u32, b as u32, y as u32));
                assert_eq!(u128::from(found) * (1 << 32) % u128::from(p), expected);
            }
        }
    }

    #[test]
    fn residues_are_nonnegative() {
        let prime = Prime::largest(1)[0];
        assert_eq!(prime.residue(&BigInt::from(-1)), prime.value() - 1);
        assert_eq!(prime.residue(&(BigInt::from(prime.value()) * 5 + 3)), 3);
    }
}
