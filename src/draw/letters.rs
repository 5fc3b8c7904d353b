//! How much room words take in Helvetica.

/// The fonts of an SVG, best first: the one whose widths these are, and those that stand in for it.
pub const HELVETICA: &str = "Helvetica, Arial, 'Liberation Sans', sans-serif";

/// Widths of the ASCII letters from the space on in Helvetica, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Size of an exponent, and by how much it is raised, in units of the size of the words.
pub const RAISED: (f64, f64) = (0.75, 0.38);

/// Width of a text of the given size.
pub fn width(words: &str, size: f64) -> f64 {
    let letters = words.chars().map(|c| {
        let index = (c as usize).wrapping_sub(32);
        f64::from(WIDTHS.get(index).copied().unwrap_or(556))
    });
    letters.sum::<f64>() * size / 1000.0
}
