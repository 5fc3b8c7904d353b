//! The figure of a distribution: probabilities of finishing, and of not finishing, against the deadline.

use super::distribution::Distribution;
use crate::draw::{DrawError, FigureFormat, Words};
use crate::plot::{self, Axis, Curve, LegendPlace, Look, Panel, Plot};

const HEIGHT: f64 = 110.0;

impl Distribution {
    /// The probabilities of finishing by the deadlines, and below them those of not finishing in logarithms where there are any.
    ///
    /// # Errors
    /// When no deadline has a probability, and for PDF and PNG without the feature `figures`.
    pub fn draw(&self, format: FigureFormat) -> Result<Vec<u8>, DrawError> {
        plot::file(&self.plot()?, format)
    }

    /// Whether a deadline has a probability.
    pub fn is_drawable(&self) -> bool {
        self.points().iter().any(|point| point.deadline.is_some() && point.probability.is_some())
    }

    fn plot(&self) -> Result<Plot, DrawError> {
        let mut points: Vec<(f64, f64, f64)> = (self.points().iter())
            .filter_map(|point| {
                let probability = point.probability?;
                let late = probability.late();
                Some((point.deadline?, probability.value, late))
            })
            .collect();
        if !self.is_drawable() {
            return Err(DrawError::Curves("no deadline has a probability".to_owned()));
        }
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        points.dedup();
        let finished = points.iter().map(|&(t, value, _)| (t, value)).collect();
        let late: Vec<(f64, f64)> =
            points.iter().filter(|point| point.2 > 0.0).map(|&(t, _, late)| (t, late)).collect();
        let share = |words: &str| Words::plain(words).then(Words::variable("t"));
        let bounded =
            Axis { min: Some(0.0), max: Some(1.0), ..Axis::linear(share("probability of finishing by ")) };
        let mut panels = vec![panel(bounded, finished)];
        // One miss alone spans no logarithmic axis.
        if late.len() > 1 {
            panels.push(panel(
                Axis { log: true, ..Axis::linear(share("probability of finishing after ")) },
                late,
            ));
        }
        let title = "Distribution of the overall runtime".to_owned();
        Ok(Plot { legend: LegendPlace::None, ..Plot::new(title, panels) })
    }
}

fn panel(y: Axis, points: Vec<(f64, f64)>) -> Panel {
    let x = Axis::linear(Words::plain("deadline ").then(Words::variable("t")));
    let curve = Curve { name: Words::plain("partition"), points, look: Look::Marked };
    Panel { title: Words::default(), x, y, curves: vec![curve], height: HEIGHT }
}
