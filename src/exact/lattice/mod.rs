//! `lattice`: the optimum over integer partitions by branching on forms of a reduced lattice basis.
//!
//! An integer partition has an integer value of every integer form. Near the relaxed optimum the loss is a quadratic
//! form of the distance, and the forms dual to a basis that is reduced for it ([`crate::numeric::lattice`]) tell good
//! partitions from bad ones after few questions: in the order of Schnorr and Euchner (1994), but with the function
//! itself in place of the quadratic form, and the least bound first.
//!
//! No integer program is solved. A case of the tree is closed by one tangent, over a trace by an average of several
//! cuts, and multipliers of the forms that were fixed on the way to it, whatever the basis and however they were found:
//!
//! `E(x) >= g.x`, and over the case `g.x >= L min_i (g_i - sum_k nu_k r_ki) + sum_k nu_k v_k`
//!
//! for partitions with `r_k.x = v_k` (`nu_k` of any sign), `>= v_k` (`nu_k >= 0`) or `<= v_k` (`nu_k <= 0`).
//!
//! Proved in `proofs/checker/tree.v`: `accept_sound`.

mod bundle;
mod case;
mod cuts;
mod geometry;
mod kelley;
mod law;
mod model;
mod open;
mod search;
mod tangents;
mod trace;
mod trace_form;
mod tree;

pub use bundle::Shared as SharedAverage;
pub use cuts::Levels;
pub use law::prove;
pub use search::Aim;
pub use tangents::Shared as SharedTangent;
pub use trace::{Proven, Root, prove as prove_over_rows, root};
pub use tree::{Child, Proof, Reason};

use crate::method::{Answer, Method, Need, Run};

/// What every way is worth.
const GUARANTEE: &str = "integer optimum within the stated gap";

/// The method.
pub const METHOD: Method = Method {
    name: "lattice",
    is_sampled: false,
    is_closed_form: false,
    answers: &[
        Answer {
            source: "best-first search over the forms of an LLL-reduced lattice basis, closed by tangents",
            guarantee: GUARANTEE,
            needs: &[Need::Density],
            run: Run::LawRuntime(|problem, evaluator| law::solve(problem, evaluator, METHOD.name)),
        },
        Answer {
            source: "the same search, closed by averages of cuts, one level chosen in every row of the trace",
            guarantee: GUARANTEE,
            needs: &[Need::Highs],
            run: Run::TraceRuntime(|problem, evaluator| trace::solve(problem, evaluator, METHOD.name)),
        },
    ],
};
