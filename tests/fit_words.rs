//! What fits say in words: of rounded times, and of dependence that goes the other way.

#[path = "common/words.rs"]
mod words;

use bcgc::fit::{Fits, Settings, fit};
use bcgc::{CycleTime as _, Format, ShiftedExponential, Trace};
use rand::SeedableRng as _;
use rand_xoshiro::Xoshiro256PlusPlus;
use words::words;

/// The text without its lines.
fn said(fits: &Fits) -> String {
    words(&fits.render(Format::Text))
}

/// Times rounded up to whole numbers, most of them the least one.
#[test]
fn coarse_times_are_called_so_and_a_law_within_another_is_no_likelier() {
    let law = ShiftedExponential::new(2.0, 5.0).expect("a law");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(23);
    let rows = (0..200).map(|_| (0..6).map(|_| law.sample(&mut rng).ceil()).collect()).collect();
    let settings = Settings::default().with_bootstrap(99).with_laws([
        "shifted-exponential",
        "hyper-exponential",
        "gamma",
    ]);
    let fits = fit(&[Trace::new(rows).expect("times")], &settings).expect("fits");
    let likelihood = |law: &str| {
        let fitted = fits.fits.iter().find(|fitted| fitted.law == law).expect("a law of the list");
        fitted.estimate.as_ref().expect("an estimate").log_likelihood
    };
    let (one, two) = (likelihood("shifted-exponential"), likelihood("hyper-exponential"));
    assert!(one <= two + 1e-6 && two - one < 1.0, "{one} {two}");
    let text = said(&fits);
    assert!(text.contains("rounded to 1, which is coarse"), "{text}");
    let few: Vec<_> = fits.fits.iter().filter(|fitted| (1..99).contains(&fitted.bootstrap.samples)).collect();
    for fitted in &few {
        let few = format!("{} ({} sample", fitted.law, fitted.bootstrap.samples);
        assert!(text.contains("could be fitted again") && text.contains(&few), "{text}");
    }
    assert!(!few.is_empty(), "{text}");
}

/// A worker that is slow in one round and fast in the next, and workers that take turns.
#[test]
fn what_alternates_is_not_said_to_come_together() {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(29);
    let noise = ShiftedExponential::new(5.0, 0.1).expect("a law");
    let row = |s: usize, rng: &mut Xoshiro256PlusPlus| {
        [0, 1].map(|i| if (s + i).is_multiple_of(2) { 1.0 } else { 2.0 } + noise.sample(rng)).to_vec()
    };
    let rows = (0..60).map(|s| row(s, &mut rng)).collect();
    let fits =
        fit(&[Trace::new(rows).expect("times")], &Settings::default().with_bootstrap(0)).expect("fits");
    let text = said(&fits);
    assert!(
        text.contains("are slow when others are fast") && text.contains("a slow worker is fast next"),
        "{text}"
    );
    assert!(!text.contains("come together") && !text.contains("stay slow"), "{text}");
}
