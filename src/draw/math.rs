//! The part of TeX's mathematics that labels need: letters, numbers, signs, one level of scripts.

use super::run::{Level, Run};
use crate::tex;

/// Functions that stand upright.
const UPRIGHT: [&str; 9] = ["max", "min", "log", "ln", "exp", "Pr", "lim", "sup", "inf"];
/// Commands for spaces.
const SPACES: [&str; 5] = [",", ";", ":", " ", "quad"];
/// Signs with a space at either side.
const RELATIONS: &str = "=<>≤≥≠≈≡→";

/// The letters of a formula.
///
/// # Errors
/// Why it cannot be set: the command or sign, and what can be.
pub fn runs(formula: &str) -> Result<Vec<Run>, String> {
    let mut reader = Reader { rest: formula.chars().collect(), at: 0, runs: Vec::new() };
    reader.read(Level::Line, None)?;
    Ok(reader.runs)
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    runs: Vec<Run>,
}

impl Reader {
    fn next(&mut self) -> Option<char> {
        let letter = self.rest.get(self.at).copied();
        self.at += usize::from(letter.is_some());
        letter
    }

    /// Letters up to an end, or to that of the formula.
    fn read(&mut self, level: Level, end: Option<char>) -> Result<(), String> {
        loop {
            match self.next() {
                found if found == end => return Ok(()),
                None => return Err("a { is not closed".to_owned()),
                Some('}') => return Err("a } has no {".to_owned()),
                Some(letter) => self.token(letter, level)?,
            }
        }
    }

    fn token(&mut self, letter: char, level: Level) -> Result<(), String> {
        match letter {
            '{' => self.read(level, Some('}'))?,
            '_' => self.script(Level::Lowered, level)?,
            '^' => self.script(Level::Raised, level)?,
            '\\' => self.command(level)?,
            ' ' => {}
            '-' => self.put("−", false, level),
            letter if level == Level::Line && RELATIONS.contains(letter) => {
                self.put(&format!(" {letter} "), false, level);
            }
            letter => self.put(&letter.to_string(), letter.is_alphabetic(), level),
        }
        Ok(())
    }

    fn script(&mut self, script: Level, level: Level) -> Result<(), String> {
        if level != Level::Line {
            return Err("a script has no script in figures; write it on the line".to_owned());
        }
        match self.next() {
            None => Err("a script is missing at the end".to_owned()),
            Some(letter) => self.token(letter, script),
        }
    }

    fn command(&mut self, level: Level) -> Result<(), String> {
        let mut name = String::new();
        while let Some(&letter) = self.rest.get(self.at).filter(|c| c.is_ascii_alphabetic()) {
            name.push(letter);
            self.at += 1;
        }
        if name.is_empty() {
            name.extend(self.next());
        }
        match name.as_str() {
            "mathrm" | "text" | "operatorname" => self.upright(level)?,
            name if UPRIGHT.contains(&name) => self.put(name, false, level),
            name if SPACES.contains(&name) => self.put(" ", false, level),
            "%" | "&" | "#" | "_" | "{" | "}" | "$" => self.put(&name, false, level),
            name => match tex::letter(name) {
                Some(letter) if RELATIONS.contains(letter) && level == Level::Line => {
                    self.put(&format!(" {letter} "), false, level);
                }
                Some(letter) => self.put(&letter.to_string(), letter.is_lowercase(), level),
                None => {
                    return Err(format!(
                        "\\{name} cannot be set in figures; letters, numbers, _ and ^, Greek letters, \\times, \\cdot, \\le, \
                         \\ge, \\ne, \\approx, \\pm, \\infty, \\mathrm and \\text can be"
                    ));
                }
            },
        }
        Ok(())
    }

    /// The words of `\text{...}`.
    fn upright(&mut self, level: Level) -> Result<(), String> {
        if self.next() != Some('{') {
            return Err("\\mathrm and \\text need their words in {}".to_owned());
        }
        let mut words = String::new();
        loop {
            match self.next() {
                Some('}') => break,
                Some(letter) => words.push(letter),
                None => return Err("a { is not closed".to_owned()),
            }
        }
        self.put(&words, false, level);
        Ok(())
    }

    fn put(&mut self, letters: &str, is_italic: bool, level: Level) {
        match self.runs.last_mut().filter(|run| run.is_italic == is_italic && run.level == level) {
            Some(run) => run.letters.push_str(letters),
            None => self.runs.push(Run { letters: letters.to_owned(), is_italic, level }),
        }
    }
}
