//! Words with mathematics in them: `number of workers $N$` as runs of letters for a drawing, and as TeX.

use super::error::DrawError;
use super::font;
use super::math;
use super::run::{Level, Run};
use crate::tex;

/// Words, as a drawing sets them and as TeX does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// The letters.
    pub runs: Vec<Run>,
}

impl Words {
    /// Words without mathematics.
    pub fn plain(text: &str) -> Self {
        let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Self { runs: vec![Run { letters: text, ..Run::default() }] }
    }

    /// Words in which what stands between dollars is mathematics, as in TeX; `\$` is a dollar.
    ///
    /// # Errors
    /// For mathematics that cannot be set, and letters that the font does not have.
    pub fn parse(text: &str) -> Result<Self, DrawError> {
        let refused = |reason: String| DrawError::Mathematics { words: text.to_owned(), reason };
        let mut words = Self::default();
        let guarded = text.replace("\\$", "\0");
        let parts: Vec<&str> = guarded.split('$').collect();
        if parts.len().is_multiple_of(2) {
            return Err(refused("a $ is not closed; write \\$ for a dollar".to_owned()));
        }
        for (index, part) in parts.iter().enumerate() {
            let part = part.replace('\0', "$");
            if index % 2 == 0 {
                if !part.is_empty() {
                    words = words.then(Self::plain(&part));
                }
            } else {
                let runs = math::runs(&part).map_err(refused)?;
                words = words.then(Self { runs });
            }
        }
        words.check()?;
        Ok(words)
    }

    /// `mantissa x 10^exponent`; a power of ten alone where the mantissa is empty.
    pub fn power(mantissa: &str, exponent: i32) -> Self {
        let before = if mantissa.is_empty() { String::new() } else { format!("{}×", signed(mantissa)) };
        let runs = vec![
            Run { letters: format!("{before}10"), ..Run::default() },
            Run { letters: signed(&exponent.to_string()), level: Level::Raised, ..Run::default() },
        ];
        Self { runs }
    }

    /// `x 10^exponent`, which a whole axis is in units of.
    pub fn factor(exponent: i32) -> Self {
        let mut words = Self::power("", exponent);
        words.runs[0].letters.insert(0, '×');
        words
    }

    /// A variable.
    pub fn variable(name: &str) -> Self {
        Self { runs: vec![Run { letters: name.to_owned(), is_italic: true, ..Run::default() }] }
    }

    /// A variable that is an index.
    pub fn index(name: &str) -> Self {
        let run = Run { letters: name.to_owned(), is_italic: true, level: Level::Lowered };
        Self { runs: vec![run] }
    }

    /// A number.
    pub fn number(text: &str) -> Self {
        Self { runs: vec![Run { letters: signed(text), ..Run::default() }] }
    }

    /// These words and others behind them.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.runs.extend(other.runs);
        self
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.letters.is_empty())
    }

    /// The letters alone.
    pub fn letters(&self) -> String {
        self.runs.iter().map(|run| run.letters.as_str()).collect()
    }

    /// The words as TeX sets them.
    pub fn tex(&self) -> String {
        let of = |run: &Run| match (run.level, run.is_italic) {
            (Level::Line, false) => tex::escaped(&run.letters),
            (Level::Line, true) => format!("${}$", tex::formula(&run.letters, true)),
            (Level::Raised, is_italic) => format!("$^{{{}}}$", tex::formula(&run.letters, is_italic)),
            (Level::Lowered, is_italic) => format!("$_{{{}}}$", tex::formula(&run.letters, is_italic)),
        };
        self.runs.iter().map(of).collect()
    }

    /// Width at a size.
    pub fn width(&self, size: f64) -> f64 {
        let of = |run: &Run| {
            let letters: f64 = run.letters.chars().map(|letter| font::width(letter, run.is_italic)).sum();
            letters * run.level.shape().1
        };
        size * self.runs.iter().map(of).sum::<f64>()
    }

    /// That the font has every letter.
    ///
    /// # Errors
    /// The first that it does not have.
    pub fn check(&self) -> Result<(), DrawError> {
        for run in &self.runs {
            if let Some(letter) = run.letters.chars().find(|&letter| !font::has(letter, run.is_italic)) {
                return Err(DrawError::Letter { words: self.letters(), letter });
            }
        }
        Ok(())
    }

    /// The words in lines of at most this width, broken at spaces; a word that is wider has a line of its own.
    pub fn lines(&self, size: f64, room: f64) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        for word in self.pieces() {
            let space = Run { letters: " ".to_owned(), ..Run::default() };
            let joined = lines.last().map(|line| {
                let line = line.clone().then(Self { runs: vec![space] });
                line.then(word.clone())
            });
            match joined.filter(|joined| joined.width(size) <= room) {
                Some(joined) => *lines.last_mut().expect("it was joined to") = joined,
                None => lines.push(word),
            }
        }
        lines
    }

    /// The words between spaces on the line.
    fn pieces(&self) -> Vec<Self> {
        let mut pieces = vec![Self::default()];
        for run in &self.runs {
            for (index, part) in run.letters.split(' ').enumerate() {
                if index > 0 {
                    pieces.push(Self::default());
                }
                let piece = pieces.last_mut().expect("there is one");
                piece.runs.push(Run { letters: part.to_owned(), ..run.clone() });
            }
        }
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }
}

/// A number with a real minus sign.
fn signed(text: &str) -> String {
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::run::SCRIPT;

    #[test]
    fn mathematics_is_set_as_such() {
        let words = Words::parse("load $W_n$ at $10^{-3}$").expect("words");
        let shown: Vec<(&str, bool, Level)> =
            words.runs.iter().map(|run| (run.letters.as_str(), run.is_italic, run.level)).collect();
        assert_eq!(
            shown,
            [
                ("load ", false, Level::Line),
                ("W", true, Level::Line),
                ("n", true, Level::Lowered),
                (" at ", false, Level::Line),
                ("10", false, Level::Line),
                ("−3", false, Level::Raised),
            ]
        );
        assert_eq!(words.tex(), "load $W$$_{n}$ at 10$^{-3}$");
        assert_eq!(Words::parse("50% of α, \\$5").expect("words").tex(), "50\\% of $\\alpha$, \\$5");
    }

    #[test]
    fn what_cannot_be_set_is_refused_by_name() {
        for (text, named) in
            [("数", "'数'"), ("$N", "closed"), ("$\\frac{1}{2}$", "\\frac"), ("$x_{a_b}$", "script")]
        {
            let error = Words::parse(text).expect_err(text).to_string();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn lines_are_broken_at_spaces() {
        let words = Words::plain("probability of missing the deadline");
        let lines: Vec<String> = words.lines(8.0, 70.0).iter().map(Words::letters).collect();
        assert_eq!(lines, ["probability of", "missing the", "deadline"]);
        assert!((Words::power("2", 6).width(1.0) - (0.556 * 3.0 + 0.584 + SCRIPT * 0.556)).abs() < 1e-3);
    }
}
