//! Does every set of N-s workers decode?
//!
//! Two rigorous ways to answer it by ranks modulo 31-bit primes, where they are cheap:
//!
//! * *Row space.* If the rows of `B` span a space of dimension `r` that contains the all-ones row,
//!   both known exactly, then rank `r` of `B_I` modulo one prime (rows scaled to integers) proves that
//!   `B_I` spans the same space, because rank modulo a prime never exceeds rank over the rationals.
//! * *Several primes.* If the all-ones row lies in the row space of `B_I` modulo each of several primes
//!   whose product exceeds every minor of `[B_I; 1]` (Hadamard's bound), it does so over the rationals: the rank
//!   `r` of `B_I` modulo the prime where it is largest bounds the rational rank from below, and
//!   all minors of order `r + 1` of `[B_I; 1]` are divisible by every prime, hence zero.
//!
//! A set that fails modulo a prime is settled over the rationals.
//!
//! Proved in `proofs/encoding/decodability.v`: `decodable_row_space`, `decodable_rank`,
//! `kernel_decodes`, `kernel_tolerates`, `uncovered_undecodable`, `holders_needed`.
//! Proved in `proofs/encoding/rank_modulo_prime.v`: `rank_mod_prime_le`, `rank_mod_prime_decodes`,
//! `span_mod_prime_decodes`.
//! Proved in `proofs/encoding/hadamard.v`: `several_primes_decode`.

use std::{
    fmt,
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering},
};

use num_bigint::{BigInt, BigUint};
use num_traits::{One, ToPrimitive, Zero};
use serde::{Serialize, Serializer};

use super::decoding::Decoder;
use super::matrix::EncodingMatrix;
use super::modular::Prime;
use super::walk::{Goal, Stopped, Table};
use super::{locate, sets};
use crate::clock::Clock;
use crate::threads;

/// How far to go.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Largest number of sets that are all visited; above it a theorem is used, or a sample. A
    /// matrix that needs several primes counts each set once a prime.
    pub budget: u64,
    /// Number of distinct sets of a sample.
    pub samples: usize,
    /// Seed of the sample.
    pub seed: u64,
    /// Whether to accept the theorem of the construction, if its hypotheses hold, before visiting sets.
    pub theorem_first: bool,
    /// What may end the check early.
    pub clock: Clock,
}

impl Default for CheckOptions {
    /// 200 million sets, samples of 10 000, seed 1, sets before theorems, no limit on the time.
    fn default() -> Self {
        let clock = Clock::unlimited();
        Self { budget: 200_000_000, samples: 10_000, seed: 1, theorem_first: false, clock }
    }
}

impl CheckOptions {
    /// For checks that are not the point of the exercise, such as the matrices of all blocks of a scheme:
    /// 2 million sets, samples of 1000.
    pub fn brief() -> Self {
        Self { budget: 2_000_000, samples: 1000, ..Self::default() }
    }
}

/// The answer. The kinds are never merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verdict {
    /// Every set of N-s workers was checked, rigorously.
    Verified,
    /// A theorem covers all sets; its hypotheses were checked exactly.
    VerifiedByTheorem {
        /// The theorem.
        theorem: &'static str,
    },
    /// Only a random sample was checked, without a failure: no proof.
    Sampled {
        /// Number of distinct sets checked.
        checked: usize,
    },
    /// The clock ended the check: nothing is proved.
    Stopped,
    /// A set of N-s workers that cannot decode, proved over the rationals.
    NotDecodable {
        /// The workers of the set, ascending.
        #[serde(rename = "offending_workers")]
        workers: Vec<usize>,
        /// Why they cannot, and the entry at fault where it can be told.
        reason: String,
    },
}

/// Verdict on one matrix, with what it rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Decodability {
    /// Number of workers.
    pub workers: usize,
    /// Number of stragglers to tolerate.
    pub stragglers: usize,
    /// Number of sets of N-s workers (a decimal number in JSON text).
    #[serde(serialize_with = "as_text")]
    pub sets: BigUint,
    /// The answer.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The primes whose residues were used, none for a theorem.
    pub primes: Vec<u32>,
    /// Sets that failed modulo a prime and were found decodable over the rationals; 0 with a set
    /// that cannot decode.
    pub rational_fallbacks: u64,
    /// Number of subsets of the data.
    pub subsets: usize,
}

fn as_text<S: Serializer>(value: &BigUint, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

impl Decodability {
    /// Whether decodability is proved, by sets or by theorem.
    pub fn is_verified(&self) -> bool {
        matches!(self.verdict, Verdict::Verified | Verdict::VerifiedByTheorem { .. })
    }

    /// Whether a set that cannot decode was found.
    pub fn is_refuted(&self) -> bool {
        matches!(self.verdict, Verdict::NotDecodable { .. })
    }
}

impl fmt::Display for Decodability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.verdict {
            Verdict::Verified => write!(f, "verified (all sets)"),
            Verdict::VerifiedByTheorem { .. } => write!(f, "verified (theorem)"),
            Verdict::Sampled { checked } => write!(f, "sampled ({checked} of {})", self.sets),
            Verdict::Stopped => write!(f, "stopped (nothing proved)"),
            Verdict::NotDecodable { workers, reason } => {
                write!(f, "not decodable: workers {}, {reason}", sets::shown(workers))
            }
        }
    }
}

/// Checks a matrix. The result does not depend on the number of threads.
///
/// ```
/// use bcgc::encoding::{CheckOptions, Verdict, check, user};
///
/// let matrix = user::from_csv("1,1,0\n0,1,-1\n1,0,1\n", 1)?;
/// let found = check(&matrix, &CheckOptions::default());
/// assert!(matches!(found.verdict, Verdict::NotDecodable { workers, .. } if workers == [1, 2]));
/// # Ok::<(), bcgc::encoding::EncodingError>(())
/// ```
pub fn check(matrix: &EncodingMatrix, options: &CheckOptions) -> Decodability {
    Check::new(matrix, options).run()
}

/// What a walk over the sets says about one that failed modulo a prime.
enum Bad {
    /// It cannot decode.
    Refuted(Vec<usize>),
    /// It decodes without spanning the whole row space: that criterion does not fit the matrix.
    SmallerSpan,
}

struct Check<'a> {
    matrix: &'a EncodingMatrix,
    options: &'a CheckOptions,
    decoder: Decoder,
    /// Size N-s of the sets.
    size: usize,
    sets: BigUint,
    fallbacks: AtomicU64,
}

impl<'a> Check<'a> {
    fn new(matrix: &'a EncodingMatrix, options: &'a CheckOptions) -> Self {
        Self {
            matrix,
            options,
            decoder: Decoder::new(matrix),
            size: matrix.needed(),
            sets: sets::binomial(matrix.workers(), matrix.stragglers()),
            fallbacks: AtomicU64::new(0),
        }
    }

    fn run(&self) -> Decodability {
        self.answer().unwrap_or_else(|Stopped| {
            self.fallbacks.store(0, Ordering::Relaxed);
            self.report(Verdict::Stopped, Vec::new())
        })
    }

    fn answer(&self) -> Result<Decodability, Stopped> {
        if let Some(set) = self.uncovered() {
            return Ok(self.refuted(&set, Vec::new()));
        }
        let theorem = self.decoder.theorem();
        if let Some(theorem) = theorem
            && (self.options.theorem_first || !self.affordable(1))
        {
            return Ok(self.report(Verdict::VerifiedByTheorem { theorem }, Vec::new()));
        }
        if self.affordable(1) && self.decoder.space().holds_ones {
            let table = self.table(Prime::largest(1)[0], Goal::FullRank);
            match table.first_bad(self.size, &self.options.clock, |set| self.settle_span(set))? {
                None => return Ok(self.report(Verdict::Verified, Prime::largest(1))),
                Some(Bad::Refuted(set)) => return Ok(self.refuted(&set, Prime::largest(1))),
                Some(Bad::SmallerSpan) => self.fallbacks.store(0, Ordering::Relaxed),
            }
        }
        let primes = self.primes();
        if self.affordable(primes.len()) {
            return self.visit_all(primes);
        }
        match theorem {
            Some(theorem) => Ok(self.report(Verdict::VerifiedByTheorem { theorem }, Vec::new())),
            None => self.sample(),
        }
    }

    fn affordable(&self, primes: usize) -> bool {
        &self.sets * primes <= BigUint::from(self.options.budget)
    }

    fn visit_all(&self, primes: Vec<Prime>) -> Result<Decodability, Stopped> {
        for prime in &primes {
            let table = self.table(*prime, Goal::Target);
            if let Some(set) = table.first_bad(self.size, &self.options.clock, |set| self.settle(set))? {
                return Ok(self.refuted(&set, primes));
            }
        }
        Ok(self.report(Verdict::Verified, primes))
    }

    fn sample(&self) -> Result<Decodability, Stopped> {
        let drawn =
            sets::sample(self.matrix.workers(), self.size, self.options.samples.max(1), self.options.seed);
        let spans = self.decoder.space().holds_ones.then(|| self.table(Prime::largest(1)[0], Goal::FullRank));
        let bad = threads::find_first(
            drawn.len(),
            || (),
            |(), i| {
                let set = &drawn[i];
                if self.options.clock.is_over() {
                    return Some(Err(Stopped));
                }
                let good = spans.as_ref().is_some_and(|table| table.is_good(set));
                if good { None } else { self.settle(set).break_value().map(Ok) }
            },
        );
        let primes = if spans.is_some() { Prime::largest(1) } else { Vec::new() };
        Ok(match bad.transpose()? {
            Some(set) => self.refuted(&set, primes),
            None => self.report(Verdict::Sampled { checked: drawn.len() }, primes),
        })
    }

    /// A set of N-s workers none of which holds some subset.
    fn uncovered(&self) -> Option<Vec<usize>> {
        let workers = self.matrix.workers();
        let rows = self.decoder.rows();
        let without = |j: usize| (0..workers).filter(move |i| rows[*i][j].is_zero());
        let subset = (0..self.matrix.subsets()).find(|j| without(*j).count() >= self.size)?;
        Some(without(subset).take(self.size).collect())
    }

    /// Settles over the rationals a set that failed modulo a prime.
    fn settle(&self, set: &[usize]) -> ControlFlow<Vec<usize>> {
        if self.decoder.solve(set).is_none() {
            return ControlFlow::Break(set.to_vec());
        }
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
        ControlFlow::Continue(())
    }

    fn settle_span(&self, set: &[usize]) -> ControlFlow<Bad> {
        if self.decoder.rank(set) == self.decoder.space().dimension {
            self.fallbacks.fetch_add(1, Ordering::Relaxed);
            return ControlFlow::Continue(());
        }
        ControlFlow::Break(match self.decoder.solve(set) {
            Some(_) => Bad::SmallerSpan,
            None => Bad::Refuted(set.to_vec()),
        })
    }

    /// The matrix modulo a prime, on the columns that determine its rows and the all-ones row.
    fn table(&self, prime: Prime, goal: Goal) -> Table {
        let columns = &self.decoder.space().columns;
        let mut entries = Vec::with_capacity(columns.len() * (self.matrix.workers() + 1));
        for row in self.decoder.rows() {
            entries.extend(columns.iter().map(|j| prime.residue(&row[*j])));
        }
        if goal == Goal::Target {
            entries.extend(columns.iter().map(|_| 1));
        }
        Table::new(prime, goal, self.matrix.workers(), columns.len(), entries)
    }

    /// Primes whose product exceeds every minor of `[B_I; 1]`, none of which divides an entry.
    fn primes(&self) -> Vec<Prime> {
        let rows = self.decoder.rows();
        // A minor is at most the product of the norms of its rows; the norm of an integer row is at
        // least 1, so more rows only raise the bound. Half the bits of a squared norm, rounded up.
        let half_bits = |row: &Vec<BigInt>| row.iter().map(|v| v * v).sum::<BigInt>().bits().div_ceil(2);
        let mut bits: Vec<u64> = rows.iter().map(half_bits).collect();
        bits.sort_unstable_by(|a, b| b.cmp(a));
        let ones = BigUint::from(self.matrix.subsets()).bits().div_ceil(2);
        let total = bits[..self.size].iter().sum::<u64>() + ones;
        // Each prime exceeds 2^30.
        let needed = (total / 30 + 1).to_usize().unwrap_or(usize::MAX);
        let divides = |prime: &Prime| {
            rows.iter().flatten().any(|v| !v.is_zero() && !v.is_one() && prime.residue(v) == 0)
        };
        let entries = self.matrix.workers() * self.matrix.subsets();
        let mut primes = Prime::largest(needed);
        if primes.iter().any(divides) {
            let bits: u64 = rows.iter().flatten().map(BigInt::bits).max().unwrap_or(0);
            let spare = entries.saturating_mul((bits / 30 + 1).to_usize().unwrap_or(1));
            primes = Prime::largest(needed.saturating_add(spare));
            primes.retain(|prime| !divides(prime));
            primes.truncate(needed);
        }
        primes
    }

    fn refuted(&self, set: &[usize], primes: Vec<Prime>) -> Decodability {
        // How many other sets were settled before the walk stopped depends on the threads.
        self.fallbacks.store(0, Ordering::Relaxed);
        let mut reason = self.decoder.reason(set);
        if let Some(place) = locate::changed_entry(self.matrix, self.decoder.rows()) {
            reason = format!("{reason}; {place}");
        }
        let workers = set.iter().map(|i| i + 1).collect();
        self.report(Verdict::NotDecodable { workers, reason }, primes)
    }

    fn report(&self, verdict: Verdict, primes: Vec<Prime>) -> Decodability {
        Decodability {
            workers: self.matrix.workers(),
            stragglers: self.matrix.stragglers(),
            sets: self.sets.clone(),
            verdict,
            primes: primes.into_iter().map(Prime::value).collect(),
            rational_fallbacks: self.fallbacks.load(Ordering::Relaxed),
            subsets: self.matrix.subsets(),
        }
    }
}
