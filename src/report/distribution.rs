//! Points of a distribution in each of the formats.

use serde_json::json;

use super::facts::{Fact, of_instance};
use super::format::Format;
use super::number::{self, NONE, shortest};
use super::paragraph::{self, FACTS};
use super::table::{self, Column, Kind, late};
use super::tabular::environment;
use super::{citation, latex, markdown, setting, text};
use crate::solve::{Distribution, Point, Question};

const NO_DEADLINE: &str = "-: no deadline is met with that probability";
const NO_TIME: &str = "-: not known within the time limit";

/// The document in a format, ending in a line feed; text for a terminal of so many columns.
pub fn render(found: &Distribution, format: Format, columns: usize) -> String {
    match format {
        Format::Text => as_text(found, columns),
        Format::Json => as_json(found),
        Format::Csv => as_csv(found),
        Format::Markdown => {
            let mut out = String::new();
            for Fact { label, text } in facts(found) {
                out.push_str(&format!("- {label}: {}\n", markdown::escaped(&text)));
            }
            out.push('\n');
            markdown::table(&mut out, &table_of(found));
            remark(found)
                .into_iter()
                .for_each(|note| out.push_str(&format!("\n{}\n", markdown::escaped(note))));
            out
        }
        Format::Latex => {
            let mut out = citation::PACKAGES.to_owned();
            out += &citation::entry(citation::KEY, "% ");
            let caption = format!(
                "Distribution of the overall runtime{} with the partition {} for {}. Computed with bcgc~\\cite{{{}}}.",
                latex::of_name(found.instance()),
                latex::escaped(&table::blocks(found.partition())),
                setting::phrase(found.instance()),
                citation::KEY
            );
            let mut below = String::new();
            remark(found).into_iter().for_each(|note| latex::note(&mut below, note));
            let label = latex::label_of("distribution", found.instance());
            out + &environment(&caption, &label, 1, &latex::tex_columns(&table_of(found)), &below)
        }
    }
}

fn as_text(found: &Distribution, columns: usize) -> String {
    let width = paragraph::width(columns);
    let mut out = String::new();
    for fact in facts(found) {
        paragraph::fact(&mut out, fact.label, &fact.text, [FACTS, width]);
    }
    out.push('\n');
    text::table(&mut out, table_of(found), columns);
    if let Some(note) = remark(found) {
        out.push('\n');
        paragraph::line(&mut out, note, width);
    }
    out
}

fn facts(found: &Distribution) -> Vec<Fact> {
    let mut facts = of_instance(found.instance());
    facts.push(Fact { label: "partition", text: table::blocks(found.partition()) });
    facts
}

/// The columns that people read.
fn table_of(found: &Distribution) -> Vec<Column> {
    let points = found.points();
    let column = |title, kind, cell: &dyn Fn(&Point) -> Option<String>| Column {
        title,
        kind,
        cells: points.iter().map(|point| cell(point).unwrap_or_else(|| NONE.to_owned())).collect(),
    };
    let mut columns = vec![
        column("asked", Kind::Words, &|point| Some(asked(point.question))),
        column("deadline", Kind::Number, &deadline),
        column("probability", Kind::Number, &|point| point.probability.map(number::measured)),
        column("1 - probability", Kind::Number, &|point| {
            point.probability.and_then(|p| p.complement.map(|c| late(c, p.error)))
        }),
    ];
    if points.iter().any(|point| point.standard_error.is_some()) {
        columns.push(column("std. error of probability", Kind::Number, &|point| {
            point.standard_error.map(|error| number::digits(error, 0.01 * error))
        }));
    }
    columns
}

fn asked(question: Question) -> String {
    match question {
        Question::Deadline(t) => format!("by {}", shortest(t)),
        Question::Quantile(q) => format!("quantile {}", shortest(q)),
    }
}

/// A deadline that was given as it was, one that was found to the digits that are known.
fn deadline(point: &Point) -> Option<String> {
    let deadline = point.deadline?;
    Some(match point.question {
        Question::Deadline(_) => shortest(deadline),
        // Not rounded down: by that the probability would be less.
        Question::Quantile(_) => number::rounded_up(deadline, point.deadline_error),
    })
}

/// What is to be said where a cell is empty.
fn remark(found: &Distribution) -> Option<&'static str> {
    let is_open = found.points().iter().any(|point| point.probability.is_none());
    is_open.then_some(if found.is_whole() { NO_DEADLINE } else { NO_TIME })
}

fn as_json(found: &Distribution) -> String {
    let points: Vec<String> = found
        .points()
        .iter()
        .map(|point| {
            let (question, asked) = named(point.question);
            let fields = json!({
                "question": question,
                "asked": asked,
                "deadline": point.deadline,
                "deadline_error": point.deadline.map(|_| point.deadline_error),
                "probability": point.probability.map(|p| p.value),
                "probability_error": point.probability.map(|p| p.error),
                "complement": point.probability.and_then(|p| p.complement),
                "standard_error": point.standard_error,
            });
            format!("    {fields}")
        })
        .collect();
    format!(
        "{{\n  \"bcgc\": {},\n  \"instance\": {},\n  \"partition\": {},\n  \"points\": [\n{}\n  ],\n  \"whole\": {}\n}}\n",
        json!(env!("CARGO_PKG_VERSION")),
        found.instance().to_json(),
        json!(found.partition().blocks()),
        points.join(",\n"),
        found.is_whole()
    )
}

fn as_csv(found: &Distribution) -> String {
    let mut out = String::from(
        "question,asked,deadline,deadline_error,probability,probability_error,complement,standard_error\n",
    );
    let cell = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:?}"));
    for point in found.points() {
        let (question, asked) = named(point.question);
        let numbers = [
            Some(asked),
            point.deadline,
            point.deadline.map(|_| point.deadline_error),
            point.probability.map(|p| p.value),
            point.probability.map(|p| p.error),
            point.probability.and_then(|p| p.complement),
            point.standard_error,
        ];
        out.push_str(&format!("{question},{}\n", numbers.map(cell).join(",")));
    }
    out
}

fn named(question: Question) -> (&'static str, f64) {
    match question {
        Question::Deadline(t) => ("deadline", t),
        Question::Quantile(q) => ("quantile", q),
    }
}
