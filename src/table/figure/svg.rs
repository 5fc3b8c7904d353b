//! A figure as SVG.

use super::drawing::{Anchor, Colour, Document, Item, RADIUS, Shape};

impl Document {
    /// The figure as SVG; `about` goes into its description.
    pub fn svg(&self, about: &str) -> String {
        let (width, height) = self.size;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\">\n\
             <title>{}</title>\n<desc>{}</desc>\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n",
            escaped(&self.title),
            escaped(about)
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
        Item::Line { points, width, colour, dash } => {
            let dashes = dash.iter().map(|d| format!("{d}")).collect::<Vec<_>>().join(" ");
            let dashes =
                if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
            format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"{dashes}/>",
                pairs(points),
                hex(*colour)
            )
        }
        Item::Marker { at, shape, colour, filled } => {
            let fill = if *filled { hex(*colour) } else { "white".to_owned() };
            let paint = format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"0.8\"", hex(*colour));
            match shape {
                Shape::Circle => {
                    format!("<circle cx=\"{:.2}\" cy=\"{:.2}\" r=\"{RADIUS}\" {paint}/>", at.0, at.1)
                }
                _ => format!("<polygon points=\"{}\" {paint}/>", pairs(&shape.corners(*at))),
            }
        }
        Item::Text { at, anchor, size, upwards, words } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let turn = if *upwards {
                format!(" transform=\"rotate(-90 {:.2} {:.2})\"", at.0, at.1)
            } else {
                String::new()
            };
            format!(
                "<text x=\"{:.2}\" y=\"{:.2}\" text-anchor=\"{anchor}\" font-size=\"{size}\"{turn}>{}</text>",
                at.0,
                at.1,
                escaped(words)
            )
        }
    }
}

fn pairs(points: &[(f64, f64)]) -> String {
    points.iter().map(|(x, y)| format!("{x:.2},{y:.2}")).collect::<Vec<_>>().join(" ")
}

fn hex([red, green, blue]: Colour) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
