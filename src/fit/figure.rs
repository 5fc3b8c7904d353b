//! The share of times above `t`: measured, and of the fitted laws.

use super::estimate::Estimate;
use super::run::Fits;
use crate::draw::{Anchor, Axis, Colour, Drawing, Frame, HELVETICA, Line, Place, SMALL, Scale, Text, width};
use crate::output;

const WIDTH: f64 = 320.0;
const FRAME: Frame = Frame { left: 44.0, right: 314.0, top: 14.0, bottom: 190.0 };
const LEGEND: f64 = 226.0;
/// From one line of the legend to the next.
const LINE: f64 = 9.5;
/// Points of a curve, and steps that are drawn of the measured one.
const POINTS: usize = 240;
/// Times of which the largest is so many times the least are drawn in logarithms.
const WIDE: f64 = 5.0;

/// Colours that differ in brightness as well (Okabe and Ito), the measured one first.
const COLOURS: [Colour; 9] = [
    [0, 0, 0],
    [213, 94, 0],
    [0, 114, 178],
    [0, 158, 115],
    [204, 121, 167],
    [120, 120, 120],
    [230, 159, 0],
    [86, 180, 233],
    [150, 90, 30],
];
const DASHES: [&[f64]; 4] = [&[], &[4.0, 1.5], &[1.2, 1.2], &[5.0, 1.5, 1.2, 1.5]];

/// The figure as a self-contained SVG document.
pub fn draw(fits: &Fits) -> String {
    drawn(fits).svg(&output::mark())
}

fn drawn(fits: &Fits) -> Drawing {
    let sample = &fits.sample;
    let title = format!("Share of cycle times above t: {}", fits.traces.join(", "));
    let (least, largest) = (sample.least(), sample.largest());
    let log = largest > WIDE * least;
    let count = sample.count() as f64;
    let estimates: Vec<&Estimate> =
        fits.fits.iter().filter_map(|fitted| fitted.estimate.as_ref().ok()).collect();
    let places = legend(&estimates);
    let bottom = places.last().map_or(LEGEND, |place| place.1) + LINE;
    let mut drawing = Drawing::new(title, (WIDTH, bottom), HELVETICA);
    let scales = Scale::new(&[least, largest], log, FRAME.left, FRAME.right).zip(Scale::new(
        &[0.5 / count, 1.0],
        true,
        FRAME.bottom,
        FRAME.top,
    ));
    let Some((x, y)) = scales else { return drawing };
    FRAME.vertical(&mut drawing, Axis { scale: y, title: "share of times above t" });
    FRAME.horizontal(&mut drawing, Axis { scale: x, title: "cycle time t" });
    let at = |t: f64, share: f64| x.at(t).zip(y.at(share)).filter(|(_, y)| *y <= FRAME.bottom);
    for (k, estimate) in estimates.iter().enumerate().rev() {
        let law = estimate.law.cycle_time();
        let step = |i: usize| {
            let share = i as f64 / POINTS as f64;
            if log { least * (largest / least).powf(share) } else { least + (largest - least) * share }
        };
        let curve = (0..=POINTS).map(step).map(|t| (t, law.survival((t - law.infimum()).max(0.0))));
        stroke(&mut drawing, curve.map_while(|(t, share)| at(t, share)).collect(), k + 1);
    }
    stroke(&mut drawing, steps(fits).into_iter().filter_map(|(t, share)| at(t, share)).collect(), 0);
    for (k, place) in places.into_iter().enumerate() {
        let words = k.checked_sub(1).map_or("measured", |k| estimates[k].law.name());
        stroke(&mut drawing, vec![(place.0, place.1 - 2.3), (place.0 + 16.0, place.1 - 2.3)], k);
        drawing.put(Text::new((place.0 + 19.0, place.1), Anchor::Start, SMALL, words));
    }
    drawing
}

/// The empirical survival function as steps, thinned where there are more than can be told apart but for the last ones.
fn steps(fits: &Fits) -> Vec<(f64, f64)> {
    let (times, count) = (fits.sample.times(), fits.sample.count() as f64);
    let (mut steps, mut share, mut drawn) = (Vec::new(), 1.0, f64::INFINITY);
    for (k, &t) in times.iter().enumerate() {
        let next = (count - 1.0 - k as f64) / count;
        // A step that shows: by a hundredth of the share that was drawn last.
        if next < 0.99 * drawn || k + 1 == times.len() {
            steps.extend([(t, share), (t, next)]);
            (share, drawn) = (next, next);
        }
    }
    steps
}

fn stroke(drawing: &mut Drawing, points: Vec<Place>, index: usize) {
    if points.len() > 1 {
        let (colour, dash) = (COLOURS[index % COLOURS.len()], DASHES[index % DASHES.len()].to_vec());
        drawing.put(Line { points, width: if index == 0 { 1.4 } else { 0.9 }, colour, dash });
    }
}

/// Where the entries of the legend begin: the measured one, then the laws, beside each other while they fit.
fn legend(estimates: &[&Estimate]) -> Vec<Place> {
    let (mut x, mut y) = (4.0, LEGEND);
    let names = std::iter::once("measured").chain(estimates.iter().map(|estimate| estimate.law.name()));
    names
        .map(|name| {
            let room = 1.15 * width(name, SMALL) + 28.0;
            if x > 4.0 && x + room > WIDTH {
                (x, y) = (4.0, y + LINE);
            }
            let place = (x, y);
            x += room;
            place
        })
        .collect()
}
