//! An encoding matrix and what is known about it, in every format.

use std::fmt::Write as _;

use super::format::Format;
use super::matrix;
use super::number::significant;
use super::paragraph;
use super::versioned::Versioned;
use crate::encoding::{Approximation, CodeReport, DecodingVector};
use crate::tex::escaped;
use crate::wording::counted;

/// The report in one format. CSV holds the matrix alone, ready to be read again.
pub fn render(report: &CodeReport, format: Format) -> String {
    match format {
        Format::Text => render_within(report, usize::MAX),
        Format::Json => {
            let mut json = serde_json::to_string_pretty(&Versioned::new(report)).unwrap_or_default();
            json.push('\n');
            json
        }
        Format::Csv => report.matrix.iter().map(|row| row.join(",") + "\n").collect(),
        Format::Markdown => markdown(report),
        Format::Latex => latex(report),
    }
}

/// Where the second column of the text begins.
const FACTS: usize = 14;

/// Longest decoding coefficient that text shows in full.
const LONGEST_COEFFICIENT: usize = 40;

/// The residual, relative to decoding nothing, below which a set is said to decode to it.
const NEARLY: f64 = 1e-6;

/// Said of figures that no double holds.
const BEYOND: &str = "beyond double precision";

fn facts(report: &CodeReport) -> Vec<(&'static str, String)> {
    let mut facts = vec![("construction", report.construction.clone())];
    facts.extend(report.source.map(|source| ("source", source.to_owned())));
    facts.extend(report.assurance.clone().map(|assurance| ("assurance", assurance)));
    facts.extend(report.seed.map(|seed| ("seed", seed.to_string())));
    facts.extend(report.left_out.clone().map(|left_out| ("left out", left_out)));
    facts.push(("decodability", report.summary.clone()));
    facts.extend(report.approximation.iter().flat_map(approximate));
    let (workers, subsets) = (report.decodability.workers, report.decodability.subsets);
    if subsets != workers {
        facts.push(("subsets", format!("{subsets}, of {}", counted(workers as u64, "worker"))));
    }
    let uniform = match report.uniform_weight {
        true => "",
        false if subsets == workers => " (not all s + 1: the runtime of the paper does not apply)",
        false => " (not all (s + 1) k / N: the runtime of the paper does not apply)",
    };
    facts.push(("row weights", matrix::weights(&report.row_weights) + uniform));
    if let Some(conditioning) = &report.conditioning {
        let scope = if conditioning.all_sets { "all sets" } else { "a sample of sets" };
        let number = |x: f64| if x.is_finite() { significant(x, 4) } else { BEYOND.to_owned() };
        facts.push((
            "conditioning",
            format!(
                "{} at worst, largest decoding coefficient {} ({scope}, {})",
                number(conditioning.worst_condition),
                number(conditioning.largest_coefficient),
                conditioning.examined
            ),
        ));
    }
    facts
}

/// Errors of approximate decoding: the distance that is left in double precision, and those of least squares.
fn approximate(found: &Approximation) -> Vec<(&'static str, String)> {
    let sets = if found.all_sets { "all sets" } else { "a sample of sets" };
    let residual = small(found.worst_residual);
    let decodes = if found.worst_relative_error.sqrt() < NEARLY {
        format!(": decodes to {residual}")
    } else {
        String::new()
    };
    let mut facts = vec![
        (
            "distance",
            format!(
                "least residual {residual} at worst in double precision{decodes} ({sets}, {})",
                found.examined
            ),
        ),
        (
            "approximate",
            format!(
                "squared error {} of k at worst, {} on average{}",
                small(found.worst_relative_error),
                small(found.mean_relative_error),
                // That one was not drawn: it would bend the mean.
                if found.is_of_one_more { " without the set that was found not to decode" } else { "" }
            ),
        ),
    ];
    facts.extend(found.tolerance.map(|tolerance| {
        let judged = match found.within_tolerance {
            Some(true) => format!("within tolerance {tolerance:e}, which is no proof"),
            _ => format!("not within tolerance {tolerance:e}"),
        };
        ("tolerance", judged)
    }));
    facts
}

/// Two digits and the magnitude.
fn small(x: f64) -> String {
    if x == 0.0 { "0".to_owned() } else { format!("{x:.1e}") }
}

/// The report as text for a terminal of so many columns.
pub fn render_within(report: &CodeReport, columns: usize) -> String {
    let width = paragraph::width(columns);
    let mut out = String::new();
    for (key, value) in facts(report) {
        paragraph::fact(&mut out, key, &value, [FACTS, width]);
    }
    for vector in &report.vectors {
        let longest = LONGEST_COEFFICIENT.min(width - FACTS);
        paragraph::fact(&mut out, "decoding", &decoding(vector, longest), [FACTS, width]);
    }
    out.push('\n');
    paragraph::line(&mut out, "encoding matrix: a row a worker, a column a subset of the data", width);
    let (lines, note) = matrix::lines(&report.matrix, width.min(paragraph::WIDEST));
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    if let Some(note) = note {
        out.push('\n');
        paragraph::line(&mut out, &note, width);
    }
    out
}

/// A decoding vector: what the results of the workers are multiplied by before they are added.
fn decoding(vector: &DecodingVector, longest: usize) -> String {
    let workers: Vec<String> = vector.workers.iter().map(usize::to_string).collect();
    let (workers, problem) = (workers.join(" "), vector.problem.as_deref().unwrap_or("none"));
    match &vector.coefficients {
        Some(coefficients) => {
            let shown: Vec<String> = coefficients.iter().map(|a| matrix::brief(a, longest)).collect();
            let rounded = shown.iter().any(|a| a.starts_with('~'));
            let note = if rounded { " (~ is rounded; in full with --format json)" } else { "" };
            format!("workers {workers} by {}{note}", shown.join(" "))
        }
        None => problem.to_owned(),
    }
}

fn markdown(report: &CodeReport) -> String {
    let mut out = String::from("| | |\n| --- | --- |\n");
    for (key, value) in facts(report) {
        let _ = writeln!(out, "| {key} | {} |", value.replace('|', "\\|"));
    }
    for vector in &report.vectors {
        let _ = writeln!(out, "| decoding | {} |", decoding(vector, usize::MAX));
    }
    let columns = report.matrix.first().map_or(0, Vec::len);
    let heads: Vec<String> = (1..=columns).map(|j| format!("subset {j}")).collect();
    let _ = write!(out, "\n| worker | {} |\n| --- |{}\n", heads.join(" | "), " ---: |".repeat(columns));
    for (i, row) in report.matrix.iter().enumerate() {
        let _ = writeln!(out, "| {} | {} |", i + 1, row.join(" | "));
    }
    out
}

/// Width of a column and of a page of IEEEtran in letters of mathematics.
const COLUMN: usize = 46;
const PAGE: usize = 98;

/// The matrix as an equation where it fits a column, across the page where it does not, and smaller where that is not
/// enough.
fn latex(report: &CodeReport) -> String {
    let columns = report.matrix.first().map_or(0, Vec::len);
    let cells: Vec<Vec<String>> =
        report.matrix.iter().map(|row| row.iter().map(|cell| fraction(cell)).collect()).collect();
    let letters = |j: usize| report.matrix.iter().map(|row| row[j].len()).max().unwrap_or(0) + 2;
    let width: usize = (0..columns).map(letters).sum();
    let packages = if width > PAGE { "amsmath,graphicx" } else { "amsmath" };
    let mut out = format!("% \\usepackage{{{packages}}}\n");
    for (key, value) in facts(report) {
        let _ = writeln!(out, "% {key}: {value}");
    }
    for vector in &report.vectors {
        let _ = writeln!(out, "% decoding: {}", decoding(vector, usize::MAX));
    }
    let most =
        if columns > 10 { format!("\\setcounter{{MaxMatrixCols}}{{{columns}}}\n") } else { String::new() };
    let lines: String = cells.iter().map(|row| format!("  {} \\\\\n", row.join(" & "))).collect();
    let matrix = format!("\\mathbf{{B}}=\\begin{{pmatrix}}\n{lines}\\end{{pmatrix}}");
    if width <= COLUMN {
        return out + &format!("\\begin{{equation}}\\label{{eq:code}}\n{most}{matrix}\n\\end{{equation}}\n");
    }
    let (scale, end) = if width > PAGE { ("\\resizebox{\\textwidth}{!}{", "}") } else { ("", "") };
    out + &format!(
        "\\begin{{table*}}\n\\centering\n{most}\\caption{{Encoding matrix of {} workers ({}).}}\n\\label{{tab:code}}\n\
         {scale}${matrix}${end}\n\\end{{table*}}\n",
        report.matrix.len(),
        escaped(&report.construction)
    )
}

fn fraction(cell: &str) -> String {
    match cell.split_once('/') {
        None => cell.to_owned(),
        Some((numerator, denominator)) => match numerator.strip_prefix('-') {
            Some(positive) => format!("-\\frac{{{positive}}}{{{denominator}}}"),
            None => format!("\\frac{{{numerator}}}{{{denominator}}}"),
        },
    }
}
