//! Claims about traces, exact on both sides.

mod common;

use common::keep::keep;
use common::traces::{Trace, mean_certificate, share_certificate};
use common::verdict;

#[test]
fn certificates_of_small_traces_are_accepted() {
    for (workers, rounds, coordinates, seed) in [(2, 3, 6, 1), (3, 5, 7, 2), (4, 6, 6, 3), (3, 1, 4, 4)] {
        let trace = Trace::random(workers, rounds, coordinates, seed);
        for certificate in [mean_certificate(&trace), share_certificate(&trace).unwrap()] {
            keep(&certificate.to_string());
            verdict(&certificate).unwrap();
        }
    }
}
