//! Sentences on tables of times that cannot be used, with the remedy as its reader says it.

use super::long_columns::LONG;
use super::quantity::Quantity;
use super::remedy::{CellRemedy, ColumnRemedy, Manner, PairRemedy, Setting, WidthRemedy};
use crate::wording::{counted, number};

/// Points in words.
pub(super) fn through(points: &[(f64, f64)]) -> String {
    points
        .iter()
        .map(|(load, time)| format!("{} at load {load}", number(*time)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What to say of two tables that name their rounds or workers otherwise than they are paired.
pub(super) fn unpaired(problem: &str, remedy: &PairRemedy, manner: Manner) -> String {
    /// So many names are all repeated, and of more the first.
    const MOST: usize = 8;
    const FIRST: usize = 3;
    let set = |columns: &[String]| manner.set("columns", Setting::List(columns));
    let remedy = match remedy {
        PairRemedy::Same => "give files of the same rounds and workers".to_owned(),
        PairRemedy::Workers { columns } if columns.is_empty() => {
            "write the columns of both in one order".to_owned()
        }
        PairRemedy::Workers { columns } => {
            let said = match columns.len() > MOST {
                true => format!("{} and so on", set(&columns[..FIRST])),
                false => set(columns),
            };
            format!("say {said}, which takes those of both by name, or write both in one order")
        }
        PairRemedy::Rounds { columns, .. } => {
            let without = match columns {
                Some(columns) => format!("say {}", set(std::slice::from_ref(columns))),
                None => "leave out index and the column that has them".to_owned(),
            };
            format!(
                "give files of the same rounds in the same order; where they are the same and only called otherwise, {without}"
            )
        }
    };
    format!("{problem}: {remedy}")
}

/// What to say of a first row that counts the workers.
pub(super) fn ambiguous(file: &str, line: usize, cells: &str, quantity: Quantity, manner: Manner) -> String {
    format!(
        "{file}: line {line} reads {cells}, which counts the workers as a header does, among measured times: {} {}, or {} \
         if it is a round",
        manner.say(quantity),
        manner.set("header", Setting::Truth(true)),
        manner.set("header", Setting::Truth(false)),
    )
}

/// What to say of a first column that counts the rounds, and may be a worker or not.
pub(super) fn ambiguous_index(
    (file, cells): (&str, &str),
    is_time: bool,
    left: Option<usize>,
    quantity: Quantity,
    manner: Manner,
) -> String {
    let (index, workers) = (manner.set("index", Setting::Truth(true)), manner.and_workers(left));
    let otherwise = match is_time {
        true => format!(", or {} if it is a worker", manner.set("index", Setting::Truth(false))),
        false => String::new(),
    };
    // From zero it may go on by ten, or by seconds.
    let found = if is_time { "counts the rounds," } else { "rises from zero, which is no time," };
    format!(
        "{file}: the first column is {cells}, which {found} beside measured times: {} {index}{workers}{otherwise}",
        manner.say(quantity)
    )
}

/// What to say of columns that are no workers'.
pub(super) fn other_columns(
    file: &str,
    found: &str,
    remedy: &ColumnRemedy,
    quantity: Quantity,
    manner: Manner,
) -> String {
    let ColumnRemedy { workers, all, is_first, long, left } = remedy;
    let columns = |list: &[String]| manner.set("columns", Setting::List(list));
    let mut ways = Vec::new();
    if !workers.is_empty() {
        ways.push(columns(workers));
    }
    if *is_first {
        ways.push(manner.set("index", Setting::Truth(true)));
    }
    let left = manner.and_workers(*left);
    let long = long.as_ref().map(|named| {
        let layout = manner.set("layout", Setting::Word("long"));
        let named =
            if named.is_empty() { String::new() } else { format!("{}{}", manner.and(), columns(named)) };
        format!("{layout}{named} where a row is one time of one worker")
    });
    // What leaves the columns in question out is not what keeps them.
    let is_other = workers.as_slice() != std::slice::from_ref(all);
    let all = is_other.then(|| format!("{} if all columns are workers", columns(std::slice::from_ref(all))));
    let ways = (!ways.is_empty()).then(|| format!("{}{left}", ways.join(" or ")));
    let ways: Vec<String> = ways.into_iter().chain(long).chain(all).collect();
    format!("{file}: {found}: {} {}", manner.say(quantity), ways.join("; "))
}

/// What to say of an entry.
pub(super) fn wrong_entry(
    (file, place, column): (&str, &str, usize),
    (entry, problem): (&str, &str),
    remedy: &CellRemedy,
    quantity: Quantity,
    manner: Manner,
) -> String {
    let hint = match remedy {
        CellRemedy::DropRow => format!("; {}", drops(manner)),
        CellRemedy::Spaces => format!("; {}", spaces(quantity, manner)),
        CellRemedy::Last { first } => {
            let last = column.saturating_sub(1);
            let before = if *first == last { first.to_string() } else { format!("{first}-{last}") };
            let columns = manner.set("columns", Setting::List(&[before]));
            return format!(
                "{file}: column {column} is empty in every row, as it is where lines end in what stands between cells: {} \
                 {columns}, which leaves it out",
                manner.say(quantity)
            );
        }
        CellRemedy::None => String::new(),
    };
    format!("{file}: {place}, column {column}: `{entry}` {problem}; {}{hint}", quantity.permitted())
}

/// That spaces may stand between the cells.
fn spaces(quantity: Quantity, manner: Manner) -> String {
    let delimiter = manner.set("delimiter", Setting::Word("space"));
    format!("{} {delimiter} if spaces stand between the cells", manner.say(quantity))
}

/// That rounds can be left out.
fn drops(manner: Manner) -> String {
    format!("{} {DROPS}", manner.set("missing", Setting::Word("drop-row")))
}

/// What to say of a first cell that is no number.
pub(super) fn no_number(
    (file, place, entry): (&str, &str, &str),
    (left, are_names): (Option<usize>, bool),
    quantity: Quantity,
    manner: Manner,
) -> String {
    let remedy = match entry.is_empty() {
        _ if are_names => {
            let header = manner.set("header", Setting::Truth(true));
            format!("the line holds names: {} {header}, or leave it to be found out", manner.say(quantity))
        }
        // As pandas writes the line above an index.
        true => {
            let header = manner.set("header", Setting::Truth(true));
            format!("{} {header} if that line holds names; {}", manner.say(quantity), drops(manner))
        }
        false => names_rounds(left, quantity, manner),
    };
    let missing = match entry.is_empty() {
        true => ": leave out what was not measured, and write inf for a worker that never returned",
        false => "",
    };
    format!(
        "{file}: {place}, column 1: `{entry}` is not a number{missing}; {}; {remedy}",
        quantity.permitted()
    )
}

/// How to say that the first column is none of the workers'.
fn names_rounds(left: Option<usize>, quantity: Quantity, manner: Manner) -> String {
    let index = manner.set("index", Setting::Truth(true));
    format!(
        "{} {index}{} if the first column holds names or numbers of rounds",
        manner.say(quantity),
        manner.and_workers(left)
    )
}

/// What to say of rows that are longer or shorter than the header.
pub(super) fn of_header(
    (file, place): (&str, &str),
    (found, names): (usize, usize),
    remedy: WidthRemedy,
    quantity: Quantity,
    manner: Manner,
) -> String {
    let before = match remedy {
        WidthRemedy::None => String::new(),
        WidthRemedy::Index => format!("{}; else ", names_rounds(None, quantity, manner)),
        WidthRemedy::Spaces => format!("{}; else ", spaces(quantity, manner)),
        WidthRemedy::Trailing => {
            "the last one is empty, as lines end in what stands between cells: take it away \
                                  from their ends, or "
                .to_owned()
        }
    };
    format!(
        "{file}: {place} has {}, the header {}: {before}make them as many",
        counted(found as u64, "column"),
        counted(names as u64, "name"),
    )
}

/// What a key does that leaves rows out.
const DROPS: &str = "leaves out the rounds in which a time is missing";

/// What to say of a round in a table with one time a row.
pub(super) fn incomplete(file: &str, round: &str, worker: &str, manner: Manner) -> String {
    format!(
        "{file}: round {round} has no time of worker {worker}: write inf for one that never returned; {}",
        drops(manner)
    )
}

/// What to say of a table with one time a row whose columns are not known.
pub(super) fn long_columns(
    file: &str,
    problem: &str,
    choices: &[Vec<String>],
    quantity: Quantity,
    manner: Manner,
) -> String {
    let ways: Vec<String> =
        choices.iter().map(|choice| manner.set("columns", Setting::List(choice))).collect();
    let unknown: Vec<&str> =
        LONG.into_iter().filter(|word| choices.iter().flatten().any(|it| it == word)).collect();
    let meant = match unknown.as_slice() {
        [] => String::new(),
        words => format!(" with the name or position of the column in place of {}", words.join(", ")),
    };
    format!("{file}: {problem}: {} {}{meant}", manner.say(quantity), ways.join(" or "))
}
