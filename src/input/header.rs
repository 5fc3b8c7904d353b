//! Whether the first line of a table holds names or numbers.

/// What stands where nothing was measured.
const MISSING: &[&str] = &[
    "na", "n/a", "nan", "null", "none", "nil", "missing", "timeout", "never", "-", "--", "?", ".", "\u{221e}",
];
/// Units that are written behind a number.
const UNITS: &[&str] = &[
    "ns", "us", "\u{b5}s", "\u{3bc}s", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins",
    "minute", "minutes", "h", "hr", "hrs", "hour", "hours", "cycle", "cycles",
];

/// Whether a line is a header: some cell is a name, and none a number, with a unit or without.
pub(crate) fn is_one<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut names = false;
    for cell in cells {
        if is_missing(cell) {
            continue;
        }
        if cell.parse::<f64>().is_ok() || has_unit(cell) || is_number_of_sorts(cell) {
            return false;
        }
        names = true;
    }
    names
}

/// What to say of a cell that is no number.
pub(crate) fn why_no_number(cell: &str) -> &'static str {
    if is_missing(cell) {
        "is not a number: leave out what was not measured, and write inf for a worker that never returned"
    } else if has_unit(cell) {
        "is not a number: write all times in one unit, and leave the unit out"
    } else {
        "is not a number"
    }
}

/// Whether a cell without a letter holds a digit: `"10"`, `$10`, `00:10` are times that cannot be read, not names. Several
/// points are those of an address.
fn is_number_of_sorts(cell: &str) -> bool {
    let hexadecimal = cell.starts_with("0x") || cell.starts_with("0X");
    let letters = cell.contains(char::is_alphabetic) && !hexadecimal;
    cell.contains(|c: char| c.is_ascii_digit()) && !letters && cell.matches('.').count() < 2
}

fn is_missing(cell: &str) -> bool {
    cell.is_empty() || MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Whether a cell is a number with a unit of time behind it.
fn has_unit(cell: &str) -> bool {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | '+' | '-');
    let unit = cell.trim_start_matches(number).trim_start();
    let is_unit = UNITS.iter().any(|name| unit.eq_ignore_ascii_case(name));
    is_unit && cell.starts_with(number) && cell.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_make_a_header_and_numbers_do_not() {
        for line in ["w1,w2", "worker,", "time in s,1st", "\"a\",\"b\"", "10.0.0.1,10.0.0.2", "x1,NA"] {
            assert!(is_one(line.split(',')), "{line}");
        }
        for line in [
            "\"10\",\"20\"",
            "$10,$12",
            "00:10,00:11",
            "0x10,0x11",
            "1_0,2_0",
            "timeout,never",
            "1,2",
            "1,w2",
            "NA,NA",
            "",
            ",",
            "30ms,31ms",
            "3.5 s,w2",
            "-,?",
            "nan,NaN",
            "inf,w",
            "5\u{b5}s",
        ] {
            assert!(!is_one(line.split(',')), "{line}");
        }
    }
}
