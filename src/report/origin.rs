//! How a trace was read, in words: what was taken for names or left out, and what became of its numbers.

use super::number::shortest;
use crate::input::shorten;
use crate::straggler::{LoadFile, LongColumns, Origin, RoundOrder};
use crate::wording::{counted, printable};

/// What was read otherwise than as a plain table of times, each part after a comma; nothing where there is nothing to say.
pub fn in_words(origin: &Origin) -> String {
    let reading = &origin.reading;
    let header = named(
        origin,
        "header ",
        &origin.header,
        |file| &file.header,
        |names| format!("\"{}\"", printable(names)),
    );
    let columns = (!reading.columns.is_empty() && origin.long.is_none())
        .then(|| format!("columns {}", printable(&shorten(&reading.columns.join(", ")))));
    let index = named(origin, "column 1 as an index: ", &origin.index, |file| &file.index, printable);
    let parts = [header, origin.long.as_deref().map(long), columns, index];
    parts.into_iter().flatten().chain(of_numbers(origin)).map(|part| format!(", {part}")).collect()
}

/// What was left out of the numbers of a table, and what they were multiplied by.
pub fn of_numbers(origin: &Origin) -> impl Iterator<Item = String> {
    let dropped = (origin.dropped > 0)
        .then(|| format!("{} with missing times left out", counted(origin.dropped as u64, "round")));
    let scale = origin.reading.scale;
    let scale = (scale != 1.0).then(|| format!("every number times {}", shortest(scale)));
    [dropped, scale].into_iter().flatten()
}

/// What was taken for names, of the file or of those of several loads: once where it is the same of all, else of each that has any.
fn named(
    origin: &Origin,
    what: &str,
    own: &Option<String>,
    of: impl Fn(&LoadFile) -> &Option<String>,
    shown: impl Fn(&str) -> String,
) -> Option<String> {
    let files = &origin.sources;
    let first = files.first().map_or(own, &of).as_deref();
    if files.iter().all(|file| of(file).as_deref() == first) {
        return first.map(|names| format!("{what}{}", shown(names)));
    }
    let of_file = |file: &LoadFile| {
        let names = of(file).as_deref()?;
        Some(format!("{} of {}", shown(names), printable(&file.path)))
    };
    let each: Vec<String> = files.iter().filter_map(of_file).collect();
    Some(format!("{what}{}", each.join(", ")))
}

/// Which columns of a table with one time a row were read, and in which order its rounds are.
fn long(long: &LongColumns) -> String {
    let column = |word: &str| match word.parse::<usize>() {
        Ok(position) => format!("column {position}"),
        Err(_) => format!("`{}`", printable(&shorten(word))),
    };
    let order = match long.order {
        RoundOrder::Numbers => "by number",
        RoundOrder::TimeStamps => "by time stamp",
        RoundOrder::Appearance => "in the order of first appearance",
    };
    let [round, worker, time] = [&long.round, &long.worker, &long.time].map(|word| column(word));
    format!("round from {round}, worker from {worker}, time from {time}, rounds {order}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::straggler::Reading;

    #[test]
    fn whatever_changes_the_numbers_is_said() {
        assert_eq!(in_words(&Origin::default()), "");
        let reading = Reading::default().with_columns(["w_*", "7"]).with_scale(1e-3);
        let mut origin = Origin { reading, dropped: 1, ..Origin::default() };
        origin.header = Some("w_1, w_2".to_owned());
        let said = ", header \"w_1, w_2\", columns w_*, 7, 1 round with missing times left out, every number times 0.001";
        assert_eq!(in_words(&origin), said);
        let origin = Origin { index: Some("0 to 9".to_owned()), ..Origin::default() };
        assert_eq!(in_words(&origin), ", column 1 as an index: 0 to 9");
        let file = |load: f64, header: Option<&str>| LoadFile {
            load,
            path: format!("n{load}.csv"),
            header: header.map(str::to_owned),
            index: Some("1 to 3".to_owned()),
        };
        let of = |sources: Vec<LoadFile>| in_words(&Origin { sources, ..Origin::default() });
        let alike = of(vec![file(0.0, Some("a, b")), file(1.0, Some("a, b"))]);
        assert_eq!(alike, ", header \"a, b\", column 1 as an index: 1 to 3");
        let others = of(vec![file(0.0, Some("a, b")), file(1.0, Some("c, d")), file(2.0, None)]);
        assert_eq!(others, ", header \"a, b\" of n0.csv, \"c, d\" of n1.csv, column 1 as an index: 1 to 3");
        let [round, worker, time] = ["step", "2", "t"].map(str::to_owned);
        let long = Some(LongColumns { round, worker, time, order: RoundOrder::Appearance });
        let origin = Origin {
            long: long.map(Box::new),
            reading: Reading::default().with_columns(["1-3"]),
            ..Origin::default()
        };
        let said = ", round from `step`, worker from column 2, time from `t`, rounds in the order of first appearance";
        assert_eq!(in_words(&origin), said);
    }
}
