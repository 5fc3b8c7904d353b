//! The share of times above `t`: measured, and of the fitted laws.

use super::estimate::Estimate;
use super::run::Fits;
use crate::draw::{DrawError, FigureFormat, Words};
use crate::plot::{self, Axis, Curve, Look, Panel, Plot};

const HEIGHT: f64 = 150.0;
/// Points of a curve, and steps that are drawn of the measured one.
const POINTS: usize = 240;
/// Times of which the largest is so many times the least are drawn in logarithms.
const WIDE: f64 = 5.0;

/// The figure in a format.
///
/// # Errors
/// For PDF and PNG without the feature `figures`.
pub fn draw(fits: &Fits, format: FigureFormat) -> Result<Vec<u8>, DrawError> {
    plot::file(&plot(fits), format)
}

fn plot(fits: &Fits) -> Plot {
    let sample = &fits.sample;
    let (least, largest) = (sample.least(), sample.largest());
    let log = largest > WIDE * least;
    let floor = 0.5 / sample.count() as f64;
    let quantity = if fits.loads.is_some() { "overhead " } else { "cycle time " };
    let time = Words::plain(quantity).then(Words::variable("t"));
    let share = Words::plain("share of times above ").then(Words::variable("t"));
    let ends = (!log).then_some((least, largest)).filter(|(least, largest)| least < largest);
    let x = Axis { log, min: ends.map(|ends| ends.0), max: ends.map(|ends| ends.1), ..Axis::linear(time) };
    let y = Axis { log: true, min: Some(floor), max: Some(1.2), ..Axis::linear(share) };
    let mut curves = vec![Curve { name: Words::plain("measured"), points: steps(fits), look: Look::Line }];
    let estimates = fits.fits.iter().filter_map(|fitted| fitted.estimate.as_ref().ok());
    curves.extend(estimates.map(|estimate| Curve {
        name: Words::plain(estimate.law.name()),
        points: survival(estimate, (least, largest), log),
        look: Look::Line,
    }));
    curves.retain(|curve| !curve.points.is_empty());
    let title = format!("Share of cycle times above t: {}", fits.traces.join(", "));
    Plot::new(title, vec![Panel { title: Words::default(), x, y, curves, height: HEIGHT }])
}

/// Points of the survival function of a fitted law.
fn survival(estimate: &Estimate, (least, largest): (f64, f64), log: bool) -> Vec<(f64, f64)> {
    let law = estimate.law.cycle_time();
    let step = |i: usize| {
        let share = i as f64 / POINTS as f64;
        if log { least * (largest / least).powf(share) } else { least + (largest - least) * share }
    };
    (0..=POINTS).map(step).map(|t| (t, law.survival((t - law.infimum()).max(0.0)))).collect()
}

/// The empirical survival function as steps, thinned where there are more than can be told apart but for the last ones.
fn steps(fits: &Fits) -> Vec<(f64, f64)> {
    let (times, count) = (fits.sample.times(), fits.sample.count() as f64);
    let (mut steps, mut share, mut drawn) = (Vec::new(), 1.0, f64::INFINITY);
    for (k, &t) in times.iter().enumerate() {
        let next = (count - 1.0 - k as f64) / count;
        // A step that shows: by a hundredth of the share that was drawn last.
        if next < 0.99 * drawn || k + 1 == times.len() {
            // A logarithmic axis has no zero; the last step falls out of the frame.
            steps.extend([(t, share), (t, next.max(1e-3 / count))]);
            (share, drawn) = (next, next);
        }
    }
    steps
}
