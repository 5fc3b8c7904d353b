//! Names of columns that are moments: where rows are rounds, a header has names of workers instead.

/// Seconds since 1970 from which on a number is a moment rather than a time that something took.
const UNIX: f64 = 1e8;
/// Names from which on numbers that rise tell a clock from names.
const FEWEST: usize = 3;

/// Whether all names are moments, at least two of them: dates, times of the day, or the numbers of a clock that rises.
pub(super) fn are_time_stamps(names: &[&str]) -> bool {
    are_dates(names) || numbers_that_rise(names).is_some_and(|numbers| is_clock(&numbers))
}

/// Whether all of them are moments, written as nobody writes a number.
pub(super) fn are_dates(names: &[&str]) -> bool {
    names.len() > 1 && names.iter().all(|name| is_date(name))
}

/// Whether all of them are seconds since 1970, or smaller units of time, that rise.
pub(super) fn are_unix(names: &[&str]) -> bool {
    numbers_that_rise(names).is_some_and(|numbers| numbers[0] >= UNIX)
}

fn numbers_that_rise(names: &[&str]) -> Option<Vec<f64>> {
    let numbers: Vec<f64> = names.iter().map(|name| name.parse().ok()).collect::<Option<_>>()?;
    (numbers.len() > 1 && numbers.windows(2).all(|pair| pair[0] < pair[1])).then_some(numbers)
}

/// Seconds since 1970, or seconds with fractions: names that count, or that number machines, are whole.
fn is_clock(numbers: &[f64]) -> bool {
    let has_fraction = || numbers.iter().any(|number| number.fract() != 0.0);
    numbers[0] >= UNIX || (numbers.len() >= FEWEST && has_fraction())
}

/// `2024-01-31 12:00:01`, `31.01.2024`, `12:00:01.5`.
fn is_date(name: &str) -> bool {
    let end = name.find(|letter: char| letter.is_whitespace() || letter == 'T').unwrap_or(name.len());
    let (first, rest) = name.split_at(end);
    let rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == 'T');
    match is_day(first) {
        true => rest.is_empty() || rest.starts_with(|letter: char| letter.is_ascii_digit()),
        false => is_time_of_day(first) && rest.chars().all(char::is_alphabetic),
    }
}

/// Year, month and day in any order, the year with four digits.
fn is_day(text: &str) -> bool {
    ['-', '/', '.'].into_iter().any(|mark| {
        let parts: Vec<&str> = text.split(mark).collect();
        let years = parts.iter().filter(|part| part.len() == 4).count();
        let are_digits = parts
            .iter()
            .all(|part| matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|b| b.is_ascii_digit()));
        parts.len() == 3 && years == 1 && parts[1].len() < 4 && are_digits
    })
}

/// `12:00` or `12:00:01.5`: an address has more before its port.
fn is_time_of_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split(':').collect();
    let is_whole = |part: &&str| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit());
    match parts.as_slice() {
        [hours, minutes] => is_whole(hours) && is_whole(minutes),
        [hours, minutes, seconds] => {
            let whole = seconds.split('.').next().unwrap_or_default();
            is_whole(hours) && is_whole(minutes) && is_whole(&whole) && seconds.parse::<f64>().is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_from_names() {
        for name in [
            "2024-01-31",
            "2024-01-31 12:00:01",
            "2024-01-31T12:00:01.5Z",
            "2024-01-31 12:00:01+02:00",
            "31.01.2024",
            "1/31/2024 12:00",
            "12:00",
            "9:05:07.25",
            "12:00 PM",
        ] {
            assert!(is_date(name), "{name}");
        }
        for name in [
            "",
            "w1",
            "10.0.0.1",
            "10.0.0.1:8080",
            "1.5",
            "1-2-3",
            "12",
            "::1",
            "2024",
            "a:1",
            "fe80::1",
            "1.2.3",
            "2024-worker-1",
            "2024-01-31-a",
        ] {
            assert!(!is_date(name), "{name}");
        }
    }

    #[test]
    fn numbers_are_moments_where_they_are_no_names() {
        assert!(are_unix(&["1700000000", "1700000001"]) && are_time_stamps(&["0.5", "1.25", "2"]));
        for names in
            [&["1", "2", "3"][..], &["3", "7", "12"], &["0.5", "1.5"], &["2.5", "1.5", "3.5"], &["12:00"]]
        {
            assert!(!are_time_stamps(names), "{names:?}");
        }
        assert!(!are_unix(&["0.5", "1.25", "2"]) && !are_dates(&["12:00", "w1"]));
    }
}
