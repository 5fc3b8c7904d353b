//! Text as TeX sets it.

use crate::wording::printable;

/// Letters that TeX has in mathematics alone, and what it calls them.
const MATHEMATICS: [(char, &str); 51] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "varepsilon"),
    ('ϵ', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "varphi"),
    ('ϕ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
    ('Γ', "Gamma"),
    ('Δ', "Delta"),
    ('Θ', "Theta"),
    ('Λ', "Lambda"),
    ('Ξ', "Xi"),
    ('Π', "Pi"),
    ('Σ', "Sigma"),
    ('Φ', "Phi"),
    ('Ψ', "Psi"),
    ('Ω', "Omega"),
    ('≤', "le"),
    ('≥', "ge"),
    ('≠', "ne"),
    ('≈', "approx"),
    ('≡', "equiv"),
    ('×', "times"),
    ('·', "cdot"),
    ('±', "pm"),
    ('∞', "infty"),
    ('∂', "partial"),
    ('∑', "sum"),
    ('∏', "prod"),
    ('→', "to"),
    ('ℓ', "ell"),
    ('∫', "int"),
    ('÷', "div"),
];

/// The letter that a command of TeX's mathematics stands for.
pub fn letter(command: &str) -> Option<char> {
    let other = match command {
        "leq" => Some('≤'),
        "geq" => Some('≥'),
        "neq" => Some('≠'),
        "rightarrow" => Some('→'),
        _ => None,
    };
    other.or_else(|| MATHEMATICS.iter().find(|(_, name)| *name == command).map(|(letter, _)| *letter))
}

/// Text in which no character has a meaning of its own, Greek letters and signs as mathematics; a line break becomes a
/// space. What is between backticks is code, straight quotes come in pairs, and hyphens stay apart.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut quotes, mut backticks) = (Pairs::of('"', text), Pairs::of('`', text));
    for letter in text.chars() {
        match letter {
            '"' => out.push_str(quotes.next(["``", "''", "''"])),
            '`' => out.push_str(backticks.next(["\\texttt{", "}", "\\textasciigrave{}"])),
            '-' if out.ends_with('-') => out.push_str("{}-"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', letter]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '<' => out.push_str("\\textless{}"),
            '>' => out.push_str("\\textgreater{}"),
            '−' => out.push_str("$-$"),
            '\n' | '\r' => out.push(' '),
            letter if letter.is_control() => out.push_str(&escaped(&printable(&letter.to_string()))),
            letter => match MATHEMATICS.iter().find(|(known, _)| *known == letter) {
                Some((_, name)) => out.push_str(&format!("$\\{name}$")),
                None => out.push(letter),
            },
        }
    }
    out
}

/// Marks that open and close in turn.
struct Pairs {
    left: usize,
    is_open: bool,
}

impl Pairs {
    fn of(mark: char, text: &str) -> Self {
        Self { left: text.matches(mark).count(), is_open: false }
    }

    /// What stands for the next mark: one that opens, closes, or has no partner.
    fn next<'a>(&mut self, [opening, closing, single]: [&'a str; 3]) -> &'a str {
        self.left = self.left.saturating_sub(1);
        let is_single = !self.is_open && self.left == 0;
        self.is_open = !self.is_open && !is_single;
        match (is_single, self.is_open) {
            (true, _) => single,
            (false, true) => opening,
            (false, false) => closing,
        }
    }
}

/// Letters and signs within mathematics, letters italic or upright.
pub fn formula(text: &str, is_italic: bool) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '−' => out.push('-'),
            letter if letter.is_ascii_alphabetic() && !is_italic => {
                out.push_str(&format!("\\mathrm{{{letter}}}"))
            }
            letter => match MATHEMATICS.iter().find(|(known, _)| *known == letter) {
                Some((_, name)) => out.push_str(&format!("\\{name} ")),
                None => out.push_str(&escaped(&letter.to_string())),
            },
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped() {
        assert_eq!(escaped("50% of x_0 & {y}\\"), "50\\% of x\\_0 \\& \\{y\\}\\textbackslash{}");
        assert_eq!(escaped("\u{1b}"), "\\textbackslash{}u\\{1b\\}");
        assert_eq!(escaped("x^(E,t) ~ 1"), "x\\textasciicircum{}(E,t) \\textasciitilde{} 1");
        assert_eq!(escaped("round from `a_b`, \"w 1\""), "round from \\texttt{a\\_b}, ``w 1''");
        assert_eq!(escaped("5\" of ` --seed"), "5'' of \\textasciigrave{} -{}-seed");
        assert_eq!(escaped("α ≤ 2"), "$\\alpha$ $\\le$ 2");
        assert_eq!((letter("leq"), letter("beta"), letter("frac")), (Some('≤'), Some('β'), None));
    }
}
