//! Gauss-Legendre rules with 40 digits behind the point, by Newton's method in fixed point.

use num_bigint::BigInt;

/// `n` nodes on [-1, 1] and their weights, as decimals.
pub fn rule(n: usize) -> (Vec<String>, Vec<String>) {
    let digits = 200_u32;
    let one = BigInt::from(1) << digits;
    let mul = |a: &BigInt, b: &BigInt| (a * b) >> digits;
    // P_n and P_(n-1).
    let legendre = |x: &BigInt| {
        let (mut before, mut value) = (one.clone(), x.clone());
        for k in 2..=n {
            let next = (mul(x, &value) * (2 * k - 1) - before * (k - 1)) / k;
            before = value;
            value = next;
        }
        (value, before)
    };
    let (mut nodes, mut weights) = (Vec::new(), Vec::new());
    for i in 0..n {
        let start = (std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
        let mut x = BigInt::from((start * 2f64.powi(60)) as i128) << (digits - 60);
        let mut slope = one.clone();
        for _ in 0..8 {
            let (value, before) = legendre(&x);
            // P' = n (x P - P_(n-1)) / (x^2 - 1).
            slope = (((mul(&x, &value) - before) * n) << digits) / (mul(&x, &x) - &one);
            x -= (value << digits) / &slope;
        }
        let square = mul(&mul(&slope, &slope), &(&one - mul(&x, &x)));
        nodes.push(decimal(&x, digits));
        weights.push(decimal(&(((BigInt::from(2) * &one) << digits) / square), digits));
    }
    (nodes, weights)
}

fn decimal(value: &BigInt, digits: u32) -> String {
    let sign = if value.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    let scaled: BigInt =
        ((value.magnitude().clone() * num_bigint::BigUint::from(10u32).pow(40)) >> digits).into();
    let text = format!("{:0>41}", scaled.to_string());
    let (whole, fraction) = text.split_at(text.len() - 40);
    format!("{sign}{whole}.{fraction}")
}
