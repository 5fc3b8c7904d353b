//! Nonnegative fixed point: an `u128` counts units of 2^-120, so values stay below 256.

/// Binary digits behind the point.
pub(crate) const SCALE: u32 = 120;
/// One.
pub(crate) const ONE: u128 = 1 << SCALE;
/// What rows of the recursion stay below (the value 4): products then fit 244 bits, sums of 1000 of them 254.
pub(crate) const ROW_LIMIT: u128 = 1 << (SCALE + 2);

/// The 256-bit product, high half first.
#[inline]
pub(crate) fn wide(a: u128, b: u128) -> (u128, u128) {
    const LOW: u128 = u64::MAX as u128;
    let (a1, a0, b1, b0) = (a >> 64, a & LOW, b >> 64, b & LOW);
    let (low, high) = (a0 * b0, a1 * b1);
    let (cross, other) = (a0 * b1, a1 * b0);
    let middle = (low >> 64) + (cross & LOW) + (other & LOW);
    let carry = (cross >> 64) + (other >> 64) + (middle >> 64);
    (high + carry, (low & LOW) | (middle << 64))
}

/// A sum of products, exact until it is rounded. The caller keeps the factors below [`ROW_LIMIT`] and adds at
/// most 1000 products.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    high: u128,
    low: u128,
}

impl Sum {
    #[inline]
    pub fn add(&mut self, a: u128, b: u128) {
        let (high, low) = wide(a, b);
        let (sum, carry) = self.low.overflowing_add(low);
        self.low = sum;
        self.high += high + u128::from(carry);
    }

    /// The sum in units of 2^-120, if it is below [`ROW_LIMIT`].
    #[inline]
    pub fn rounded(self, up: bool) -> Option<u128> {
        if self.high >> (SCALE - 6) != 0 {
            return None;
        }
        let value = (self.high << (128 - SCALE)) | (self.low >> SCALE);
        let value = value + u128::from(up && self.low & (ONE - 1) != 0);
        (value < ROW_LIMIT).then_some(value)
    }
}
