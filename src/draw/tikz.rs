//! A drawing for LaTeX: TikZ, in the fonts of the document.

use super::drawing::{Anchor, Area, BLACK, Colour, Drawing, Item, Line, Marker, Place, RADIUS, Shape, Text};

impl Drawing {
    /// The drawing as a `tikzpicture` of its size; `about` goes into a comment.
    pub fn tikz(&self, about: &str) -> String {
        let (width, height) = self.size;
        let title = self.title.replace(char::is_control, " ");
        let mut out = format!(
            "% {about}\n% {title}\n% \\usepackage{{tikz}}\n\\begin{{tikzpicture}}[x=1bp,y=-1bp,line join=round]\n\
             \\useasboundingbox (0,0) rectangle ({width:.3},{height:.3});\n"
        );
        for item in &self.items {
            out += &match item {
                Item::Line(line) => self::line(line),
                Item::Area(area) => self::area(area),
                Item::Marker(marker) => self::marker(marker),
                Item::Text(text) => self::text(text),
            };
        }
        out + "\\end{tikzpicture}\n"
    }
}

fn line(Line { points, width, colour, dash }: &Line) -> String {
    let dash: String = dash.chunks(2).map(|d| format!("on {}bp off {}bp ", d[0], d[d.len() - 1])).collect();
    let dash = if dash.is_empty() { dash } else { format!(",dash pattern={}", dash.trim_end()) };
    format!("\\draw[draw={},line width={width}bp{dash}] {};\n", rgb(*colour), path(points))
}

fn area(Area { corners, colour, opacity, edge }: &Area) -> String {
    let edge = if *edge > 0.0 { format!(",draw=white,line width={edge}bp") } else { String::new() };
    let pale = if *opacity < 1.0 { format!(",fill opacity={opacity}") } else { String::new() };
    format!("\\path[fill={}{pale}{edge}] {} -- cycle;\n", rgb(*colour), path(corners))
}

fn marker(Marker { at, shape, colour, filled }: &Marker) -> String {
    let fill = if *filled { rgb(*colour) } else { "white".to_owned() };
    let outline = match shape {
        Shape::Circle => format!("({:.2},{:.2}) circle [radius={RADIUS}bp]", at.0, at.1),
        _ => format!("{} -- cycle", path(&shape.corners(*at))),
    };
    format!("\\filldraw[draw={},fill={fill},line width=0.8bp] {outline};\n", rgb(*colour))
}

fn text(Text { at: (x, y), anchor, size, colour, upwards, words }: &Text) -> String {
    let anchor = match anchor {
        Anchor::Start => "base west",
        Anchor::Middle => "base",
        Anchor::End => "base east",
    };
    let turn = if *upwards { ",rotate=90" } else { "" };
    let ink = if *colour == BLACK { String::new() } else { format!(",text={}", rgb(*colour)) };
    let font = format!("\\fontsize{{{size}bp}}{{{:.1}bp}}\\selectfont", 1.2 * size);
    format!(
        "\\node[anchor={anchor},inner sep=0pt,outer sep=0pt,font={{{font}}}{ink}{turn}] at ({x:.2},{y:.2}) {{{}}};\n",
        words.tex()
    )
}

fn path(points: &[Place]) -> String {
    points.iter().map(|(x, y)| format!("({x:.2},{y:.2})")).collect::<Vec<_>>().join(" -- ")
}

/// A colour, as `xcolor` reads it in an option.
pub fn rgb([red, green, blue]: Colour) -> String {
    format!("{{rgb,255:red,{red};green,{green};blue,{blue}}}")
}
