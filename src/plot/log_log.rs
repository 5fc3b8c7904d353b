//! Curves over logarithmic axes from names and numbers alone, for measurements that are no table.

use super::axis::Axis;
use super::contents::{Curve, Look, Panel, Plot};
use super::file::file;
use crate::draw::{DrawError, FigureFormat, Words};

const HEIGHT: f64 = 170.0;

/// The curves of some names as SVG, as wide as a column. Labels are in the markup of labels of tables.
///
/// # Errors
/// When a label cannot be set, or there are more curves than can be told apart.
pub fn log_log(
    title: &str,
    [x, y]: [&str; 2],
    curves: Vec<(String, Vec<(f64, f64)>)>,
) -> Result<Vec<u8>, DrawError> {
    let axis = |label: &str| Ok::<_, DrawError>(Axis { log: true, ..Axis::linear(Words::parse(label)?) });
    let curve = |(name, points): (String, Vec<(f64, f64)>)| Curve {
        name: Words::plain(&name),
        points,
        look: Look::Marked,
    };
    let panel = Panel {
        title: Words::default(),
        x: Axis { is_whole: true, ..axis(x)? },
        y: axis(y)?,
        curves: curves.into_iter().map(curve).collect(),
        height: HEIGHT,
    };
    file(&Plot::new(title, vec![panel]), FigureFormat::Svg)
}
