//! What Markdown and LaTeX show: a few rectangular sheets of a table.

use crate::report::number::{self, NONE};
use crate::report::{Report, Row};
use crate::solution::{Status, Value};
use crate::table::{Layout, Point, Table};

/// Points that fit beside each other; with more, they go below each other.
const MOST_COLUMNS: usize = 6;
/// Relative precision that is shown; CSV and JSON have every digit.
const SHOWN: f64 = 1e-6;

/// A rectangle of numbers.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What it shows.
    pub caption: String,
    /// Titles of the columns; the first `stubs` hold labels, the others numbers.
    pub heads: Vec<String>,
    /// Number of columns with labels.
    pub stubs: usize,
    /// The cells, line by line.
    pub lines: Vec<Vec<String>>,
}

/// The sheets of a table.
pub fn sheets(table: &Table) -> Vec<Sheet> {
    if table.spec.layout == Layout::Partition {
        return table.points.first().map(|point| partitions(table, point)).into_iter().collect();
    }
    let is_probability = table.points.iter().any(|point| !point.report.is_minimum());
    let mut sheets = vec![arranged(table, "value", true, |row, _| row.solution.value.map(shown))];
    if is_probability {
        let complement = |row: &Row, _| {
            let value = row.solution.value?;
            value.complement.map(|c| number::digits(c, value.error.max(c * SHOWN)))
        };
        sheets.push(arranged(table, "1 - value", false, complement));
    }
    sheets.push(arranged(table, "gap to the bound", false, |row, _| row.gap.map(number::gap)));
    if table.points.iter().any(|point| point.published.iter().any(Option::is_some)) {
        let published =
            |_: &Row, published: Option<f64>| published.map(|x| number::digits(x, x.abs() * 1e-3));
        sheets.push(without_gaps(arranged(table, "published value [WCLZX23]", false, published)));
        sheets.push(without_gaps(published_gaps(table)));
    }
    if table.points.iter().any(|point| relaxation_gap(point).is_some()) {
        sheets.push(relaxation_gaps(table));
    }
    sheets
}

/// How far the published values are from the bound: relative for runtimes, absolute for probabilities. Where they
/// are sampled, this may be negative by their noise.
fn published_gaps(table: &Table) -> Sheet {
    let mut sheet = arranged(table, "published value, gap to the bound", false, |_, _| None);
    let gap = |point: &Point, method: usize| {
        let (published, bound) =
            (point.published.get(method).copied().flatten()?, point.report.bound()?.value);
        let gap = if point.report.is_minimum() { published / bound - 1.0 } else { bound - published };
        Some(format!("{gap:.4}"))
    };
    let below = table.points.len() > MOST_COLUMNS;
    for (l, line) in sheet.lines.iter_mut().enumerate() {
        for (c, cell) in line[sheet.stubs..].iter_mut().enumerate() {
            let (point, method) = if below { (l, c) } else { (c, l) };
            *cell = gap(&table.points[point], method).unwrap_or_else(|| NONE.to_owned());
        }
    }
    sheet
}

/// `exact / relaxed - 1`: the value of the integer optimum over that of the relaxed one, less one; for runtimes.
pub fn relaxation_gap(point: &Point) -> Option<f64> {
    let solution = |name: &str| point.report.rows().iter().map(|r| &r.solution).find(|s| s.method == name);
    let exact = solution("exact")?.value?.value;
    let relaxed = solution("relaxed")?.relaxed_value?.value;
    point.report.is_minimum().then(|| exact / relaxed - 1.0)
}

fn relaxation_gaps(table: &Table) -> Sheet {
    let keys: Vec<String> = table.spec.grid.iter().map(|(key, _)| short(key).to_owned()).collect();
    let stubs = keys.len();
    let mut heads = keys;
    heads.push("integer over relaxed optimum - 1".to_owned());
    let lines = table.points.iter().map(|point| {
        let gap = relaxation_gap(point).map_or_else(|| NONE.to_owned(), |gap| format!("{gap:.2e}"));
        point.values.iter().cloned().chain([gap]).collect()
    });
    let caption = format!("{}: relative gap between integer and relaxed optimum", table.spec.title);
    Sheet { caption, heads, stubs, lines: lines.collect() }
}

/// The sheet without the lines and columns that have no number.
fn without_gaps(mut sheet: Sheet) -> Sheet {
    let stubs = sheet.stubs;
    sheet.lines.retain(|line| line[stubs..].iter().any(|cell| cell != NONE));
    let kept: Vec<usize> = (0..sheet.heads.len())
        .filter(|&i| i < stubs || sheet.lines.iter().any(|line| line[i] != NONE))
        .collect();
    for line in std::iter::once(&mut sheet.heads).chain(&mut sheet.lines) {
        *line = kept.iter().map(|&i| line[i].clone()).collect();
    }
    sheet
}

/// A value with the digits that its error supports, six at most.
fn shown(value: Value) -> String {
    number::digits(value.value, value.error.max(value.value.abs() * SHOWN))
}

/// Methods against points: points as columns while they fit, else as lines.
fn arranged(
    table: &Table,
    caption: &str,
    with_bound: bool,
    cell: impl Fn(&Row, Option<f64>) -> Option<String>,
) -> Sheet {
    let keys: Vec<String> = table.spec.grid.iter().map(|(key, _)| short(key).to_owned()).collect();
    let text = |point: &Point, method: usize| {
        let row = point.report.rows().get(method);
        row.and_then(|row| cell(row, point.published[method])).unwrap_or_else(|| NONE.to_owned())
    };
    let methods = &table.spec.methods;
    let caption = format!("{}: {caption}", table.spec.title);
    if table.points.len() <= MOST_COLUMNS {
        let mut heads = vec!["method".to_owned()];
        heads.extend(table.points.iter().map(|point| label(&keys, &point.values)));
        let mut lines: Vec<Vec<String>> = (methods.iter().enumerate())
            .map(|(m, name)| {
                std::iter::once(name.clone()).chain(table.points.iter().map(|p| text(p, m))).collect()
            })
            .collect();
        if with_bound {
            lines.push(
                std::iter::once("bound".to_owned())
                    .chain(table.points.iter().map(|p| bound(&p.report)))
                    .collect(),
            );
        }
        return Sheet { caption, heads, stubs: 1, lines };
    }
    let stubs = keys.len();
    let mut heads = keys;
    heads.extend(methods.iter().cloned());
    heads.extend(with_bound.then(|| "bound".to_owned()));
    let lines = table
        .points
        .iter()
        .map(|point| {
            let cells = (0..methods.len()).map(|m| text(point, m));
            let bound = with_bound.then(|| bound(&point.report));
            point.values.iter().cloned().chain(cells).chain(bound).collect()
        })
        .collect();
    Sheet { caption, heads, stubs, lines }
}

/// `N = 20` or the like.
fn label(keys: &[String], values: &[String]) -> String {
    let pairs = keys.iter().zip(values).map(|(key, value)| format!("{key} = {value}"));
    pairs.collect::<Vec<_>>().join(", ")
}

/// The last part of a dotted key.
pub fn short(key: &str) -> &str {
    key.rsplit('.').next().unwrap_or(key)
}

fn bound(report: &Report) -> String {
    let is_lower = report.is_minimum();
    report.bound().map_or_else(|| NONE.to_owned(), |bound| number::rounded_bound(bound.value, is_lower, 7))
}

/// Blocks line by line, a column a method; value and gap below.
fn partitions(table: &Table, point: &Point) -> Sheet {
    let rows = point.report.rows();
    let workers = point.report.instance().system.workers;
    let mut heads = vec!["n".to_owned()];
    heads.extend(table.spec.methods.iter().cloned());
    let line = |stub: String, cell: &dyn Fn(&Row) -> Option<String>| -> Vec<String> {
        let cells = rows.iter().map(|row| cell(row).unwrap_or_else(|| NONE.to_owned()));
        std::iter::once(stub).chain(cells).collect()
    };
    let mut lines: Vec<Vec<String>> = (0..workers)
        .map(|n| {
            let block = |row: &Row| row.solution.partition.as_ref().map(|p| p.blocks()[n].to_string());
            line(n.to_string(), &block)
        })
        .collect();
    lines.push(line("value".to_owned(), &|row| row.solution.value.map(shown)));
    lines.push(line("gap".to_owned(), &|row| row.gap.map(number::gap)));
    Sheet { caption: format!("{}: coordinates x_n", table.spec.title), heads, stubs: 1, lines }
}

/// What a reader must know of cells that are empty or not what the method promises: a line for every
/// method and reason, with the points that it is about.
pub fn remarks(table: &Table) -> Vec<String> {
    let keys: Vec<String> = table.spec.grid.iter().map(|(key, _)| short(key).to_owned()).collect();
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for point in &table.points {
        for row in point.report.rows() {
            let solution = &row.solution;
            let told = matches!(
                solution.status,
                Status::GapLimit | Status::TimeLimit | Status::Infeasible | Status::Inapplicable
            );
            if !told {
                continue;
            }
            let note = solution.note.as_deref().unwrap_or("no reason given");
            let reason = format!("{}, {}: {note}", solution.method, solution.status.name());
            let place = label(&keys, &point.values);
            match reasons.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, places)) => places.push(place),
                None => reasons.push((reason, vec![place])),
            }
        }
    }
    let everywhere = table.points.len();
    let remark = |(reason, places): (String, Vec<String>)| match places.len() {
        n if n == everywhere => reason,
        _ => format!("{reason} (at {})", places.join("; ")),
    };
    reasons.into_iter().map(remark).collect()
}
