//! Paragraphs of text on a terminal: broken between words, with a hanging indent.

/// Longest line that text needs: no reader wants longer ones.
pub const WIDEST: usize = 98;
/// Shortest one that it can do with.
pub const NARROWEST: usize = 40;

/// Where the second column of a description begins.
pub const FACTS: usize = 12;

/// The width of a pipe, which has none: facts and tables are in one piece there.
pub const UNBOUNDED: usize = usize::MAX;

/// The width to write for on a terminal of so many columns, or in a pipe.
pub fn width(columns: usize) -> usize {
    if columns == UNBOUNDED { UNBOUNDED } else { columns.clamp(NARROWEST, WIDEST) }
}

/// A labelled paragraph; where label and text begin, and the width.
pub fn item(out: &mut String, label: &str, words: &str, [margin, indent, width]: [usize; 3]) {
    let width = width.min(WIDEST);
    let mut line = format!("{:margin$}{label:<rest$}", "", rest = indent - margin);
    // A long label is no part of the first word.
    if !label.is_empty() && line.chars().count() >= indent && !line.ends_with(' ') {
        line.push(' ');
    }
    let mut begins = true;
    for word in words.split_whitespace() {
        if !begins && line.chars().count() + 1 + word.chars().count() > width {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(indent);
            begins = true;
        }
        if !begins {
            line.push(' ');
        }
        line.push_str(word);
        begins = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// A labelled line, which is broken only where a terminal is narrower: a pipe has no width.
pub fn fact(out: &mut String, label: &str, text: &str, [indent, width]: [usize; 2]) {
    let label = format!("{label:<rest$} ", rest = indent - 1);
    match width < UNBOUNDED && label.chars().count() + text.chars().count() > width {
        true => item(out, &label, text, [0, indent, width]),
        false => out.push_str(&format!("{label}{text}\n")),
    }
}

/// A line without a label under the same rule.
pub fn line(out: &mut String, text: &str, width: usize) {
    match width < UNBOUNDED && text.chars().count() > width {
        true => item(out, "", text, [0, 0, width]),
        false => out.push_str(&format!("{text}\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_label_is_apart_from_the_words() {
        let mut out = String::new();
        item(&mut out, "published:stationary", "it belongs to", [2, 21, WIDEST]);
        item(&mut out, "published:mean-time", "5 1", [2, 21, WIDEST]);
        item(&mut out, "exact", "1 integer program", [2, 21, WIDEST]);
        let expected = "  published:stationary it belongs to\n  published:mean-time 5 1\n  exact              1 integer program\n";
        assert_eq!(out, expected);
    }

    #[test]
    fn lines_are_broken_between_words_where_a_terminal_is_narrow() {
        let told = |columns: usize| {
            let mut out = String::new();
            fact(&mut out, "label", &"word ".repeat(16), [8, width(columns)]);
            line(&mut out, &"word ".repeat(16), width(columns));
            out
        };
        let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
        assert_eq!((told(usize::MAX).lines().count(), widest(&told(60)) <= 60), (2, true));
        assert!(widest(&told(1)) <= NARROWEST);
        assert!(told(60).lines().nth(1).is_some_and(|line| line.starts_with("        word")), "{}", told(60));
    }
}
