//! Matrices of fractions on a terminal: what is too long is rounded, what is too wide is left out, and both are said.

use num_rational::BigRational;
use num_traits::{Float, Pow, Signed, ToPrimitive, Zero};

/// Longest entry that is shown in full.
const LONGEST_CELL: usize = 15;
/// Most rows that are shown in full.
const MOST_ROWS: usize = 40;
/// Rows shown at either end of more.
const ROWS_AT_ENDS: usize = 10;
/// What stands for what is left out.
const LEFT_OUT: &str = "...";

/// The lines of a matrix, no longer than `most`, and what to say about them if it is not all there.
pub fn lines(matrix: &[Vec<String>], most: usize) -> (Vec<String>, Option<String>) {
    let columns = matrix.first().map_or(0, Vec::len);
    let rows = shown(matrix.len(), if matrix.len() > MOST_ROWS { ROWS_AT_ENDS } else { MOST_ROWS });
    let cells: Vec<Vec<String>> = rows
        .indices()
        .filter_map(|i| matrix.get(i))
        .map(|row| row.iter().map(|cell| brief(cell, LONGEST_CELL)).collect())
        .collect();
    let width = cells.iter().flatten().map(String::len).max().unwrap_or(1);
    let fitting = most / (width + 2);
    let at_ends =
        if columns > fitting { most.saturating_sub(LEFT_OUT.len() + 2) / (width + 2) / 2 } else { columns };
    let kept = shown(columns, at_ends.max(1));
    let line = |row: &Vec<String>| {
        let pad = |j: usize| row.get(j).map(|cell| format!("{cell:>width$}"));
        let mut shown: Vec<String> = kept.indices().filter_map(pad).collect();
        if kept.left_out > 0 {
            shown.insert(kept.head, LEFT_OUT.to_owned());
        }
        format!("  {}", shown.join("  "))
    };
    let mut lines: Vec<String> = cells.iter().map(line).collect();
    if rows.left_out > 0 {
        lines.insert(rows.head, format!("  {LEFT_OUT}"));
    }
    let rounded =
        kept.indices().any(|j| cells.iter().any(|row| row.get(j).is_some_and(|cell| cell.starts_with('~'))));
    (lines, note(rounded, &rows, &kept))
}

/// What is rounded and what is left out.
fn note(rounded: bool, rows: &Shown, columns: &Shown) -> Option<String> {
    let range = |(what, shown): (&str, &Shown)| {
        let (first, last) = (shown.head + 1, shown.head + shown.left_out);
        (shown.left_out > 0).then(|| format!("{what} {first} to {last}"))
    };
    let missing: Vec<String> = [("rows", rows), ("columns", columns)].into_iter().filter_map(range).collect();
    let missing = (!missing.is_empty()).then(|| format!("{} left out", missing.join(" and ")));
    let parts: Vec<String> = rounded.then(|| "~ is rounded".to_owned()).into_iter().chain(missing).collect();
    (!parts.is_empty()).then(|| format!("{}; in full with --format json or csv", parts.join(", ")))
}

/// Which of a number of things are shown: some at the beginning and some at the end.
struct Shown {
    head: usize,
    left_out: usize,
    tail: usize,
}

impl Shown {
    fn indices(&self) -> impl Iterator<Item = usize> {
        let behind = self.head + self.left_out;
        (0..self.head).chain(behind..behind + self.tail)
    }
}

fn shown(count: usize, at_ends: usize) -> Shown {
    if count <= 2 * at_ends {
        return Shown { head: count, left_out: 0, tail: 0 };
    }
    Shown { head: at_ends, left_out: count - 2 * at_ends, tail: at_ends }
}

/// A fraction in full if it is no longer than `longest`, or else `~` and six digits of it.
pub fn brief(cell: &str, longest: usize) -> String {
    if cell.len() <= longest {
        return cell.to_owned();
    }
    match cell.parse::<BigRational>() {
        Ok(value) => rounded(&value),
        Err(_) => cell.to_owned(),
    }
}

fn rounded(value: &BigRational) -> String {
    let nearest = value.to_f64().unwrap_or(f64::INFINITY);
    if value.is_zero() || Float::is_normal(nearest) {
        // Six digits either way.
        let magnitude = if nearest == 0.0 { 0 } else { nearest.abs().log10().floor() as i32 };
        return match usize::try_from(5 - magnitude) {
            Ok(decimals) if magnitude >= -4 => format!("~{nearest:.decimals$}"),
            _ => format!("~{nearest:.5e}"),
        };
    }
    // Beyond the range of doubles: the power of ten is taken out first.
    let digits = |bits: u64| (bits as f64 * std::f64::consts::LOG10_2) as i32;
    let power = digits(value.numer().bits()) - digits(value.denom().bits());
    let ten = BigRational::from_integer(10.into());
    let mantissa = (value / Pow::pow(ten, power)).to_f64().unwrap_or(1.0);
    let sign = if value.is_negative() { "-" } else { "" };
    let shift = mantissa.abs().log10().floor();
    format!("~{sign}{:.5}e{}", mantissa.abs() / 10f64.powf(shift), power + shift as i32)
}

/// Numbers of subsets that workers hold; those of many workers together.
pub fn weights(weights: &[usize]) -> String {
    let list = |weights: &[usize]| weights.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
    match weights {
        [first, rest @ ..] if weights.len() > MOST_ROWS && rest.iter().all(|weight| weight == first) => {
            format!("{first} of each of {} workers", weights.len())
        }
        [head @ .., _] if head.len() >= MOST_ROWS => {
            let shown = shown(weights.len(), ROWS_AT_ENDS);
            let (first, last) = (&weights[..shown.head], &weights[weights.len() - shown.tail..]);
            format!("{} ... ({} more) ... {}", list(first), shown.left_out, list(last))
        }
        _ => list(weights),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_fractions_are_rounded_and_short_ones_are_not() {
        let long = format!("-{}/{}", "2".repeat(30), "3".repeat(30));
        assert_eq!(brief(&long, 15), "~-0.666667");
        assert_eq!(brief(&long, 100), long);
        assert_eq!(brief("-3/7", 15), "-3/7");
        assert_eq!(brief(&format!("3{}", "0".repeat(400)), 15), "~3.00000e400");
        assert_eq!(brief(&format!("-1/4{}", "0".repeat(400)), 15), "~-2.50000e-401");
    }

    #[test]
    fn small_matrices_are_shown_in_full() {
        let (lines, note) = lines(&vec![vec!["1".to_owned(), "-1/2".to_owned()]; 3], 98);
        assert_eq!(
            (lines.as_slice(), note),
            ([const { "     1  -1/2" }; 3].map(str::to_owned).as_slice(), None)
        );
    }

    #[test]
    fn large_matrices_fit_and_say_what_is_missing() {
        let cell = |i: usize, j: usize| format!("{}/{}", (i + 7) * 123_456_789_123, (j + 3) * 987_654_321);
        let matrix: Vec<Vec<String>> = (0..60).map(|i| (0..60).map(|j| cell(i, j)).collect()).collect();
        for width in [40, 80, 98] {
            let (lines, _) = lines(&matrix, width);
            assert_eq!(lines.len(), 2 * ROWS_AT_ENDS + 1);
            assert!(lines.iter().all(|line| line.len() <= width), "{lines:?}");
        }
        let (_, note) = lines(&matrix, 98);
        let note = note.unwrap();
        assert!(
            note.contains("rounded") && note.contains("rows 11 to 50") && note.contains("columns"),
            "{note}"
        );
    }

    #[test]
    fn weights_of_many_workers_are_short() {
        assert_eq!(weights(&[3, 3, 2]), "3 3 2");
        assert_eq!(weights(&[31; 60]), "31 of each of 60 workers");
        let mixed: Vec<usize> = (0..60).collect();
        assert!(weights(&mixed).contains("9 ... (40 more) ... 50"));
    }
}
