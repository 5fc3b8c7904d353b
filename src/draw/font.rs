//! The font of every figure, Liberation Sans: which letters it has, and how wide they are.
//!
//! Its licence is `fonts/OFL.txt`. The widths are those of Helvetica and Arial.

use std::sync::LazyLock;

use ttf_parser::Face;

/// The family that a figure asks for, and those of the same widths that stand in for it.
pub const FAMILIES: &str = "Liberation Sans, Arial, Helvetica, sans-serif";

/// The upright font.
pub const UPRIGHT: &[u8] = include_bytes!("fonts/LiberationSans-Regular.ttf");
/// The italic font.
pub const ITALIC: &[u8] = include_bytes!("fonts/LiberationSans-Italic.ttf");

static FACES: LazyLock<[Option<Face<'static>>; 2]> =
    LazyLock::new(|| [UPRIGHT, ITALIC].map(|font| Face::parse(font, 0).ok()));

fn face(is_italic: bool) -> Option<&'static Face<'static>> {
    FACES[usize::from(is_italic)].as_ref()
}

/// Whether the font has a letter.
pub fn has(letter: char, is_italic: bool) -> bool {
    face(is_italic).is_some_and(|face| face.glyph_index(letter).is_some())
}

/// Width of a letter of size 1; kerning, which brings letters together, is left out.
pub fn width(letter: char, is_italic: bool) -> f64 {
    let advance = |face: &Face| {
        let advance = face.glyph_hor_advance(face.glyph_index(letter)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    };
    // A letter that the font does not have is refused when it is drawn.
    face(is_italic).and_then(advance).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_have_the_letters_of_mathematics_and_the_widths_of_helvetica() {
        for letter in "azAZ09αβκμτλ≤≥×−±≈≠∞·ℓЖé".chars() {
            assert!(has(letter, false) && has(letter, true), "{letter}");
        }
        assert!(!has('数', false) && !has('∈', true));
        let helvetica = [('0', 0.556), ('M', 0.833), ('i', 0.222), (' ', 0.278)];
        for (letter, expected) in helvetica {
            assert!((width(letter, false) - expected).abs() < 1e-3, "{letter}");
        }
    }
}
