//! Does every set of `N - s` workers decode, that is, span the row of ones?
//!
//! Proved in `proofs/encoding/rank_modulo_prime.v`: `rank_mod_prime_le`, `span_mod_prime_decodes`.
//! Proved in `proofs/encoding/classes.v`: `classes_tolerate`.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};

use crate::fields::Place;
use crate::limits::{Clock, MAX_MATRIX, MAX_SETS};
use crate::trace::{common_denominator, scaled};
use crate::verdict::{Judged, Refusal};

/// An encoding matrix, each row brought to integers by a positive factor.
struct Matrix {
    rows: Vec<Vec<BigInt>>,
    stragglers: usize,
}

/// The rows that a claim speaks of, and its number of stragglers.
pub(crate) fn read(claim: &Place) -> Judged<(Vec<Vec<BigRational>>, usize)> {
    claim.allow_only(&["claim", "stragglers", "rows", "proof"])?;
    let rows = claim.get("rows")?;
    let workers = rows.length()?;
    if workers == 0 || workers > MAX_MATRIX {
        return Err(rows.malformed(format!("must hold 1 to {MAX_MATRIX} rows")));
    }
    let rational = rows.items()?.map(|row| row.vector(workers)).collect::<Judged<Vec<_>>>()?;
    Ok((rational, claim.get("stragglers")?.count(0, workers - 1)?))
}

/// Judges the claim that the matrix tolerates its stragglers.
pub(crate) fn judge(claim: &Place, clock: &Clock) -> Judged<String> {
    let (rows, stragglers) = read(claim)?;
    let workers = rows.len();
    let proof = claim.get("proof")?;
    proof.allow_only(&["sets", "classes"])?;
    if let Some(classes) = proof.optional("classes")? {
        check_classes(&classes, &rows, stragglers)?;
        return Ok(format!("any {} of {workers} workers decode, by disjoint classes", workers - stragglers));
    }
    let sets = proof.get("sets")?;
    if sets.text()? != "all" {
        return Err(sets.malformed("must be \"all\": a sample proves nothing"));
    }
    let visited = visit(claim, &rows, stragglers, clock)?.sets;
    let sets = if visited == 1 { "set" } else { "sets" };
    Ok(format!("any {} of {workers} workers decode, {visited} {sets} visited", workers - stragglers))
}

/// Visits all sets of workers.
pub(crate) fn visit(
    claim: &Place,
    rows: &[Vec<BigRational>],
    stragglers: usize,
    clock: &Clock,
) -> Judged<Visited> {
    let whole = |row: &Vec<BigRational>| Ok(scaled(row, &common_denominator(row.iter())?));
    let rows = rows
        .iter()
        .map(whole)
        .collect::<Result<Vec<_>, String>>()
        .map_err(|reason| Refusal::malformed(&format!("{}/rows", claim.pointer), reason))?;
    Matrix { rows, stragglers }.check(claim, clock)
}

/// Sets that were visited, all of which decode.
#[derive(Default)]
pub(crate) struct Visited {
    pub sets: u64,
    /// How many of them have a smaller rank modulo the prime than all rows have.
    pub dependent: u64,
}

/// `s + 1` disjoint sets of workers whose rows sum to the row of ones: stragglers leave one of them whole.
fn check_classes(classes: &Place, rows: &[Vec<BigRational>], stragglers: usize) -> Judged<()> {
    let mut used = vec![false; rows.len()];
    let mut count = 0;
    for class in classes.items()? {
        let mut sum = vec![BigRational::zero(); rows.len()];
        for member in class.items()? {
            let worker = member.count(0, rows.len() - 1)?;
            if std::mem::replace(&mut used[worker], true) {
                return Err(Refusal::rejected(&member.pointer, "this worker belongs to two classes"));
            }
            for (entry, value) in sum.iter_mut().zip(&rows[worker]) {
                *entry += value;
            }
        }
        if sum.iter().any(|entry| !entry.is_one()) {
            return Err(Refusal::rejected(
                &class.pointer,
                "the rows of this class do not sum to the row of ones",
            ));
        }
        count += 1;
    }
    if count <= stragglers {
        let reason = format!("{count} classes tolerate fewer than {stragglers} stragglers");
        return Err(Refusal::rejected(&classes.pointer, reason));
    }
    Ok(())
}

impl Matrix {
    /// Visits all sets. If the row of ones lies in the span of all rows, a set whose rank modulo a prime is
    /// that of all rows spans it too; any other set is settled over the rationals.
    fn check(&self, claim: &Place, clock: &Clock) -> Judged<Visited> {
        let workers = self.rows.len();
        let sets = binomial(workers, self.stragglers);
        if sets.is_none_or(|sets| sets > MAX_SETS) {
            let reason = format!("there are more than {MAX_SETS} sets to visit");
            return Err(Refusal::unverified(&claim.pointer, reason));
        }
        let all: Vec<&[BigInt]> = self.rows.iter().map(Vec::as_slice).collect();
        let (rank, holds_ones) = exact_rank(&all, &|| clock.check(&claim.pointer))?;
        if !holds_ones {
            return Err(Refusal::rejected(
                &claim.pointer,
                "the row of ones is not a combination of all rows",
            ));
        }
        let residues: Vec<Vec<u64>> = self.rows.iter().map(|row| row.iter().map(residue).collect()).collect();
        let mut walk = Walk {
            matrix: self,
            residues: &residues,
            rank,
            visited: Visited::default(),
            clock,
            claim,
            chosen: Vec::new(),
        };
        walk.from(0, &mut Vec::new())?;
        Ok(walk.visited)
    }
}

/// Sets as a tree by their beginnings; one elimination step serves all sets below a node.
struct Walk<'a> {
    matrix: &'a Matrix,
    residues: &'a [Vec<u64>],
    rank: usize,
    visited: Visited,
    clock: &'a Clock,
    claim: &'a Place<'a>,
    chosen: Vec<usize>,
}

impl Walk<'_> {
    fn from(&mut self, next: usize, reduced: &mut Vec<(usize, Vec<u64>)>) -> Judged<()> {
        let workers = self.residues.len();
        let missing = workers - self.matrix.stragglers - self.chosen.len();
        if missing == 0 {
            self.visited.sets += 1;
            if self.visited.sets.is_multiple_of(256) {
                self.clock.check(&self.claim.pointer)?;
            }
            if reduced.len() == self.rank {
                return Ok(());
            }
            self.visited.dependent += 1;
            return self.settle();
        }
        for worker in next..=workers - missing {
            self.chosen.push(worker);
            let pivot = reduce(&self.residues[worker], reduced);
            let grew = pivot.is_some();
            reduced.extend(pivot);
            self.from(worker + 1, reduced)?;
            if grew {
                reduced.pop();
            }
            self.chosen.pop();
        }
        Ok(())
    }

    fn settle(&self) -> Judged<()> {
        let rows: Vec<&[BigInt]> =
            self.chosen.iter().map(|worker| self.matrix.rows[*worker].as_slice()).collect();
        if exact_rank(&rows, &|| self.clock.check(&self.claim.pointer))?.1 {
            return Ok(());
        }
        let missing: Vec<String> = (0..self.residues.len())
            .filter(|worker| !self.chosen.contains(worker))
            .map(|worker| (worker + 1).to_string())
            .collect();
        let worker = if missing.len() == 1 { "worker" } else { "workers" };
        let reason = format!(
            "without {worker} {} (the first row is worker 1) the others do not decode",
            missing.join(", ")
        );
        Err(Refusal::rejected(&self.claim.pointer, reason))
    }
}

/// A prime below 2^62.
pub(crate) const PRIME: u64 = (1 << 61) - 1;

fn residue(value: &BigInt) -> u64 {
    value.mod_floor(&BigInt::from(PRIME)).to_u64().unwrap_or(0)
}

fn times(a: u64, b: u64) -> u64 {
    (u128::from(a) * u128::from(b) % u128::from(PRIME)) as u64
}

fn inverse(value: u64) -> u64 {
    let (mut result, mut square, mut power) = (1, value, PRIME - 2);
    while power > 0 {
        if power & 1 == 1 {
            result = times(result, square);
        }
        square = times(square, square);
        power >>= 1;
    }
    result
}

/// The row minus multiples of the reduced ones, with a leading one at its pivot; `None` if nothing is left.
fn reduce(row: &[u64], reduced: &[(usize, Vec<u64>)]) -> Option<(usize, Vec<u64>)> {
    let mut row = row.to_vec();
    for (pivot, other) in reduced {
        let factor = row[*pivot];
        if factor != 0 {
            for (entry, value) in row.iter_mut().zip(other) {
                *entry = (*entry + PRIME - times(factor, *value)) % PRIME;
            }
        }
    }
    let pivot = row.iter().position(|entry| *entry != 0)?;
    let factor = inverse(row[pivot]);
    for entry in &mut row {
        *entry = times(*entry, factor);
    }
    Some((pivot, row))
}

/// The rank over the rationals, and whether the row of ones is in the span; rows are kept primitive.
fn exact_rank(rows: &[&[BigInt]], tick: &dyn Fn() -> Judged<()>) -> Judged<(usize, bool)> {
    let mut reduced: Vec<(usize, Vec<BigInt>)> = Vec::new();
    for row in rows {
        if let Some(pivot) = eliminate(row.to_vec(), &reduced, tick)? {
            reduced.push(pivot);
        }
    }
    let ones = vec![BigInt::one(); rows.first().map_or(0, |row| row.len())];
    Ok((reduced.len(), eliminate(ones, &reduced, tick)?.is_none()))
}

fn eliminate(
    mut row: Vec<BigInt>,
    reduced: &[(usize, Vec<BigInt>)],
    tick: &dyn Fn() -> Judged<()>,
) -> Judged<Option<(usize, Vec<BigInt>)>> {
    for (pivot, other) in reduced {
        tick()?;
        if !row[*pivot].is_zero() {
            let (own, factor) = (other[*pivot].clone(), row[*pivot].clone());
            for (entry, value) in row.iter_mut().zip(other) {
                *entry = &*entry * &own - &factor * value;
            }
        }
    }
    let Some(pivot) = row.iter().position(|entry| !entry.is_zero()) else { return Ok(None) };
    let common = row.iter().fold(BigInt::zero(), |common, entry| common.gcd(entry)).abs();
    for entry in &mut row {
        *entry /= &common;
    }
    Ok(Some((pivot, row)))
}

fn binomial(n: usize, k: usize) -> Option<u64> {
    let k = k.min(n - k);
    (0..k).try_fold(1_u64, |product, i| {
        let next = u128::from(product) * (n - i) as u128 / (i + 1) as u128;
        u64::try_from(next).ok()
    })
}
