//! A drawing as SVG.

use super::drawing::{Anchor, Area, BLACK, Colour, Drawing, Item, Line, Marker, Place, RADIUS, Shape, Text};
use super::letters::RAISED;

impl Drawing {
    /// The drawing as SVG; `about` goes into its description, if there is one.
    pub fn svg(&self, about: &str) -> String {
        let (width, height) = self.size;
        let about = given(!about.is_empty(), || format!("<desc>{}</desc>\n", escaped(about)));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"{}\">\n\
             <title>{}</title>\n{about}<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n",
            self.fonts,
            escaped(&self.title)
        );
        for item in &self.items {
            out += &element(item);
            out.push('\n');
        }
        out += "</svg>\n";
        out
    }
}

fn element(item: &Item) -> String {
    match item {
        Item::Line(item) => line(item),
        Item::Area(item) => area(item),
        Item::Marker(item) => marker(item),
        Item::Text(item) => text(item),
    }
}

fn line(Line { points, width, colour, dash }: &Line) -> String {
    let dashes = dash.iter().map(|d| format!("{d}")).collect::<Vec<_>>().join(" ");
    let dashes = given(!dash.is_empty(), || format!(" stroke-dasharray=\"{dashes}\""));
    format!(
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{dashes}/>",
        pairs(points),
        hex(*colour)
    )
}

fn area(Area { corners, colour, opacity, edge }: &Area) -> String {
    let pale = given(*opacity < 1.0, || format!(" fill-opacity=\"{opacity}\""));
    let edge = given(*edge > 0.0, || format!(" stroke=\"white\" stroke-width=\"{edge}\""));
    format!("<polygon points=\"{}\" fill=\"{}\"{pale}{edge}/>", pairs(corners), hex(*colour))
}

fn marker(Marker { at, shape, colour, filled }: &Marker) -> String {
    let fill = if *filled { hex(*colour) } else { "white".to_owned() };
    let paint = format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"0.8\"", hex(*colour));
    match shape {
        Shape::Circle => format!("<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"{RADIUS}\" {paint}/>", at.0, at.1),
        _ => format!("<polygon points=\"{}\" {paint}/>", pairs(&shape.corners(*at))),
    }
}

fn text(Text { at: (x, y), anchor, size, colour, upwards, words, raised }: &Text) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let turn = given(*upwards, || format!(" transform=\"rotate(-90 {x:.2} {y:.2})\""));
    let fill = given(*colour != BLACK, || format!(" fill=\"{}\"", hex(*colour)));
    let (small, rise) = (RAISED.0 * size, RAISED.1 * size);
    let exponent = given(!raised.is_empty(), || {
        format!("<tspan dy=\"-{rise:.2}\" font-size=\"{small:.2}\">{}</tspan>", escaped(raised))
    });
    format!(
        "<text x=\"{x:.2}\" y=\"{y:.2}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{fill}{turn}>{}{exponent}</text>",
        escaped(words)
    )
}

/// An attribute or element that is there only where it is needed.
fn given(is_needed: bool, text: impl FnOnce() -> String) -> String {
    if is_needed { text() } else { String::new() }
}

fn pairs(points: &[Place]) -> String {
    points.iter().map(|(x, y)| format!("{x:.2},{y:.2}")).collect::<Vec<_>>().join(" ")
}

fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
