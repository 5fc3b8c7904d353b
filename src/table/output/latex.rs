//! The table in LaTeX, for the packages `booktabs` and `siunitx`.

use super::best::best;
use super::remarks::remarks;
use super::sheet::Sheet;
use super::sheets::sheets;
use crate::instance::Instance;
use crate::report::citation;
use crate::report::setting;
use crate::report::tabular::{TexColumn, environment, label};
use crate::table::computed::Table;
use crate::tex::escaped;

/// Values from this power of ten on are shown in units of one.
const LARGE: i32 = 5;

/// A `table` environment for every sheet; remarks and provenance as comments.
pub fn render(table: &Table) -> String {
    let mut out = citation::PACKAGES.to_owned();
    for (key, value) in &table.provenance.lines {
        out += &format!("% {key}: {value}\n");
    }
    out += &citation::entry(&table.spec.cite, "% ");
    for remark in remarks(table) {
        out += &format!("% {}\n", remark.replace('\n', " "));
    }
    let sheets = sheets(table);
    for (k, sheet) in sheets.iter().enumerate() {
        let (columns, power) = scaled(sheet);
        let kind = sheet.caption.strip_prefix(&format!("{}: ", table.spec.title)).unwrap_or(&sheet.caption);
        let name = label(&if k == 0 {
            table.spec.name.clone()
        } else {
            format!("{}-{}", table.spec.name, sheet.name)
        });
        out += &environment(&caption(table, kind, power, k == 0), &name, sheet.stubs, &columns, "");
    }
    out
}

/// A caption of sentences.
fn caption(table: &Table, kind: &str, power: Option<i32>, is_first: bool) -> String {
    let varied: Vec<&str> = table.spec.grid.iter().map(|(key, _)| key.as_str()).collect();
    let instances: Vec<&Instance> = table.points.iter().map(|point| point.report.instance()).collect();
    let setting = setting::common(&instances, &varied);
    let unit = power.map(|power| format!(" in units of $10^{{{power}}}$")).unwrap_or_default();
    let kind = escaped(&kind.replace(" - ", " \u{2212} ").replace("x_n", "")).trim().to_owned();
    let kind = kind.replace("[WCLZX23]", "\\cite{WCLZX23}");
    let kind = if kind == "coordinates" { "blocks $x_n$".to_owned() } else { kind };
    let best =
        best(table).filter(|_| is_first).map(|line| format!(" {}.", escaped(&line))).unwrap_or_default();
    format!(
        "{}: {kind}{unit}, for {setting}.{best} Computed with bcgc~\\cite{{{}}}.",
        escaped(&table.spec.title),
        table.spec.cite
    )
}

/// The columns of a sheet; large values in units of a power of ten, which is told.
fn scaled(sheet: &Sheet) -> (Vec<TexColumn>, Option<i32>) {
    let exponents =
        || sheet.lines.iter().flat_map(|line| &line[sheet.stubs..]).filter_map(|cell| exponent(cell));
    let power = exponents().max().filter(|most| *most >= LARGE && exponents().all(|e| most - e <= 4));
    // The lines of a partition are not of one kind.
    let power = power.filter(|_| !sheet.lines.iter().any(|line| line[0] == "gap"));
    let column = |i: usize| {
        let head = sheet.heads[i].replace(" - ", " \u{2212} ");
        let cells = sheet.lines.iter().map(|line| line[i].clone());
        if i < sheet.stubs {
            return symbol(&head, cells.collect());
        }
        let moved = |cell: String| power.and_then(|power| shifted(&cell, power)).unwrap_or(cell);
        TexColumn { head: head_of(&head), ..TexColumn::numbers("", cells.map(moved).collect()) }
    };
    ((0..sheet.heads.len()).map(column).collect(), power)
}

/// A column of labels; those of numbers that have a symbol carry it.
fn symbol(head: &str, cells: Vec<String>) -> TexColumn {
    let are_numbers = cells.iter().all(|cell| exponent(cell).is_some());
    let column = if are_numbers { TexColumn::numbers("", cells) } else { TexColumn::words("", cells) };
    TexColumn { head: head_of(head), ..column }
}

/// A head as TeX: `N = 10` and the keys that have symbols as mathematics.
fn head_of(head: &str) -> String {
    let named = |key: &str| match key {
        "workers" => Some("N"),
        "coordinates" => Some("L"),
        "samples" => Some("M"),
        "cycles" => Some("b"),
        "rate" => Some("\\mu"),
        "shift" => Some("t_0"),
        "deadline" => Some("t"),
        "n" => Some("n"),
        _ => None,
    };
    let part = |part: &str| match part.split_once(" = ") {
        Some((key, value)) => match named(key).filter(|_| exponent(value).is_some()) {
            Some(symbol) => format!("${symbol}={}$", setting::tex(value)),
            None => escaped(part),
        },
        None => named(part).map_or_else(|| escaped(part), |symbol| format!("${symbol}$")),
    };
    head.split(", ").map(part).collect::<Vec<_>>().join(", ")
}

/// The decimal exponent of a cell that is a number.
fn exponent(cell: &str) -> Option<i32> {
    let value: f64 = plain(cell).parse().ok()?;
    if value == 0.0 { Some(0) } else { format!("{value:e}").split_once('e')?.1.parse().ok() }
}

/// A cell without its uncertainty.
fn plain(cell: &str) -> String {
    match (cell.find('('), cell.find(')')) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &cell[..from], &cell[to + 1..]),
        _ => cell.to_owned(),
    }
}

/// A number in units of a power of ten, with the digits that it has.
fn shifted(cell: &str, power: i32) -> Option<String> {
    let (number, uncertainty) = match (cell.find('('), cell.find(')')) {
        (Some(from), Some(to)) if from < to => (plain(cell), cell[from..=to].to_owned()),
        _ => (cell.to_owned(), String::new()),
    };
    let value: f64 = number.parse().ok()?;
    let (mantissa, exponent) = number.split_once('e').unwrap_or((&number, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len()) as i32;
    let decimals = (decimals - exponent.parse::<i32>().ok()? + power).max(0) as usize;
    Some(format!("{:.decimals$}{uncertainty}", value / 10f64.powi(power)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_values_share_a_power_of_ten() {
        assert_eq!(shifted("1.169156e8", 8).as_deref(), Some("1.169156"));
        assert_eq!(shifted("28197779", 8).as_deref(), Some("0.28197779"));
        assert_eq!(shifted("1.23(2)e7", 8).as_deref(), Some("0.123(2)"));
        assert_eq!(shifted("-", 8), None);
        assert_eq!(head_of("workers = 10"), "$N=10$");
        assert_eq!(head_of("rate = 2, overhead rate = 1"), "$\\mu=2$, overhead rate = 1");
        assert_eq!(head_of("deadline = 3.2e8, name = a_b"), "$t=3.2\\times10^{8}$, name = a\\_b");
    }
}
