//! What is written beside ticks.

/// How the ticks of one axis are labelled, all alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As decimals, in units of ten to this power.
    Decimal(i32),
    /// Each with its own power of ten.
    Power,
}

impl Style {
    /// Decimals; on a logarithmic axis only where they are short.
    pub fn of(ticks: &[f64], log: bool) -> Self {
        let is_short = |tick: &f64| (-2..4).contains(&log_label(*tick).1);
        match log {
            false => Self::Decimal(common_exponent(ticks)),
            true if ticks.iter().all(is_short) => Self::Decimal(0),
            true => Self::Power,
        }
    }

    /// The power of ten to be written at the end of the axis.
    pub fn common_power(self) -> Option<i32> {
        match self {
            Self::Decimal(exponent) if exponent != 0 => Some(exponent),
            _ => None,
        }
    }
}

/// The common exponent that is taken out of linear labels; zero if they are short without.
fn common_exponent(ticks: &[f64]) -> i32 {
    let largest = ticks.iter().fold(0.0f64, |m, t| m.max(t.abs()));
    if largest == 0.0 {
        return 0;
    }
    let exponent = largest.log10().floor() as i32;
    if (-3..5).contains(&exponent) { 0 } else { exponent }
}

/// A linear label without needless zeros.
pub fn linear_label(tick: f64, exponent: i32) -> String {
    let text = format!("{:.6}", tick / 10f64.powi(exponent));
    let text = without_zeros(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Mantissa and exponent of a logarithmic label: `(2, -3)` for 0.002; the mantissa of a power of ten is 1.
pub fn log_label(tick: f64) -> (String, i32) {
    let exponent = (tick.log10() + 1e-9).floor() as i32;
    (linear_label(tick / 10f64.powi(exponent), 0), exponent)
}

/// A number with four significant digits, with an exponent only where it is very large or small.
pub fn short(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor();
    if (-3.0..6.0).contains(&exponent) {
        let decimals = (3.0 - exponent).max(0.0) as usize;
        return without_zeros(&format!("{value:.decimals$}")).to_owned();
    }
    let text = format!("{value:.3e}");
    match text.split_once('e') {
        Some((digits, power)) => format!("{}e{power}", without_zeros(digits)),
        // Neither infinity nor NaN has an exponent.
        None => text,
    }
}

/// A decimal fraction without the zeros at its end.
fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_short() {
        assert_eq!(common_exponent(&[2e7, 8e7]), 7);
        assert_eq!(linear_label(4.5e7, 7), "4.5");
        assert_eq!(linear_label(0.0, 7), "0");
        assert_eq!(log_label(0.002), ("2".to_owned(), -3));
        assert_eq!(log_label(1000.0), ("1".to_owned(), 3));
    }

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (2.5e7, "2.5e7"),
            (1234.56, "1235"),
            (0.25, "0.25"),
            (20_000.0, "20000"),
            (1e-7, "1e-7"),
        ];
        for (value, text) in cases {
            assert_eq!(short(value), text);
        }
    }
}
