//! Against the distributions of `statrs`, written by others: where they are accurate, in the bulk, both agree.

use statrs::distribution as theirs;
use statrs::distribution::{Continuous, ContinuousCDF};

use super::cases::{Case, assert_close, build};

trait Distribution: Continuous<f64, f64> + ContinuousCDF<f64, f64> {}
impl<D: Continuous<f64, f64> + ContinuousCDF<f64, f64>> Distribution for D {}

/// Ours beside theirs; parameters without a shift, which `statrs` does not have.
fn pairs() -> Vec<(Case, Box<dyn Distribution>)> {
    vec![
        (build("shifted-exponential", &[("rate", &[3.0])]), Box::new(theirs::Exp::new(3.0).unwrap())),
        (
            build("weibull", &[("shape", &[0.7]), ("scale", &[2.0])]),
            Box::new(theirs::Weibull::new(0.7, 2.0).unwrap()),
        ),
        (
            build("weibull", &[("shape", &[9.0]), ("scale", &[2.0])]),
            Box::new(theirs::Weibull::new(9.0, 2.0).unwrap()),
        ),
        (
            build("gamma", &[("shape", &[0.3]), ("rate", &[2.0])]),
            Box::new(theirs::Gamma::new(0.3, 2.0).unwrap()),
        ),
        (
            build("gamma", &[("shape", &[55.5]), ("rate", &[2.0])]),
            Box::new(theirs::Gamma::new(55.5, 2.0).unwrap()),
        ),
        (
            build("erlang", &[("shape", &[4.0]), ("rate", &[0.1])]),
            Box::new(theirs::Erlang::new(4, 0.1).unwrap()),
        ),
        (
            build("log-normal", &[("location", &[1.0]), ("scale", &[0.8])]),
            Box::new(theirs::LogNormal::new(1.0, 0.8).unwrap()),
        ),
        (
            build("uniform", &[("min", &[0.0]), ("max", &[4.0])]),
            Box::new(theirs::Uniform::new(0.0, 4.0).unwrap()),
        ),
        (
            build("pareto", &[("shape", &[1.5]), ("scale", &[2.0])]),
            Box::new(theirs::Pareto::new(2.0, 1.5).unwrap()),
        ),
    ]
}

#[test]
fn the_bulk_agrees_with_statrs() {
    for (case, distribution) in pairs() {
        for p in [1e-3, 0.05, 0.3, 0.5, 0.8, 0.99, 0.9999] {
            let y = case.law.quantile(p);
            let t = case.law.infimum() + y;
            let context = format!("{} at p = {p}", case.name);
            // Their error function is good to 1e-10; the sum t loses digits of y for Pareto.
            assert_close(distribution.cdf(t), case.law.cdf(y), 1e-9, &context);
            assert_close(distribution.sf(t), case.law.survival(y), 1e-9, &context);
            assert_close(distribution.pdf(t), case.law.density(y), 1e-9, &context);
        }
    }
}
