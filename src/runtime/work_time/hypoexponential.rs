//! The sum of two exponential variables: all three functions as sums of positive terms, for equal rates as well.

/// Below this many typical times the distribution function is a series, as one minus the survival function cancels.
const SERIES: f64 = 1.0;
/// Terms of that series: they fall faster than `2^k / k!`.
const TERMS: usize = 26;

/// The law of a sum of exponential variables of two rates, at one point.
#[derive(Debug, Clone, Copy)]
pub struct Hypoexponential {
    /// The smaller rate times the point, and the larger.
    slow: f64,
    fast: f64,
    point: f64,
}

impl Hypoexponential {
    /// At `point >= 0`, for rates above zero.
    pub fn new(rates: (f64, f64), point: f64) -> Self {
        let (slow, fast) = (rates.0.min(rates.1) * point, rates.0.max(rates.1) * point);
        Self { slow, fast, point }
    }

    /// `Pr[sum > point]`: `e^-a (1 + a (1 - e^-(b-a)) / (b-a))`.
    pub fn survival(&self) -> f64 {
        (-self.slow).exp() * self.factor()
    }

    /// Its logarithm.
    pub fn ln_survival(&self) -> f64 {
        self.factor().ln() - self.slow
    }

    fn factor(&self) -> f64 {
        1.0 + self.slow * mean_of_exponential(self.fast - self.slow)
    }

    /// `Pr[sum <= point]`: `a b` times the divided difference of the exponential function at `0, -a, -b`.
    pub fn cdf(&self) -> f64 {
        if self.fast > SERIES {
            let rest = self.slow * (-self.slow).exp() * mean_of_exponential(self.fast - self.slow);
            return (-(-self.slow).exp_m1() - rest).max(0.0);
        }
        // Complete homogeneous symmetric polynomials over factorials.
        let (mut power, mut homogeneous, mut factorial, mut sum) = (1.0, 1.0, 2.0, 0.5);
        for k in 1..TERMS {
            power *= -self.slow;
            homogeneous = power - self.fast * homogeneous;
            factorial *= (k + 2) as f64;
            sum += homogeneous / factorial;
        }
        self.slow * self.fast * sum
    }

    /// Density of the sum at the point, times the point.
    pub fn density(&self) -> f64 {
        self.slow * self.fast * (-self.slow).exp() * mean_of_exponential(self.fast - self.slow)
    }

    /// Mean of the part of the sum that comes from the variable with the second of the rates of [`Self::new`], on the
    /// event that the sum is at the point: density of the sum times that mean.
    pub fn part_of_second(&self, is_second_fast: bool) -> f64 {
        let difference = self.fast - self.slow;
        // With the faster variable at v the other is at point - v; mirrored, with the slower one.
        let share = if is_second_fast { first_moment(difference) } else { mirrored_moment(difference) };
        self.slow * self.fast * (-self.slow).exp() * share * self.point
    }
}

/// `(1 - e^-z) / z`, the mean of `e^-zu` over `u` in `0..1`.
fn mean_of_exponential(z: f64) -> f64 {
    if z > 0.0 { -(-z).exp_m1() / z } else { 1.0 }
}

/// The integral of `u e^-zu` over `0..1`, `z >= 0`.
fn first_moment(z: f64) -> f64 {
    if z < 1.0 { series(z, |k| 1.0 / (k + 2) as f64) } else { (1.0 - (1.0 + z) * (-z).exp()) / (z * z) }
}

/// The integral of `(1 - u) e^-zu` over `0..1`, `z >= 0`.
fn mirrored_moment(z: f64) -> f64 {
    if z < 1.0 { series(z, |k| 1.0 / ((k + 1) * (k + 2)) as f64) } else { (z - 1.0 + (-z).exp()) / (z * z) }
}

/// `sum_k (-z)^k / k! c_k` for `z` below one.
fn series(z: f64, coefficient: impl Fn(usize) -> f64) -> f64 {
    let (mut power, mut sum) = (1.0, 0.0);
    for k in 0..TERMS {
        sum += power * coefficient(k);
        power *= -z / (k + 1) as f64;
    }
    sum
}
