//! Words that messages and notes share: counts, names that were given, and names that were meant.

use std::io::ErrorKind;

/// A count and its noun: `1 cut`, `2 cuts`.
pub fn counted(count: impl Into<u128>, noun: &str) -> String {
    let count = count.into();
    let plural = match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['x', 's']) => format!("{noun}es"),
        _ => format!("{noun}s"),
    };
    format!("{count} {}", if count == 1 { noun } else { &plural })
}

/// A number as it may have been given: the shortest decimal that reads back as the same, and `2` rather than `2.0`.
pub fn number(x: f64) -> String {
    let text = format!("{x:?}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// Numbers as they may have been given in a list.
pub fn numbers(list: &[f64]) -> String {
    format!("[{}]", list.iter().copied().map(number).collect::<Vec<_>>().join(", "))
}

/// A text that was given, on one line and unable to move a terminal's cursor or to turn the direction of writing:
/// such characters are escaped.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.extend(letter.escape_unicode());
            }
            letter if letter.is_control() => out.extend(letter.escape_default()),
            letter => out.push(letter),
        }
    }
    out
}

/// " (did you mean `exact`?)" where one of the names, separated by commas, is near to the one given; else nothing.
pub fn did_you_mean(given: &str, names: &str) -> String {
    // Words of a sentence are no names.
    let names = names.split(',').map(str::trim).filter(|name| !name.contains(' '));
    let near = nearest(given, names);
    near.map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default()
}

/// A name that was given, in quotes where it would not be seen or not be taken for one.
pub fn given(name: &str) -> String {
    let is_plain = !name.is_empty() && !name.contains(char::is_whitespace);
    if is_plain { printable(name) } else { format!("{name:?}") }
}

/// A word as a shell reads it back.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:+@%#".contains(c);
    if !word.is_empty() && !word.starts_with('#') && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// What the system says of a file, without its number.
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "a part of its path is no folder".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_owned()
        }
    }
}

/// A parser's message on a document in the words of its reader.
pub fn plain(message: &str) -> String {
    let words = [
        ("unknown field", "unknown key"),
        ("missing field", "a key is missing:"),
        ("duplicate field", "a key stands there twice:"),
        ("unknown variant", "unknown name"),
        ("invalid type:", "this does not belong here:"),
        ("invalid value:", "this is out of range:"),
        ("invalid length", "this is of the wrong length:"),
        ("expected one of", "allowed are"),
        ("expected a sequence", "expected a list"),
        ("expected sequence", "expected a list"),
        ("expected a map", "expected a table"),
        ("expected map", "expected a table"),
        ("expected f64", "expected a number"),
        ("expected u64", "expected an integer >= 0"),
        ("expected usize", "expected an integer >= 0"),
        ("expected struct", "expected the table"),
        ("expected a borrowed string", "expected a text"),
        ("expected a string", "expected a text"),
        ("floating point", "the number"),
    ];
    let plain = words.iter().fold(message.to_owned(), |text, (from, to)| text.replace(from, to));
    // "unknown key `x`, allowed are `a`, `b`"
    let Some((before, names)) = plain.rsplit_once(", allowed are ") else { return plain };
    let names = names.trim_end().replace('`', "");
    let near = before.rsplit('`').nth(1).map(|given| did_you_mean(given, &names)).unwrap_or_default();
    format!("{before}{near}; allowed are {names}")
}

/// The name that was probably meant: a slip or two away, or one that is abbreviated.
pub fn nearest<'a>(given: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let given = plain(given);
    let slips = (given.chars().count().max(3) / 3).min(4);
    let abbreviates = |name: &str| given.chars().count() >= 3 && name.contains(&given);
    let judged = names.map(|name| {
        let name_plain = plain(name);
        let away = distance(&given, &name_plain);
        (if away > slips && abbreviates(&name_plain) { slips } else { away }, name)
    });
    judged
        .filter(|(away, _)| *away <= slips && *away < given.chars().count())
        .min_by_key(|(away, _)| *away)
        .map(|(_, name)| name)
}

/// How many letters must be put in, left out, exchanged or swapped with their neighbour to make one text the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    let mut previous = None;
    for (i, letter) in from.chars().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in to.iter().enumerate() {
            let mut least = (last[j] + usize::from(letter != *other)).min(last[j + 1] + 1).min(row[j] + 1);
            if j > 0 && previous == Some(*other) && to[j - 1] == letter {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        (before, last, previous) = (last, row, Some(letter));
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_a_word_back() {
        assert_eq!(shell_word("out/a-1.csv#exact"), "out/a-1.csv#exact");
        for (word, quoted) in [("my out", "'my out'"), ("", "''"), ("#a", "'#a'"), ("it's", "'it'\\''s'")] {
            assert_eq!(shell_word(word), quoted);
        }
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(counted(1u64, "integer program"), "1 integer program");
        assert_eq!(counted(0u64, "cut"), "0 cuts");
        assert_eq!(counted(2u64, "inequality"), "2 inequalities");
        assert_eq!((counted(1u64, "box"), counted(3u64, "box")), ("1 box".into(), "3 boxes".into()));
        assert_eq!(counted(2u64, "day"), "2 days");
    }

    #[test]
    fn numbers_are_as_short_as_they_are_written() {
        let shown = [2.0, -0.5, 1e300, 0.1, 0.0, f64::NAN, f64::INFINITY].map(number);
        assert_eq!(shown, ["2", "-0.5", "1e300", "0.1", "0", "NaN", "inf"]);
        assert_eq!(numbers(&[1.0, 0.25]), "[1, 0.25]");
    }

    #[test]
    fn what_could_move_a_cursor_is_escaped() {
        assert_eq!(printable("a\u{1b}[31mb\n"), "a\\u{1b}[31mb\\n");
        assert_eq!(printable("\u{202e}abc \u{e9}"), "\\u{202e}abc \u{e9}");
    }

    #[test]
    fn parsers_speak_of_keys() {
        let found =
            plain("TOML parse error at line 2\nunknown field `titel`, expected one of `title`, `grid`");
        assert_eq!(
            found,
            "TOML parse error at line 2\nunknown key `titel` (did you mean `title`?); allowed are title, grid"
        );
        assert_eq!(plain("missing field `title`"), "a key is missing: `title`");
        let found = plain("invalid type: string \"x\", expected f64");
        assert_eq!(found, "this does not belong here: string \"x\", expected a number");
        assert_eq!(
            (given("exat"), given(""), given("a b")),
            ("exat".into(), "\"\"".into(), "\"a b\"".into())
        );
        let missing = std::fs::read("/no/such/file").unwrap_err();
        assert_eq!(reason(&missing), "there is no such file or folder");
    }

    #[test]
    fn slips_are_understood_and_guesses_are_not_made() {
        let names = "exact, relaxed, mean-time, mean-rate, single-block";
        for (given, meant) in [
            ("exat", "exact"),
            ("Exact", "exact"),
            ("relxaed", "relaxed"),
            ("mean_time", "mean-time"),
            ("single", "single-block"),
            ("meantime", "mean-time"),
        ] {
            assert_eq!(did_you_mean(given, names), format!(" (did you mean `{meant}`?)"), "{given}");
        }
        for given in ["", "x", "fastest", "optimum"] {
            assert_eq!(did_you_mean(given, names), "", "{given}");
        }
        assert_eq!((distance("ab", "ba"), distance("", "abc"), distance("abc", "")), (1, 3, 3));
    }
}
