//! LaTeX tables with their numbers aligned at the point, in a column of a journal where they fit and across the page
//! where they do not.

use super::number::NONE;
use crate::tex::escaped;

/// Width of a column and of a page of IEEEtran, in points of TeX.
const COLUMN: f64 = 252.0;
const PAGE: f64 = 516.0;
/// Width of a digit, of other letters on average, and of what is between columns, in the size of the tables.
const DIGIT: f64 = 4.05;
const LETTER: f64 = 4.1;
const BETWEEN: f64 = 6.0;
/// Width of the sign and the ten of a power, without its exponent.
const POWER: f64 = 18.0;

/// Space around a relation.
const RELATION: f64 = 6.0;

/// A column of a table.
#[derive(Debug, Clone)]
pub struct TexColumn {
    /// Its head, as TeX.
    pub head: String,
    /// Its cells as they are shown in text.
    pub cells: Vec<String>,
    /// Whether they are numbers.
    pub is_number: bool,
}

/// The digits of a number at either side of its point, of its uncertainty, and of its exponent.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Shape {
    is_negative: bool,
    whole: usize,
    decimals: usize,
    uncertainty: usize,
    exponent: Option<(bool, usize)>,
}

impl Shape {
    /// Of a cell; none where it is no number.
    fn of(cell: &str) -> Option<Self> {
        let (mantissa, exponent) = cell.split_once('e').map_or((cell, None), |(m, e)| (m, Some(e)));
        let (mantissa, uncertainty) = match mantissa.split_once('(') {
            Some((mantissa, rest)) => (mantissa, rest.strip_suffix(')')?),
            None => (mantissa, ""),
        };
        let unsigned = mantissa.strip_prefix('-').unwrap_or(mantissa);
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let are_digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || ![whole, decimals, uncertainty].into_iter().all(are_digits) {
            return None;
        }
        let exponent = match exponent {
            None => None,
            Some(exponent) => {
                let digits = exponent.strip_prefix('-').unwrap_or(exponent);
                if digits.is_empty() || !are_digits(digits) {
                    return None;
                }
                Some((exponent.starts_with('-'), digits.len()))
            }
        };
        Some(Self {
            is_negative: mantissa.starts_with('-'),
            whole: whole.len(),
            decimals: decimals.len(),
            uncertainty: uncertainty.len(),
            exponent,
        })
    }

    /// What holds both.
    fn or(self, other: Self) -> Self {
        let exponent = match (self.exponent, other.exponent) {
            (Some((a, m)), Some((b, n))) => Some((a || b, m.max(n))),
            (one, other) => one.or(other),
        };
        Self {
            is_negative: self.is_negative || other.is_negative,
            whole: self.whole.max(other.whole),
            decimals: self.decimals.max(other.decimals),
            uncertainty: self.uncertainty.max(other.uncertainty),
            exponent,
        }
    }

    /// As `siunitx` reads it.
    fn format(self) -> String {
        let sign = |is_negative: bool| if is_negative { "-" } else { "" };
        let ones = |count: usize| if count == 0 { String::new() } else { count.to_string() };
        let decimals = if self.decimals > 0 { format!(".{}", self.decimals) } else { String::new() };
        let uncertainty =
            if self.uncertainty > 0 { format!("({})", self.uncertainty) } else { String::new() };
        let exponent = self
            .exponent
            .map_or_else(String::new, |(is_negative, digits)| format!("e{}{digits}", sign(is_negative)));
        format!("{}{}{decimals}{uncertainty}{exponent}", sign(self.is_negative), ones(self.whole))
    }

    fn width(self) -> f64 {
        let digits = self.whole + self.decimals + self.uncertainty;
        let marks = usize::from(self.decimals > 0)
            + usize::from(self.is_negative) * 2
            + usize::from(self.uncertainty > 0) * 2;
        let exponent = self.exponent.map_or(0.0, |(is_negative, digits)| {
            POWER + 3.2 * digits as f64 + if is_negative { 5.0 } else { 0.0 }
        });
        // Groups of three digits are set apart.
        let groups = self.whole / 5 + self.decimals / 5 + (self.whole + self.decimals) / 4;
        DIGIT * digits as f64 + 2.3 * marks as f64 + 1.4 * groups as f64 + exponent
    }
}

impl TexColumn {
    /// A column of words.
    pub fn words(head: &str, cells: Vec<String>) -> Self {
        Self { head: escaped(head), cells, is_number: false }
    }

    /// A column of numbers.
    pub fn numbers(head: &str, cells: Vec<String>) -> Self {
        Self { head: escaped(head), cells, is_number: true }
    }

    fn shape(&self) -> Option<Shape> {
        self.cells.iter().filter_map(|cell| Shape::of(cell)).reduce(Shape::or).filter(|_| self.is_number)
    }

    fn kind(&self) -> String {
        match self.shape() {
            Some(shape) => format!("S[table-format={}]", shape.format()),
            None if self.is_number => "c".to_owned(),
            None => "l".to_owned(),
        }
    }

    fn width(&self) -> f64 {
        let letters = |text: &str| LETTER * text.chars().count() as f64;
        let words = self.cells.iter().filter(|cell| !self.is_number || Shape::of(cell).is_none());
        let relations = self.head.matches(['=', '\\']).count() as f64;
        let head = self.head.split('$').map(letters).sum::<f64>() + RELATION * relations;
        words.map(|cell| letters(cell)).chain(self.shape().map(Shape::width)).fold(head, f64::max)
    }

    fn cell(&self, row: usize) -> String {
        let cell = &self.cells[row];
        match self.shape() {
            _ if !self.is_number => escaped(cell),
            Some(_) if Shape::of(cell).is_some() => cell.clone(),
            shape => {
                let words = if cell == NONE { "--".to_owned() } else { marked(cell) };
                if shape.is_some() { format!("{{{words}}}") } else { words }
            }
        }
    }
}

/// A cell that is more than a number: a number with a mark behind it, or words.
fn marked(cell: &str) -> String {
    match cell.strip_suffix('*') {
        Some(number) if Shape::of(number).is_some() => format!("\\num{{{number}}}\\rlap{{$^*$}}"),
        _ => match cell.strip_prefix("< ") {
            Some(number) if Shape::of(number).is_some() => format!("$<$\\num{{{number}}}"),
            _ => escaped(cell),
        },
    }
}

/// A `table` with its caption as TeX, its label and what stands below; `table*` where it does not fit a column, and
/// several where it does not fit a page, each with the first columns, which name the lines.
pub fn environment(caption: &str, label: &str, stubs: usize, columns: &[TexColumn], below: &str) -> String {
    let parts = parts(stubs, columns);
    let count = parts.len();
    let mut out = String::new();
    for (k, part) in parts.iter().enumerate() {
        let name = if width(part) <= COLUMN { "table" } else { "table*" };
        let more = if count > 1 { format!(" Part {} of {count}.", k + 1) } else { String::new() };
        let label = if k == 0 { label.to_owned() } else { format!("{label}-{}", k + 1) };
        let below = if k + 1 == count { below } else { "" };
        out += &format!(
            "\\begin{{{name}}}\n\\centering\n\\caption{{{caption}{more}}}\n\\label{{tab:{label}}}\n\\footnotesize\n\
             \\setlength{{\\tabcolsep}}{{3pt}}\n{}{below}\\end{{{name}}}\n",
            tabular(part)
        );
    }
    out
}

fn width(columns: &[&TexColumn]) -> f64 {
    columns.iter().map(|column| column.width() + BETWEEN).sum::<f64>() - BETWEEN
}

/// The columns in parts that fit a page.
fn parts(stubs: usize, columns: &[TexColumn]) -> Vec<Vec<&TexColumn>> {
    let (named, rest) = columns.split_at(stubs.min(columns.len()));
    let named: Vec<&TexColumn> = named.iter().collect();
    let mut parts: Vec<Vec<&TexColumn>> = Vec::new();
    for column in rest {
        match parts.last_mut().filter(|part| width(part) + BETWEEN + column.width() <= PAGE) {
            Some(part) => part.push(column),
            None => parts.push(named.iter().copied().chain([column]).collect()),
        }
    }
    if parts.is_empty() { vec![named] } else { parts }
}

/// The lines of a table.
fn tabular(columns: &[&TexColumn]) -> String {
    let kinds: String = columns.iter().map(|column| column.kind()).collect();
    let heads = columns
        .iter()
        .map(|column| if column.is_number { format!("{{{}}}", column.head) } else { column.head.clone() });
    let mut out =
        format!("\\begin{{tabular}}{{@{{}}{kinds}@{{}}}}\n\\toprule\n{} \\\\\n\\midrule\n", joined(heads));
    for row in 0..columns.first().map_or(0, |column| column.cells.len()) {
        out += &format!("{} \\\\\n", joined(columns.iter().map(|column| column.cell(row))));
    }
    out + "\\bottomrule\n\\end{tabular}\n"
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(" & ")
}

/// The name of a label: letters, digits and hyphens.
pub fn label(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_hold_all_cells_of_a_column() {
        let cells = ["1.25e8", "-3.5", "12(3)e-10", NONE].map(str::to_owned).to_vec();
        let column = TexColumn::numbers("value", cells);
        assert_eq!(column.kind(), "S[table-format=-2.2(1)e-2]");
        assert_eq!(column.cell(3), "{--}");
        assert_eq!(
            TexColumn::numbers("gap", vec!["1.0e-3*".to_owned()]).cell(0),
            "\\num{1.0e-3}\\rlap{$^*$}"
        );
        assert_eq!((Shape::of("x"), Shape::of("1e"), Shape::of("")), (None, None, None));
        assert_eq!(label("runtime_workers: 1 - value"), "runtime-workers-1-value");
    }

    #[test]
    fn tables_are_as_wide_as_their_numbers() {
        let column = |k: usize| TexColumn::numbers(&format!("m{k}"), vec!["1.234567e8".to_owned()]);
        let made = |count: usize| {
            let columns: Vec<_> = std::iter::once(TexColumn::words("n", vec!["1".to_owned()]))
                .chain((0..count).map(column))
                .collect();
            environment("C.", "l", 1, &columns, "")
        };
        assert!(made(2).starts_with("\\begin{table}\n"));
        assert!(made(6).starts_with("\\begin{table*}\n"));
        let wide = made(20);
        assert!(
            wide.matches("\\begin{table*}").count() >= 2
                && wide.contains("Part 2 of")
                && wide.contains("tab:l-2")
        );
    }
}
