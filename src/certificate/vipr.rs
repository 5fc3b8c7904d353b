//! A proof of an integer optimum in the format VIPR 1.0 (<https://github.com/ambros-gleixner/VIPR>), for checkers of integer programs.
//!
//! The program has a variable for every block and one for the runtime over kappa, which is at least every cut of the proof; the
//! cuts are those that the judge computed. A node of the tree becomes assumptions `r.x <= v` and `r.x >= v + 1`, as many
//! pairs as there are children but one; a leaf is a linear combination, and a pair of assumptions is resolved by `uns`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use bcgc_verify::{Bound, Clock, Tree, bounds};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use super::error::CertificateError;
use crate::output::mark;
use crate::threads;

/// Why there is no such file.
const NO_OPTIMUM: &str = "a VIPR file has the proof that an integer partition has the least expected runtime, and no such proof was found";
/// Why a tree is not written.
const UNSOUND: &str = "a leaf of the proof has multipliers without a case";
/// Time for the cuts, which are computed again.
const PATIENCE: Duration = Duration::from_secs(600);

/// The proof that a partition into integers has the least expected runtime, as VIPR 1.0, from the document of a certificate: of its last
/// bound over integers. [`Certificate::vipr`](super::Certificate::vipr) is the same.
///
/// # Errors
/// When it is no certificate that the judge accepts, or does not claim an integer optimum of an expected runtime.
pub fn vipr(document: &str) -> Result<String, CertificateError> {
    let found =
        bounds(document.as_bytes(), None, &Clock::start(Some(PATIENCE)).on_threads(threads::at_hand()))?;
    let bound = found.iter().rev().find(|bound| bound.is_over_integers);
    let bound = bound.ok_or_else(|| CertificateError::Unsupported(NO_OPTIMUM.to_owned()))?;
    let mut writer = Writer { bound, derived: String::new(), count: 0 };
    writer
        .tree(&bound.tree, &mut Vec::new())
        .ok_or_else(|| CertificateError::Unsupported(UNSOUND.to_owned()))?;
    Ok(writer.file())
}

/// What a node above says of its form: the constraints that bound it.
struct Case {
    form: usize,
    /// The number of the constraint `r.x >= value`.
    low: Option<usize>,
    /// That of the constraint `r.x <= value`.
    high: Option<usize>,
}

struct Writer<'a> {
    bound: &'a Bound,
    /// The derived constraints, a line each.
    derived: String,
    count: usize,
}

impl Writer<'_> {
    fn file(&self) -> String {
        let Bound { workers, coordinates, target, cuts, .. } = self.bound;
        let names: String = (0..*workers).map(|i| format!("x{i} ")).collect();
        let numbers: String = (0..*workers).map(|i| format!("{i} ")).collect();
        let mut text = format!(
            "% {}\n% no integer partition of {coordinates} coordinates has an expected runtime over kappa below the bound,\n% \
             if every cut is at most that runtime, which this file does not prove\nVER 1.0\nVAR {}\n{names}runtime\nINT {workers}\n{}\n\
             OBJ min\n1 {workers} 1\nCON {} {workers}\n",
            mark(),
            workers + 1,
            numbers.trim_end(),
            self.given(),
        );
        for i in 0..*workers {
            let _ = writeln!(text, "block{i} G 0 1 {i} 1");
        }
        let ones: String = (0..*workers).map(|i| format!(" {i} 1")).collect();
        let _ = writeln!(text, "sum E {coordinates} {workers}{ones}");
        for (number, row) in cuts.rows.iter().enumerate() {
            let negative: Vec<BigInt> = row.iter().map(|entry| -entry).collect();
            let (count, terms) = terms(&negative);
            let _ = writeln!(text, "cut{number} G 0 {}{terms} {workers} {}", count + 1, cuts.denominator);
        }
        let _ = write!(text, "RTP range {target} inf\nSOL 0\nDER {}\n{}", self.count, self.derived);
        text
    }

    /// How many constraints the program has.
    fn given(&self) -> usize {
        self.bound.workers + 1 + self.bound.cuts.rows.len()
    }

    /// Adds a derived constraint and returns its number.
    fn derive(&mut self, constraint: &str, reason: &str) -> usize {
        let number = self.given() + self.count;
        let _ = writeln!(self.derived, "C{number} {constraint} {{ {reason} }} -1");
        self.count += 1;
        number
    }

    /// The number of the constraint that the runtime is at least the target, under the cases above; `None` where a leaf has no such
    /// combination.
    fn tree(&mut self, tree: &Tree, path: &mut Vec<Case>) -> Option<usize> {
        let (form, low, below, between, above) = match tree {
            Tree::Leaf { cuts, multipliers } => return self.leaf(cuts, multipliers, path),
            Tree::Node { form, low, below, between, above } => (*form, low, below, between, above),
        };
        let bound = self.bound;
        let (count, terms) = terms(bound.forms.get(form)?);
        // Pairs of assumptions: at most a value, or at least the next one.
        let mut pairs = Vec::new();
        let mut value = low.clone();
        for _ in 0..=between.len() {
            let next = &value + 1;
            let high = self.derive(&format!("L {value} {count}{terms}"), "asm");
            let low = self.derive(&format!("G {next} {count}{terms}"), "asm");
            pairs.push((high, low));
            value = next;
        }
        let mut proved = Vec::new();
        let mut before = None;
        for (child, (high, low)) in std::iter::once(&**below).chain(between).zip(&pairs) {
            path.push(Case { form, low: before.take(), high: Some(*high) });
            proved.push(self.tree(child, path)?);
            path.pop();
            before = Some(*low);
        }
        path.push(Case { form, low: before, high: None });
        let mut last = self.tree(above, path)?;
        path.pop();
        let target = format!("G {} OBJ", bound.target);
        for (own, (high, low)) in proved.iter().zip(&pairs).rev() {
            last = self.derive(&target, &format!("uns {own} {high} {last} {low}"));
        }
        Some(last)
    }

    /// A combination of cuts, cases, the sum of the blocks and their signs in which the blocks vanish.
    fn leaf(
        &mut self,
        cuts: &[(usize, BigRational)],
        multipliers: &[BigRational],
        path: &[Case],
    ) -> Option<usize> {
        let bound = self.bound;
        let total: BigRational = cuts.iter().map(|(_, weight)| weight).sum();
        if !total.is_positive() || multipliers.len() != path.len() {
            return None;
        }
        let mut combination: BTreeMap<usize, BigRational> = BTreeMap::new();
        let mut add = |number: usize, factor: BigRational| {
            *combination.entry(number).or_insert_with(BigRational::zero) += factor;
        };
        let mut residual = vec![BigRational::zero(); bound.workers];
        let mut take = |row: &[BigInt], factor: &BigRational| {
            residual.iter_mut().zip(row).for_each(|(entry, value)| *entry += factor * value);
        };
        for (cut, weight) in cuts {
            let factor = weight / (&total * &bound.cuts.denominator);
            take(bound.cuts.rows.get(*cut)?, &factor);
            add(bound.workers + 1 + cut, factor);
        }
        for (case, multiplier) in path.iter().zip(multipliers).filter(|(_, nu)| !nu.is_zero()) {
            let side = if multiplier.is_positive() { case.low } else { case.high };
            let factor = multiplier / &total;
            take(bound.forms.get(case.form)?, &-&factor);
            add(side?, factor);
        }
        let least = residual.iter().min()?.clone();
        residual.iter().enumerate().for_each(|(block, entry)| add(block, entry - &least));
        add(bound.workers, least);
        combination.retain(|_, factor| !factor.is_zero());
        let factors: String =
            combination.iter().map(|(number, factor)| format!(" {number} {factor}")).collect();
        Some(self.derive(&format!("G {} OBJ", bound.target), &format!("lin {}{factors}", combination.len())))
    }
}

/// How many coefficients are not zero, and these with their variables.
fn terms(row: &[BigInt]) -> (usize, String) {
    let terms = || row.iter().enumerate().filter(|(_, entry)| !entry.is_zero());
    (terms().count(), terms().map(|(block, entry)| format!(" {block} {entry}")).collect())
}
