//! Finding the entry at fault in a matrix that does not decode.
//!
//! If one entry was changed, dropped or mistyped, the other rows still span the space that the row
//! belongs to: the row that leaves it is found by ranks, and what has to be added to one of its
//! entries to bring it back by comparing residues (syndrome decoding of a single error). Of one straggler any entry brings
//! its row back, so that several may be the one.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::matrix::EncodingMatrix;
use super::modular::{Prime, pivot_columns};
use super::{fraction, linear};
use crate::input::shorten;

/// Largest matrix that is searched, to keep the search within seconds.
const LARGEST: usize = 64;

/// Most entries that a message lists of those that may be at fault.
const LISTED: usize = 4;

/// Says which single entry keeps the matrix from decoding, or which may be the one, if exactly one row is to blame.
pub(crate) fn changed_entry(matrix: &EncodingMatrix, rows: &[Vec<BigInt>]) -> Option<String> {
    if matrix.workers().max(matrix.subsets()) > LARGEST {
        return None;
    }
    let mut suspects = (0..rows.len()).filter(|i| is_suspect(rows, *i));
    let (row, None) = (suspects.next()?, suspects.next()) else { return None };
    let space = Space::spanned_by(rows, row)?;
    let support = matrix.support(row + 1);
    // Every subset is held by more workers than may straggle.
    let held = |j: usize| rows.iter().filter(|row| !row[j].is_zero()).count();
    let is_held_with = |(changed, value): &(usize, BigRational)| {
        (0..matrix.subsets()).all(|j| {
            let others = held(j) - usize::from(!rows[row][j].is_zero());
            let has = if j == *changed { !value.is_zero() } else { !rows[row][j].is_zero() };
            others + usize::from(has) > matrix.stragglers()
        })
    };
    let fitting = space.repairs(matrix.row(row + 1));
    let some_fits = !fitting.is_empty();
    // While a subset is lost, entries that make the row fit would decode nothing.
    let candidates: Vec<(usize, BigRational)> = fitting.into_iter().filter(is_held_with).collect();
    if some_fits && candidates.is_empty() {
        return None;
    }
    let (lost, kept): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|(j, _)| held(*j) <= matrix.stragglers());
    let (near, far): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(j, _)| support.contains(&(j + 1)));
    // The likeliest come first: slips are made in entries that are there.
    let likeliest =
        [lost.as_slice(), &near, &far].into_iter().find(|list| !list.is_empty()).unwrap_or_default();
    let all = if lost.is_empty() { near.len() + far.len() } else { lost.len() };
    let shown = |value: &BigRational| shorten(&fraction::format(value));
    if let [(column, value)] = likeliest {
        let found = shown(&matrix.row(row + 1)[*column]);
        let place = format!("row {}, column {} is {found}", row + 1, column + 1);
        return Some(format!("{place}; with {} there the row fits the space of the others", shown(value)));
    }
    let stands_out = format!(
        "row {} stands out: it does not fit the space of the other rows, in which the row of ones lies",
        row + 1
    );
    if likeliest.is_empty() {
        return Some(format!(
            "{stands_out}, and no change of one of its entries, short of a row of zeros, makes it fit; check the whole row"
        ));
    }
    let listed: Vec<String> = (likeliest.iter().take(LISTED))
        .map(|(column, value)| format!("with {} in column {}", shown(value), column + 1))
        .collect();
    let rest = match all - listed.len() {
        0 => String::new(),
        1 => ", or another value in one other column".to_owned(),
        rest => format!(", or another value in one of {rest} other columns"),
    };
    Some(format!(
        "{stands_out}; one entry may be at fault, and several could be the one: the row fits {}{rest}",
        listed.join(", or ")
    ))
}

/// Modulo a prime: without the row the rank is one less and the all-ones row is still spanned.
fn is_suspect(rows: &[Vec<BigInt>], suspect: usize) -> bool {
    let prime = Prime::largest(1)[0];
    let residues = |row: &Vec<BigInt>| row.iter().map(|v| prime.residue(v)).collect::<Vec<_>>();
    let all: Vec<_> = rows.iter().map(residues).collect();
    let mut others = all.clone();
    others.remove(suspect);
    let rank = pivot_columns(prime, others.clone()).len();
    let columns = rows[suspect].len();
    others.push(vec![1; columns]);
    rank + 1 == pivot_columns(prime, all).len() && rank == pivot_columns(prime, others).len()
}

/// A row space in reduced echelon form.
struct Space {
    reduced: linear::Reduced,
}

impl Space {
    /// The space of all rows but one, if it holds the all-ones row (decided exactly).
    fn spanned_by(rows: &[Vec<BigInt>], without: usize) -> Option<Self> {
        let mut others = rows.to_vec();
        others.remove(without);
        let columns = rows[without].len();
        let space = Self { reduced: linear::reduce(others, columns) };
        let ones = vec![BigRational::one(); columns];
        space.residual(&ones).iter().all(Zero::is_zero).then_some(space)
    }

    /// A vector minus the element of the space that agrees with it on the pivot columns.
    fn residual(&self, vector: &[BigRational]) -> Vec<BigRational> {
        let mut rest = vector.to_vec();
        for (row, pivot) in self.reduced.rows.iter().zip(&self.reduced.pivots) {
            let weight = &vector[*pivot] / &self.reduced.pivot;
            for (value, entry) in rest.iter_mut().zip(row) {
                *value -= &weight * entry;
            }
        }
        rest
    }

    /// The columns (from 0) where another value of the entry brings the row into the space, with
    /// that value. A row of zeros lies in every space and repairs nothing.
    fn repairs(&self, row: &[BigRational]) -> Vec<(usize, BigRational)> {
        let rest = self.residual(row);
        let repair = |j: usize| {
            let mut unit = vec![BigRational::zero(); row.len()];
            unit[j] = BigRational::one();
            let direction = self.residual(&unit);
            let place = direction.iter().position(|v| !v.is_zero())?;
            let step = -(&rest[place] / &direction[place]);
            let fits = rest.iter().zip(&direction).all(|(r, d)| (r + &step * d).is_zero());
            let value = &row[j] + step;
            let is_zero = value.is_zero() && (0..row.len()).all(|i| i == j || row[i].is_zero());
            (fits && !is_zero).then_some((j, value))
        };
        (0..row.len()).filter_map(repair).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{CheckOptions, Verdict, build, check, find};

    /// The matrix with another entry (row and column from 1), and why it does not decode, if it does not.
    fn with(
        matrix: &EncodingMatrix,
        (row, column): (usize, usize),
        entry: &BigRational,
    ) -> (EncodingMatrix, Option<String>) {
        let mut rows: Vec<Vec<BigRational>> = matrix.rows().map(<[_]>::to_vec).collect();
        rows[row - 1][column - 1] = entry.clone();
        let changed = EncodingMatrix::from_rows(rows, matrix.stragglers()).unwrap();
        let reason = match check(&changed, &CheckOptions::default()).verdict {
            Verdict::NotDecodable { reason, .. } => Some(reason),
            _ => None,
        };
        (changed, reason)
    }

    fn of_whole(rows: &[&[i64]], stragglers: usize) -> EncodingMatrix {
        let whole = |row: &&[i64]| row.iter().map(|&x| BigRational::from_integer(x.into())).collect();
        EncodingMatrix::from_rows(rows.iter().map(whole).collect(), stragglers).unwrap()
    }

    /// Once: entries were named that make a row fit while too few workers hold a subset, or that lose one.
    #[test]
    fn no_entry_is_named_whose_change_leaves_a_subset_to_too_few() {
        let verdict = |matrix: &EncodingMatrix| match check(matrix, &CheckOptions::default()).verdict {
            Verdict::NotDecodable { reason, .. } => reason,
            verdict => panic!("{verdict:?}"),
        };
        let lost = of_whole(
            &[&[1, 0, 0, 0, 0], &[0, 1, 1, 0, 0], &[0, 1, 1, 0, 0], &[0, 0, 1, 1, 1], &[0, 0, 0, 1, 1]],
            1,
        );
        let reason = verdict(&lost);
        assert!(reason.contains("subset 1") && !reason.contains("with 0"), "{reason}");
        let losing = of_whole(
            &[
                &[1, 5, 0, 0, 0, 0],
                &[0, 1, -1, 0, 0, 0],
                &[0, 0, 1, -1, 0, 0],
                &[0, 1, 0, 1, -1, 0],
                &[0, 0, 0, 0, 1, -1],
                &[1, 0, 0, 0, 0, 5],
            ],
            1,
        );
        let reason = verdict(&losing);
        assert!(!reason.contains("with 0 in column 4"), "{reason}");
    }

    /// Once: where several entries could be the one, none was said to be.
    #[test]
    fn with_one_straggler_a_changed_entry_is_among_those_that_could_be_the_one() {
        let slip = BigRational::new(22.into(), 7.into());
        for (n, row) in [(3, 1), (5, 2), (7, 4)] {
            let matrix = build(find("cyclic-repetition").unwrap(), n, 1, 1).unwrap();
            for column in matrix.support(row) {
                let right = matrix.row(row)[column - 1].clone();
                let (broken, reason) = with(&matrix, (row, column), &slip);
                let reason = reason.unwrap();
                assert!(reason.contains(&format!("row {row} stands out")), "{reason}");
                assert!(reason.contains(&format!("with {right} in column {column}")), "{reason}");
                // Each that is named makes it decode.
                let listed = reason.split("the row fits ").nth(1).unwrap();
                let named: Vec<&str> = listed.split("with ").skip(1).collect();
                for part in &named {
                    let (value, rest) = part.split_once(" in column ").unwrap();
                    let column = rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap();
                    assert_eq!(with(&broken, (row, column), &value.parse().unwrap()).1, None, "{reason}");
                }
                assert!(named.len() > 1, "{reason}");
            }
        }
    }
}
