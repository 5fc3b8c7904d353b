//! Vectors of one length.

/// Scalar product.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Adds a multiple of a vector.
pub fn add(to: &mut [f64], factor: f64, v: &[f64]) {
    for (t, v) in to.iter_mut().zip(v) {
        *t += factor * v;
    }
}
