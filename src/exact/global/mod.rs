//! The largest completion probability, with a bound: global optimisation by outer approximation.
//!
//! `Pr[max_n T_(N-n) W_n <= t]` is not concave in the partition, but it is a concave function of separable
//! ones: `ln Pr = Phi(beta(w_0), ..., beta(w_{N-1}))` where `beta(w) = ln F(t / w)` and `Phi` is concave
//! and nondecreasing for every i.i.d. law (A. Prekopa, *On logarithmic concave measures and functions*,
//! 1973: the ordered sample in the scale of `ln F` has the density `N! e^{sum y}` on a cone). Replacing
//! `beta` by its concave envelope on a box leaves a concave program whose tangents make a linear one;
//! bounds on the loads are tightened by linear programs (optimality-based bound tightening: see Puranik
//! and Sahinidis, *Domain reduction techniques for global NLP and MINLP optimization*, 2017) and boxes are
//! bisected where that is not enough. Every bound is computed by weak duality from stored rows.
//!
//! Proved in `proofs/runtime/geometric_mean.v`: `geometric_mean_probability`, the concavity of `Phi` at midpoints.
//! Proved in `proofs/relaxed/prekopa.v`: `log_probability_concave_in_logs`, `log_probability_monotone`.
//!
//! [`maximise`] solves the relaxed problem, [`integer::maximise`] the one over integers. What a search never changes is its
//! [`context`], what it learns its [`state`], what waits a [`node`]; [`search`] is the loop. Relaxing with cuts ([`cuts`]),
//! [`tightening`], [`splitting`] and [`branching`] over integers are functions of these.

pub mod bound;
pub mod boxes;
pub mod branching;
pub mod coefficients;
pub mod context;
pub mod cuts;
pub mod envelope;
pub mod grid;
pub mod incumbent;
pub mod integer;
pub mod node;
pub mod oracle;
pub mod recorded;
pub mod relaxation;
pub mod rows;
pub mod search;
pub mod shares;
pub mod splitting;
pub mod state;
#[cfg(all(test, feature = "highs"))]
mod tests;
pub mod tightening;
pub mod trail;
pub mod types;

pub use shares::maximise;
pub use types::{GlobalOptions, GlobalOutcome, GlobalProblem};
