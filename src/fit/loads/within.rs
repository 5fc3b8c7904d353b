//! The cycle time from the times of the same workers in the same rounds: how much longer each took for more.

use super::times::{Times, mean};

/// Rank correlation from which on the difference of two loads varies less than the times do.
const ALIKE: f64 = 0.5;

/// A cycle time and its standard error.
pub type Slope = (f64, Option<f64>);

/// The mean slope of a worker's times in a round, which no law enters; none where overheads are not alike enough for it.
///
/// It is at most as large as leaves every overhead above zero, and has no error where that ends it.
pub fn slope(times: &Times, correlation: Option<f64>) -> Option<Slope> {
    correlation.filter(|correlation| *correlation > ALIKE)?;
    let work = mean(&times.works);
    let squares: f64 = times.works.iter().map(|w| (w - work).powi(2)).sum();
    let rise = |cell: usize| {
        times.works.iter().zip(&times.loads).map(|(w, times)| (w - work) * times[cell]).sum::<f64>() / squares
    };
    let cells = times.loads.first().map_or(0, Vec::len);
    let slopes: Vec<f64> = (0..cells).map(rise).filter(|slope| slope.is_finite()).collect();
    let (found, count) = (mean(&slopes), slopes.len() as f64);
    if !(found > 0.0 && count > 1.0) {
        return None;
    }
    let limit = times.at_most();
    if found > limit {
        return Some((limit, None));
    }
    let variance = slopes.iter().map(|slope| (slope - found).powi(2)).sum::<f64>() / (count - 1.0);
    // Not below the rounding of the times themselves.
    Some((found, Some((variance / count).sqrt().max(f64::EPSILON * found))))
}
