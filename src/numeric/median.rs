//! The median.

/// The median of some numbers, of an even number of them the mean of the two in the middle; not a number of none.
pub fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    median_of_sorted(&sorted)
}

/// The same of numbers in ascending order.
pub fn median_of_sorted(sorted: &[f64]) -> f64 {
    let (low, high) = (sorted.len().saturating_sub(1) / 2, sorted.len() / 2);
    match (sorted.get(low), sorted.get(high)) {
        (Some(a), Some(b)) if low != high => a / 2.0 + b / 2.0,
        (Some(a), _) => *a,
        _ => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_even_number_it_is_in_the_middle_of_two() {
        assert_eq!(
            [median(&[4.0, 1.0, 3.0, 2.0]), median(&[9.0, 1.0, 2.0]), median(&[7.0])],
            [2.5, 2.0, 7.0]
        );
        assert_eq!(median(&[1.0, f64::INFINITY, 2.0, f64::INFINITY]), f64::INFINITY);
        assert_eq!(median(&[1.7e308, 1.7e308]), 1.7e308);
        assert!(median(&[]).is_nan());
    }
}
