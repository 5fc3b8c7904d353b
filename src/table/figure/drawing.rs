//! A figure as lines, markers and words, in points (1/72 inch) from the upper left corner.

/// How a text is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins at the point.
    Start,
    /// Its middle is at the point.
    Middle,
    /// It ends at the point.
    End,
}

/// The shapes of markers: told apart in grey as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// A triangle, one corner up.
    Up,
    /// A triangle, one corner down.
    Down,
    /// A square on a corner.
    Diamond,
}

/// A colour, each channel in 0..=255.
pub type Colour = [u8; 3];

/// One thing to draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A polyline.
    Line {
        /// Its points.
        points: Vec<(f64, f64)>,
        /// Width of the stroke.
        width: f64,
        /// Colour of the stroke.
        colour: Colour,
        /// Lengths of dashes and gaps; empty for a solid line.
        dash: Vec<f64>,
    },
    /// A marker: its outline, filled with its colour or with white.
    Marker {
        /// Its middle.
        at: (f64, f64),
        /// Its shape.
        shape: Shape,
        /// Its colour.
        colour: Colour,
        /// Whether it is filled with the colour.
        filled: bool,
    },
    /// A text in Helvetica.
    Text {
        /// Where.
        at: (f64, f64),
        /// How it is placed there.
        anchor: Anchor,
        /// Size of the letters.
        size: f64,
        /// Whether it runs upwards.
        upwards: bool,
        /// The words; ASCII.
        words: String,
    },
}

/// A figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title, for the files' metadata.
    pub title: String,
    /// Width and height.
    pub size: (f64, f64),
    /// What is drawn, in order.
    pub items: Vec<Item>,
}

/// Half the width of a marker.
pub const RADIUS: f64 = 2.1;

impl Shape {
    /// The corners of the shape around a point; none for a circle.
    pub fn corners(self, (x, y): (f64, f64)) -> Vec<(f64, f64)> {
        let r = RADIUS;
        match self {
            Self::Circle => Vec::new(),
            Self::Square => {
                let s = 0.88 * r;
                vec![(x - s, y - s), (x + s, y - s), (x + s, y + s), (x - s, y + s)]
            }
            Self::Up => vec![(x, y - 1.25 * r), (x + 1.1 * r, y + 0.75 * r), (x - 1.1 * r, y + 0.75 * r)],
            Self::Down => vec![(x, y + 1.25 * r), (x + 1.1 * r, y - 0.75 * r), (x - 1.1 * r, y - 0.75 * r)],
            Self::Diamond => vec![(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)],
        }
    }
}

/// Widths of the ASCII letters from the space on in Helvetica, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// Width of a text of the given size.
pub fn width(words: &str, size: f64) -> f64 {
    let letters = words.chars().map(|c| {
        let index = (c as usize).wrapping_sub(32);
        f64::from(WIDTHS.get(index).copied().unwrap_or(556))
    });
    letters.sum::<f64>() * size / 1000.0
}
