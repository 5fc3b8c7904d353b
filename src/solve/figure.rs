//! The partitions of a report and their loads, as a figure.

use crate::draw::{DrawError, FigureFormat, Words};
use crate::plot::{self, Axis, Curve, Look, MOST_CURVES, Panel, Plot, merged};
use crate::report::Report;

const HEIGHT: f64 = 92.0;

/// The partitions of a report in a format: the coordinates `x_n` of every level, and below them the loads
/// `W_n = sum_(i <= n) (i + 1) x_i`, the partial derivatives that a worker has computed once its blocks up to level `n`
/// are done. Equal partitions are drawn once, under the names of all their methods.
///
/// # Errors
/// When no row has a partition, when more differ than can be told apart, and for PDF and PNG without the feature
/// `figures`.
///
/// ```
/// use bcgc::{ExpectedRuntime, FigureFormat, Instance, Options, ShiftedExponential, System, draw, solve};
///
/// let system = System::new(4, 20)?;
/// let instance = Instance::new(system, ShiftedExponential::new(1.0, 0.5)?, ExpectedRuntime)?;
/// let report = solve(&instance, &Options::default().with_methods(["exact", "mean-time"]))?;
/// let figure = String::from_utf8(draw(&report, FigureFormat::Svg)?)?;
/// assert!(figure.starts_with("<svg"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn draw(report: &Report, format: FigureFormat) -> Result<Vec<u8>, DrawError> {
    plot::file(&plot(report)?, format)
}

fn plot(report: &Report) -> Result<Plot, DrawError> {
    let (mut blocks, mut loads) = (Vec::new(), Vec::new());
    for row in report.rows() {
        let Some(partition) = &row.solution.partition else { continue };
        let name = Words::plain(row.solution.method);
        let curve = |points: Vec<(f64, f64)>| Curve { name: name.clone(), points, look: Look::Marked };
        blocks.push(curve(numbered(partition.blocks().iter().map(|x| *x as f64))));
        let mut load = 0.0;
        let sums = partition.blocks().iter().enumerate().map(|(n, x)| {
            load += (n + 1) as f64 * *x as f64;
            load
        });
        loads.push(curve(numbered(sums)));
    }
    let level = || Words::plain("number of stragglers tolerated ").then(Words::variable("n"));
    let whole = |label: Words| Axis { is_whole: true, ..Axis::linear(label) };
    let from_zero = |label: Words| Axis { from_zero: true, ..Axis::linear(label) };
    let indexed = |name: &str| Words::variable(name).then(Words::index("n"));
    let panel = |x, y, curves| Panel {
        title: Words::default(),
        x: whole(x),
        y: from_zero(y),
        curves,
        height: HEIGHT,
    };
    let panels = merged(vec![
        panel(Words::default(), Words::plain("coordinates ").then(indexed("x")), blocks),
        panel(level(), Words::plain("load ").then(indexed("W")), loads),
    ]);
    let plot = Plot::new(title(report), panels);
    let names = plot.names().len();
    if names > MOST_CURVES {
        return Err(DrawError::Curves(format!(
            "{names} different partitions, of which no more than {MOST_CURVES} can be told apart: name fewer with --method"
        )));
    }
    if names == 0 {
        return Err(DrawError::Curves("no method found a partition".to_owned()));
    }
    Ok(plot)
}

fn numbered(values: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    values.enumerate().map(|(n, value)| (n as f64, value)).collect()
}

fn title(report: &Report) -> String {
    let name = report.instance().name.as_deref().unwrap_or_default();
    let system = &report.instance().system;
    let whole = format!("Partitions of {} coordinates among {} levels", system.coordinates, system.workers);
    if name.is_empty() { whole } else { format!("{whole}: {name}") }
}
