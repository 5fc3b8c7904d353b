//! Decodability: by the classes of the proof, or by a parity check of the rows.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::line;
use crate::fields::Place;
use crate::limits::Clock;
use crate::matrix::{PRIME, read, visit};
use crate::trace::{common_denominator, scaled};
use crate::verdict::Judged;

/// Most rows of a matrix whose parity check is looked for.
const MOST_ROWS: usize = 64;

pub(super) fn text(claim: &Place, clock: &Clock, is_accepted: bool) -> Judged<Option<String>> {
    let (rows, stragglers) = read(claim)?;
    let Ok(common) = common_denominator(rows.iter().flatten()) else { return Ok(None) };
    let lines: String = rows.iter().map(|row| line(&scaled(row, &common))).collect();
    let matrix = format!("{} {stragglers}\n{common}\n{lines}", rows.len());
    if let Some(classes) = claim.get("proof")?.optional("classes")? {
        let classes = classes_of(&classes, rows.len(), stragglers, is_accepted)?;
        return Ok(classes.map(|classes| format!("classes\n{matrix}{classes}")));
    }
    // A set of dependent rows that decodes nevertheless is beyond what a parity check can say.
    if rows.len() > MOST_ROWS || (is_accepted && visit(claim, &rows, stragglers, clock)?.dependent > 0) {
        return Ok(None);
    }
    let Some(check) = parity_check(&rows, stragglers, claim, clock)? else { return Ok(None) };
    let check: String = check.iter().map(line).collect();
    Ok(Some(format!("kernel\n{matrix}{PRIME}\n{check}")))
}

/// One class more than stragglers: words have no place for others.
fn classes_of(place: &Place, workers: usize, stragglers: usize, is_accepted: bool) -> Judged<Option<String>> {
    let mut lines = Vec::new();
    for class in place.items()? {
        let members: Vec<BigInt> =
            (class.items()?).map(|member| Ok(member.count(0, workers - 1)?.into())).collect::<Judged<_>>()?;
        lines.push(format!("{} {}", members.len(), line(&members)));
    }
    if lines.len() > stragglers + 1 && !is_accepted {
        return Ok(None);
    }
    lines.truncate(stragglers + 1);
    Ok(Some(format!("{}\n{}", lines.len(), lines.concat())))
}

/// `s` independent integer vectors that are orthogonal to all rows, if the rows have rank `N - s`: the others'
/// parity checks have other numbers of rows.
fn parity_check(
    rows: &[Vec<BigRational>],
    stragglers: usize,
    claim: &Place,
    clock: &Clock,
) -> Judged<Option<Vec<Vec<BigInt>>>> {
    let workers = rows.len();
    let mut reduced: Vec<(usize, Vec<BigRational>)> = Vec::new();
    for row in rows {
        clock.check(&claim.pointer)?;
        let mut row = row.clone();
        for (pivot, other) in &reduced {
            subtract(&mut row, *pivot, other);
        }
        let Some(pivot) = row.iter().position(|entry| !entry.is_zero()) else { continue };
        let lead = row[pivot].recip();
        row.iter_mut().for_each(|entry| *entry *= &lead);
        for (_, other) in &mut reduced {
            subtract(other, pivot, &row);
        }
        reduced.push((pivot, row));
    }
    if reduced.len() + stragglers != workers {
        return Ok(None);
    }
    let is_free = |column: &usize| reduced.iter().all(|(pivot, _)| pivot != column);
    let vector = |free: usize| {
        let mut vector = vec![BigRational::zero(); workers];
        vector[free] = BigRational::one();
        for (pivot, row) in &reduced {
            vector[*pivot] = -&row[free];
        }
        let common = common_denominator(vector.iter()).ok()?;
        Some(scaled(&vector, &common))
    };
    Ok((0..workers).filter(is_free).map(vector).collect())
}

/// Takes from the row what makes it zero at the pivot of another, whose entry there is one.
fn subtract(row: &mut [BigRational], pivot: usize, other: &[BigRational]) {
    let factor = row[pivot].clone();
    if factor.is_zero() {
        return;
    }
    for (entry, value) in row.iter_mut().zip(other).filter(|(_, value)| !value.is_zero()) {
        *entry -= &factor * value;
    }
}
