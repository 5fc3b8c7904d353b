//! A drawing: what lies where, in points (1/72 inch) from the upper left corner.

use super::error::DrawError;
use super::words::Words;

/// A point of the drawing.
pub type Place = (f64, f64);

/// A colour, each channel in 0..=255.
pub type Colour = [u8; 3];

/// The colour of words that ask for none.
pub const BLACK: Colour = [0, 0, 0];

/// A drawing on white.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// Its title, for the files' metadata.
    pub title: String,
    /// Width and height.
    pub size: (f64, f64),
    /// What is drawn, in order.
    pub items: Vec<Item>,
}

/// One thing to draw.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A line.
    Line(Line),
    /// A filled area.
    Area(Area),
    /// A marker.
    Marker(Marker),
    /// Words.
    Text(Text),
}

/// A polyline.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its points.
    pub points: Vec<Place>,
    /// Width of the stroke.
    pub width: f64,
    /// Colour of the stroke.
    pub colour: Colour,
    /// Lengths of dashes and gaps; empty for a solid line.
    pub dash: Vec<f64>,
}

/// A polygon, filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its corners.
    pub corners: Vec<Place>,
    /// What it is filled with.
    pub colour: Colour,
    /// How much the filling covers what lies below, from 0 to 1.
    pub opacity: f64,
    /// Width of a white line around it; 0 for none.
    pub edge: f64,
}

/// A marker: its outline, filled with its colour or with white.
#[derive(Debug, Clone, PartialEq)]
pub struct Marker {
    /// Its middle.
    pub at: Place,
    /// Its shape.
    pub shape: Shape,
    /// Its colour.
    pub colour: Colour,
    /// Whether it is filled with the colour.
    pub filled: bool,
}

/// A line of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where.
    pub at: Place,
    /// How it is placed there.
    pub anchor: Anchor,
    /// Size of the letters.
    pub size: f64,
    /// Colour of the letters.
    pub colour: Colour,
    /// Whether it runs upwards.
    pub upwards: bool,
    /// The words.
    pub words: Words,
}

/// How words are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// They begin at the point.
    Start,
    /// Their middle is at the point.
    Middle,
    /// They end at the point.
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

/// Half the width of a marker.
pub const RADIUS: f64 = 2.1;

impl Drawing {
    /// An empty drawing.
    pub fn new(title: impl Into<String>, size: (f64, f64)) -> Self {
        Self { title: title.into(), size, items: Vec::new() }
    }

    /// That every letter can be drawn.
    ///
    /// # Errors
    /// The first letter that the font does not have, with the words that it is in.
    pub fn check(&self) -> Result<(), DrawError> {
        self.items.iter().try_for_each(|item| match item {
            Item::Text(text) => text.words.check(),
            _ => Ok(()),
        })
    }

    /// Puts an item on top.
    pub fn put(&mut self, item: impl Into<Item>) {
        self.items.push(item.into());
    }
}

impl From<Line> for Item {
    fn from(line: Line) -> Self {
        Self::Line(line)
    }
}

impl From<Area> for Item {
    fn from(area: Area) -> Self {
        Self::Area(area)
    }
}

impl From<Marker> for Item {
    fn from(marker: Marker) -> Self {
        Self::Marker(marker)
    }
}

impl From<Text> for Item {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl Line {
    /// A solid line between two points.
    pub fn new(from: Place, to: Place, width: f64, colour: Colour) -> Self {
        Self { points: vec![from, to], width, colour, dash: Vec::new() }
    }
}

impl Area {
    /// An opaque rectangle without an edge.
    pub fn rectangle((x, y): Place, (width, height): (f64, f64), colour: Colour) -> Self {
        let (right, bottom) = (x + width, y + height);
        Self::new(vec![(x, y), (right, y), (right, bottom), (x, bottom)], colour)
    }

    /// An opaque polygon without an edge.
    pub fn new(corners: Vec<Place>, colour: Colour) -> Self {
        Self { corners, colour, opacity: 1.0, edge: 0.0 }
    }
}

impl Text {
    /// Black words that run to the right.
    pub fn new(at: Place, anchor: Anchor, size: f64, words: Words) -> Self {
        Self { at, anchor, size, colour: BLACK, upwards: false, words }
    }
}

impl Shape {
    /// The corners of the shape around a point; none for a circle.
    pub fn corners(self, (x, y): Place) -> Vec<Place> {
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
