//! The points of a table from its cells.

use toml::Value;

use super::computed::Point;
use super::definition::{Spec, shown};
use super::error::TableError;
use super::log::Cells;
use super::published::Published;
use crate::instance::Instance;
use crate::problem::Problem;
use crate::report::rows::Report;
use crate::solve::{gain, samples, shortfall};

/// All points from their cells.
pub fn points(spec: &Spec, instances: Vec<Instance>, cells: &Cells) -> Result<Vec<Point>, TableError> {
    let Some(first) = instances.first() else { return Ok(Vec::new()) };
    let published = Published::find(spec.published.as_deref(), first.objective)?;
    let point = |(index, instance)| point(spec, index, instance, cells, &published);
    instances.into_iter().enumerate().map(point).collect()
}

fn point(
    spec: &Spec,
    index: usize,
    instance: Instance,
    cells: &Cells,
    published: &Published,
) -> Result<Point, TableError> {
    // A point whose optimum is infinite has no gains.
    let uncoded = Problem::new(&instance, &spec.options).ok().and_then(|problem| gain::uncoded(&problem));
    let mut report = Report::new(instance.clone())
        .with_tolerance(spec.options.tolerance(instance.objective))
        .with_uncoded(uncoded);
    let mut histories = Vec::new();
    for method in &spec.methods {
        if let Some(record) = cells.get(&(index, method.clone())) {
            if let Some(bound) = record.common_bound() {
                report.offer_bound(bound);
            }
            report.push(record.solution(&instance)?);
            histories.push(record.history.clone());
        }
    }
    shortfall::remark(&mut report);
    samples::remark(&mut report)
        .map_err(|error| TableError::Point { point: spec.label(index), reason: error.to_string() })?;
    let published = report.rows().iter().map(|row| published.value(&instance, row.solution.method)).collect();
    let number = |value: &Value| match value {
        Value::Integer(i) => *i as f64,
        Value::Float(x) => *x,
        _ => f64::NAN,
    };
    let values = spec.values_at(index);
    Ok(Point {
        values: values.iter().map(shown).collect(),
        numbers: values.iter().map(number).collect(),
        report,
        published,
        histories,
        certificates: Vec::new(),
    })
}
