//! How a trace was read, in words: what was taken for names or left out, and what became of its numbers.

use super::number::shortest;
use crate::input::shorten;
use crate::straggler::{LongColumns, Origin, RoundOrder};
use crate::wording::{counted, printable};

/// What was read otherwise than as a plain table of times, each part after a comma; nothing where there is nothing to say.
pub fn in_words(origin: &Origin) -> String {
    let reading = &origin.reading;
    let header = origin.header.as_ref().map(|names| format!("header \"{}\"", printable(names)));
    let columns = (!reading.columns.is_empty() && origin.long.is_none())
        .then(|| format!("columns {}", printable(&shorten(&reading.columns.join(", ")))));
    let index = origin.index.as_ref().map(|ends| format!("column 1 as an index: {}", printable(ends)));
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
