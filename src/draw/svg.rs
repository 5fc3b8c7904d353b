//! A drawing as SVG.

use super::drawing::{Anchor, Area, BLACK, Colour, Drawing, Item, Line, Marker, Place, RADIUS, Shape, Text};
use super::error::DrawError;
use super::font::FAMILIES;
use super::run::Run;
use super::words::Words;

impl Drawing {
    /// The drawing as SVG; `about` goes into its description, if there is one.
    ///
    /// # Errors
    /// For a letter that the font does not have.
    pub fn svg(&self, about: &str) -> Result<String, DrawError> {
        self.check()?;
        let (width, height) = self.size;
        let about = given(!about.is_empty(), || format!("<desc>{}</desc>\n", escaped(about)));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.4}pt\" height=\"{height:.4}pt\" \
             viewBox=\"0 0 {width:.4} {height:.4}\" font-family=\"{FAMILIES}\">\n\
             <title>{}</title>\n{about}<rect width=\"{width:.4}\" height=\"{height:.4}\" fill=\"white\"/>\n",
            // XML has no control characters.
            escaped(&self.title.replace(char::is_control, " "))
        );
        for item in &self.items {
            out += &element(item);
            out.push('\n');
        }
        out += "</svg>\n";
        Ok(out)
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

fn text(Text { at: (x, y), anchor, size, colour, upwards, words }: &Text) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    let turn = given(*upwards, || format!(" transform=\"rotate(-90 {x:.2} {y:.2})\""));
    let fill = given(*colour != BLACK, || format!(" fill=\"{}\"", hex(*colour)));
    format!(
        "<text x=\"{x:.2}\" y=\"{y:.2}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{fill}{turn}>{}</text>",
        spans(words, *size)
    )
}

/// The runs that look different. Those without letters, where a line may be broken, are left out: a shift in an empty element
/// is lost, and all that follows lies lower.
fn joined(words: &Words) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for run in words.runs.iter().filter(|run| !run.letters.is_empty()) {
        match joined.last_mut().filter(|last| (last.is_italic, last.level) == (run.is_italic, run.level)) {
            Some(last) => last.letters.push_str(&run.letters),
            None => joined.push(run.clone()),
        }
    }
    joined
}

/// The runs of words, those that are not plain in elements of their own.
fn spans(words: &Words, size: f64) -> String {
    let (mut out, mut height) = (String::new(), 0.0);
    for run in joined(words) {
        let (rise, scale) = run.level.shape();
        let style = given(run.is_italic, || " font-style=\"italic\"".to_owned());
        let small = given(scale != 1.0, || format!(" font-size=\"{:.2}\"", scale * size));
        let shift = given(rise != height, || format!(" dy=\"{:.2}\"", (height - rise) * size));
        height = rise;
        let attributes = style + &small + &shift;
        let letters = escaped(&run.letters);
        match attributes.as_str() {
            "" => out += &letters,
            _ => out += &format!("<tspan{attributes}>{letters}</tspan>"),
        }
    }
    out
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Once: where a line could be broken behind a subscript, an empty element went back to the line, and readers left it out.
    #[test]
    fn what_follows_a_subscript_is_on_the_line() {
        let words = Words::parse("shift $t_0$ (unit of $T$)").expect("words");
        let [line] = &words.lines(8.0, 500.0)[..] else { panic!("one line") };
        assert_eq!(
            spans(line, 8.0),
            "shift <tspan font-style=\"italic\">t</tspan><tspan font-size=\"5.76\" dy=\"1.44\">0</tspan>\
             <tspan dy=\"-1.44\"> (unit of </tspan><tspan font-style=\"italic\">T</tspan>)"
        );
    }
}
