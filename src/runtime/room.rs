//! Room for whole blocks within limits on the loads, and the least deadline whose limits have it.

/// Relative error of limits and of runtimes in double precision, generously.
pub const ROUNDING: f64 = 16.0 * f64::EPSILON;
/// Halvings of the interval of a least deadline.
const HALVINGS: usize = 60;

/// Whether whole blocks within limits on the loads, which rise, may hold all coordinates.
pub fn has_room(limits: &[f64], coordinates: u64) -> bool {
    let mut missing = u128::from(coordinates);
    let mut load = 0;
    for (limit, size) in limits.iter().zip(1u128..) {
        let most = size * u128::from(coordinates);
        let limit = ((limit * (1.0 + ROUNDING)).floor() as u128).min(most);
        let block = (limit.saturating_sub(load) / size).min(missing);
        load += size * block;
        missing -= block;
    }
    missing == 0
}

/// The least deadline that is enough between one that is not and one that is, about.
pub fn least_enough(mut low: f64, mut high: f64, is_enough: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..HALVINGS {
        let middle = low + 0.5 * (high - low);
        if is_enough(middle) { high = middle } else { low = middle }
    }
    high
}
