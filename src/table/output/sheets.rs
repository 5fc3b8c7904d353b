//! What Markdown and LaTeX show: a few rectangular sheets of a table.

use super::sheet::{Sheet, label, or_none, titled};
use crate::history::Iteration;
use crate::report::number;
use crate::report::{Report, Row};
use crate::solution::Value;
use crate::table::computed::{Point, Table};
use crate::table::definition::Layout;

/// Relative precision that is shown; CSV and JSON have every digit.
const SHOWN: f64 = 1e-6;
/// The same in digits.
const DIGITS: i32 = 7;
/// That of published values.
const PUBLISHED: f64 = 1e-3;

/// The sheets of a table that have a line: without a bound no published value has a gap.
pub fn sheets(table: &Table) -> Vec<Sheet> {
    let mut sheets = arranged(table);
    sheets.retain(|sheet| !sheet.lines.is_empty());
    sheets
}

fn arranged(table: &Table) -> Vec<Sheet> {
    if table.spec.layout == Layout::Partition {
        return table.points.first().map(|point| partitions(table, point)).into_iter().collect();
    }
    if table.spec.layout == Layout::History {
        return vec![histories(table)];
    }
    let any = |has: fn(&Point) -> bool| table.points.iter().any(has);
    let mut sheets = vec![values(table)];
    if any(|point| !point.report.is_minimum()) {
        sheets.push(complements(table));
    }
    if any(Point::is_sampled) {
        sheets.push(standard_errors(table));
    }
    if any(|point| point.report.rows().iter().any(|row| row.gap.is_some())) {
        sheets.push(gaps(table));
    }
    if any(|point| point.report.rows().iter().any(|row| point.report.gain(row).is_some())) {
        sheets.push(gains(table));
    }
    if any(|point| point.published.iter().any(Option::is_some)) {
        sheets.push(published(table).without_gaps());
        sheets.push(published_gaps(table).without_gaps());
    }
    if any(|point| point.relaxation_gap().is_some()) {
        sheets.push(relaxation_gaps(table));
    }
    sheets
}

/// The methods, and the bound where there is one.
fn with_bound(table: &Table) -> Vec<String> {
    let has_bound = table.points.iter().any(|point| point.report.bound().is_some());
    table.spec.methods.iter().cloned().chain(has_bound.then(|| "bound".to_owned())).collect()
}

fn values(table: &Table) -> Sheet {
    let methods = table.spec.methods.len();
    let entries = with_bound(table);
    Sheet::arranged(table, ["values", "value"], &entries, |point, entry| {
        if entry == methods { bound(&point.report) } else { row(point, entry)?.solution.value.map(shown) }
    })
}

fn complements(table: &Table) -> Sheet {
    let methods = table.spec.methods.len();
    let entries = with_bound(table);
    Sheet::arranged(table, ["complements", "1 - value"], &entries, |point, entry| {
        if entry == methods {
            let bound = point.report.bound()?;
            let least = bound.complement?;
            return Some(match bound.rigour.is_proved() {
                true => number::proved_bound(least, true, DIGITS),
                false => number::digits(least, least * SHOWN),
            });
        }
        let value = row(point, entry)?.solution.value?;
        value.complement.map(|c| number::uncertain(c, value.error, c * SHOWN))
    })
}

/// What the rounds of traces leave open of the values.
fn standard_errors(table: &Table) -> Sheet {
    let names = ["standard-errors", "standard error of the value over the rounds"];
    Sheet::arranged(table, names, &table.spec.methods, |point, method| standard_error(row(point, method)?))
}

fn standard_error(row: &Row) -> Option<String> {
    let error = row.sampled?.standard_error?;
    Some(number::digits(error, 0.01 * error))
}

/// What every method gains over no redundancy.
fn gains(table: &Table) -> Sheet {
    let is_minimum = table.points.first().is_some_and(|point| point.report.is_minimum());
    let caption = if is_minimum {
        "gain, the runtime without redundancy over the value"
    } else {
        "gain, the probability of being late without redundancy over 1 - value"
    };
    Sheet::arranged(table, ["gains", caption], &table.spec.methods, |point, method| {
        point.report.gain(row(point, method)?).map(number::gain)
    })
}

fn gaps(table: &Table) -> Sheet {
    Sheet::arranged(table, ["gaps", "gap to the bound"], &table.spec.methods, |point, method| {
        row(point, method)?.gap.map(number::gap)
    })
}

fn published(table: &Table) -> Sheet {
    Sheet::arranged(
        table,
        ["published", "published value [WCLZX23]"],
        &table.spec.methods,
        |point, method| {
            let value = (*point.published.get(method)?)?;
            Some(number::digits(value, value.abs() * PUBLISHED))
        },
    )
}

/// How far the published values are from the bound: relative for runtimes, absolute for probabilities. Where they
/// are sampled, this may be negative by their noise.
fn published_gaps(table: &Table) -> Sheet {
    Sheet::arranged(
        table,
        ["published-gaps", "published value, gap to the bound"],
        &table.spec.methods,
        |point, method| {
            let (published, bound) = ((*point.published.get(method)?)?, point.report.bound()?.value);
            let gap = if point.report.is_minimum() { published / bound - 1.0 } else { bound - published };
            Some(format!("{gap:.4}"))
        },
    )
}

fn relaxation_gaps(table: &Table) -> Sheet {
    let entries = ["integer over relaxed optimum - 1".to_owned()];
    Sheet::by_point(
        table,
        ["relaxation-gaps", "relative gap between integer and relaxed optimum"],
        &entries,
        |point, _| point.relaxation_gap().map(|gap| format!("{gap:.2e}")),
    )
}

/// Blocks line by line, a column a method; value and gap below.
fn partitions(table: &Table, point: &Point) -> Sheet {
    let line = |stub: &str, cell: &dyn Fn(&Row) -> Option<String>| -> Vec<String> {
        let cells = point.report.rows().iter().map(|row| or_none(cell(row)));
        std::iter::once(stub.to_owned()).chain(cells).collect()
    };
    let block = |n: usize| {
        line(&n.to_string(), &|row| row.solution.partition.as_ref().map(|p| p.blocks()[n].to_string()))
    };
    let mut lines: Vec<Vec<String>> = (0..point.report.instance().system.workers).map(block).collect();
    lines.push(line("value", &|row| row.solution.value.map(shown)));
    if point.is_sampled() {
        lines.push(line("std. error", &standard_error));
    }
    lines.push(line("gap", &|row| row.gap.map(number::gap)));
    lines.push(line("gain", &|row| point.report.gain(row).map(number::gain)));
    let heads = std::iter::once("n".to_owned()).chain(table.spec.methods.iter().cloned()).collect();
    Sheet { name: "partitions", caption: titled(table, "coordinates x_n"), heads, stubs: 1, lines }
}

/// Iterations that are shown of long histories, beside the last one of each method; CSV and JSON have all.
fn is_shown(iteration: u64) -> bool {
    // 0 to 5, then 10, 20, 50, 100 and so on.
    let mut unit = iteration;
    while unit >= 10 && unit.is_multiple_of(10) {
        unit /= 10;
    }
    iteration <= 5 || matches!(unit, 1 | 2 | 5)
}

/// Values iteration by iteration, a column a method and point.
fn histories(table: &Table) -> Sheet {
    let named = |point: &Point| {
        let label =
            if table.spec.grid.is_empty() { String::new() } else { format!(", {}", label(table, point)) };
        table.spec.methods.iter().map(move |method| format!("{method}{label}")).collect::<Vec<_>>()
    };
    let columns: Vec<&Vec<Iteration>> = table.points.iter().flat_map(|point| &point.histories).collect();
    let mut shown: Vec<u64> =
        columns.iter().flat_map(|history| history.iter().map(|step| step.iteration)).collect();
    let last: Vec<u64> =
        columns.iter().filter_map(|history| history.last()).map(|step| step.iteration).collect();
    shown.retain(|iteration| is_shown(*iteration) || last.contains(iteration));
    shown.sort_unstable();
    shown.dedup();
    let cell = |history: &Vec<Iteration>, iteration: u64| {
        let step = history.iter().find(|step| step.iteration == iteration)?;
        Some(number::digits(step.value, step.value.abs() * SHOWN))
    };
    let line = |iteration: u64| {
        let cells = columns.iter().map(|history| or_none(cell(history, iteration)));
        std::iter::once(iteration.to_string()).chain(cells).collect()
    };
    let heads = std::iter::once("iteration".to_owned()).chain(table.points.iter().flat_map(named)).collect();
    let caption = titled(table, "value after every iteration, some left out");
    Sheet { name: "histories", caption, heads, stubs: 1, lines: shown.into_iter().map(line).collect() }
}

fn row(point: &Point, method: usize) -> Option<&Row> {
    point.report.rows().get(method)
}

/// A value with the digits that its error supports, seven at most; with its error where that is larger.
fn shown(value: Value) -> String {
    number::uncertain(value.value, value.error, value.value.abs() * SHOWN)
}

/// The bound to the digits of values, to the nearest: rounded outwards it would contradict the gaps beside it. One that is
/// proved is rounded outwards, and still is.
fn bound(report: &Report) -> Option<String> {
    report.bound().map(|bound| match bound.rigour.is_proved() {
        true => number::proved_bound(bound.value, report.is_minimum(), DIGITS),
        false => number::digits(bound.value, bound.value.abs() * SHOWN),
    })
}
