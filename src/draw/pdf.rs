//! A drawing as PDF: one page of its size, Helvetica (one of the fonts that every reader has), no date.

use super::drawing::{Anchor, Area, BLACK, Colour, Drawing, Item, Line, Marker, Place, RADIUS, Shape, Text};
use super::letters::{RAISED, width};

/// Ratio of a Bezier curve's handle to the radius of the quarter circle that it follows.
const HANDLE: f64 = 0.552_284_75;

impl Drawing {
    /// The drawing as PDF; `about` goes into its metadata.
    pub fn pdf(&self, about: &str) -> Vec<u8> {
        let (width, height) = self.size;
        let mut content = String::from("1 J 1 j\n");
        for item in &self.items {
            content += &operators(item, height);
        }
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
                 /Resources << /Font << /F 5 0 R >> >> >>"
            ),
            format!("<< /Length {} >>\nstream\n{content}endstream", content.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            format!("<< /Title ({}) /Subject ({}) >>", escaped(&self.title), escaped(about)),
        ];
        file(&objects).into_bytes()
    }
}

/// The objects, numbered from 1, with the table of where each begins; the first is the root, the last the metadata.
fn file(objects: &[String]) -> String {
    let count = objects.len();
    let mut out = String::from("%PDF-1.4\n");
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", count + 1);
    for (i, object) in objects.iter().enumerate() {
        table += &format!("{:010} 00000 n \n", out.len());
        out += &format!("{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = out.len();
    out + &table
        + &format!(
            "trailer\n<< /Size {} /Root 1 0 R /Info {count} 0 R >>\nstartxref\n{start}\n%%EOF\n",
            count + 1
        )
}

fn operators(item: &Item, height: f64) -> String {
    match item {
        Item::Line(item) => line(item, height),
        Item::Area(item) => area(item, height),
        Item::Marker(item) => marker(item, height),
        Item::Text(item) => text(item, height),
    }
}

fn line(Line { points, width, colour, dash }: &Line, height: f64) -> String {
    let dash = dash.iter().map(|d| format!("{d}")).collect::<Vec<_>>().join(" ");
    format!("{} RG {width} w [{dash}] 0 d {}S\n", rgb(*colour), path(points, height))
}

fn area(Area { corners, colour, opacity, edge }: &Area, height: f64) -> String {
    let on_white = colour.map(|c| (255.0 - (255.0 - f64::from(c)) * opacity).round() as u8);
    let outline = path(corners, height);
    if *edge > 0.0 {
        return format!("1 1 1 RG {} rg {edge} w [] 0 d {outline}h B\n", rgb(on_white));
    }
    format!("{} rg {outline}h f\n", rgb(on_white))
}

fn marker(Marker { at, shape, colour, filled }: &Marker, height: f64) -> String {
    let fill = if *filled { rgb(*colour) } else { "1 1 1".to_owned() };
    let outline = match shape {
        Shape::Circle => circle((at.0, height - at.1)),
        _ => format!("{}h ", path(&shape.corners(*at), height)),
    };
    format!("{} RG {fill} rg 0.8 w [] 0 d {outline}B\n", rgb(*colour))
}

fn text(Text { at, anchor, size, colour, upwards, words, raised }: &Text, height: f64) -> String {
    let (small, rise) = (RAISED.0 * size, RAISED.1 * size);
    let whole = width(words, *size) + width(raised, small);
    let before = match anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => 0.5 * whole,
        Anchor::End => whole,
    };
    let (x, y) = (at.0, height - at.1);
    let matrix = if *upwards {
        format!("0 1 -1 0 {x:.2} {:.2}", y - before)
    } else {
        format!("1 0 0 1 {:.2} {y:.2}", x - before)
    };
    let exponent = if raised.is_empty() {
        String::new()
    } else {
        format!("/F {small:.2} Tf {rise:.2} Ts ({}) Tj 0 Ts ", escaped(raised))
    };
    let ink = if *colour == BLACK { "0 0 0".to_owned() } else { rgb(*colour) };
    format!("BT {ink} rg /F {size} Tf {matrix} Tm ({}) Tj {exponent}ET\n", escaped(words))
}

fn path(points: &[Place], height: f64) -> String {
    let mut out = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        out += &format!("{x:.2} {:.2} {} ", height - y, if i == 0 { "m" } else { "l" });
    }
    out
}

/// A circle of the markers' radius, by four curves.
fn circle((x, y): Place) -> String {
    let (r, h) = (RADIUS, RADIUS * HANDLE);
    let curve = |p: [Place; 3]| {
        let at = |(dx, dy): Place| format!("{:.3} {:.3}", x + dx, y + dy);
        format!("{} {} {} c ", at(p[0]), at(p[1]), at(p[2]))
    };
    format!("{:.3} {:.3} m ", x + r, y)
        + &curve([(r, h), (h, r), (0.0, r)])
        + &curve([(-h, r), (-r, h), (-r, 0.0)])
        + &curve([(-r, -h), (-h, -r), (0.0, -r)])
        + &curve([(h, -r), (r, -h), (r, 0.0)])
        + "h "
}

fn rgb(colour: Colour) -> String {
    colour.map(|c| format!("{:.3}", f64::from(c) / 255.0)).join(" ")
}

/// A PDF string: parentheses and backslashes escaped, Latin letters in octal, others a question mark, for
/// Helvetica has them not.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars().filter(|c| !c.is_control()) {
        match letter {
            '(' | ')' | '\\' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            '\u{a1}'..='\u{ff}' => out += &format!("\\{:03o}", letter as u32),
            _ => out.push('?'),
        }
    }
    out
}
