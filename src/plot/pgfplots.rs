//! A plot for LaTeX: pgfplots, in the fonts of the document.

use std::fmt::Write as _;

use super::clip::Frame;
use super::contents::{Curve, LegendPlace, Look, Plot};
use super::layout::{Layout, entries};
use super::legend;
use super::panel::Measured;
use super::style::{colour, dash, is_filled, shape};
use super::ticks::Ticks;
use crate::draw::{DrawError, Shape, Words, rgb};

/// The numbers of a plot as comma-separated values: two columns a curve, `nan` where one is shorter than others.
pub fn data(plot: &Plot, about: &str) -> String {
    let curves: Vec<&Curve> = plot.panels.iter().flat_map(|panel| &panel.curves).collect();
    let mut out = format!("# {}\n", one_line(about));
    for (k, curve) in curves.iter().enumerate() {
        let _ = writeln!(out, "# x{0} y{0}: {1}", k + 1, curve.name.letters());
    }
    let heads: Vec<String> = (1..=curves.len()).map(|k| format!("x{k},y{k}")).collect();
    let _ = writeln!(out, "{}", heads.join(","));
    for row in 0..curves.iter().map(|curve| curve.points.len()).max().unwrap_or(0) {
        let cell = |curve: &&Curve| {
            curve
                .points
                .get(row)
                .map_or_else(|| "nan,nan".to_owned(), |(x, y)| format!("{},{}", number(*x), number(*y)))
        };
        let _ = writeln!(out, "{}", curves.iter().map(cell).collect::<Vec<_>>().join(","));
    }
    out
}

/// The plot as a `tikzpicture` that reads its numbers from a file of [`data`], beside it or in `\bcgcfolder`.
///
/// # Errors
/// When there is nothing to draw, or more than can be told apart.
pub fn pgfplots(plot: &Plot, file: &str, about: &str) -> Result<String, DrawError> {
    rendered(plot, about, &|k, _| {
        format!("table[col sep=comma,x index={},y index={}] {{\\bcgcfolder {file}}}", 2 * k, 2 * k + 1)
    })
}

/// The same with its numbers within.
///
/// # Errors
/// When there is nothing to draw, or more than can be told apart.
pub fn self_contained(plot: &Plot, about: &str) -> Result<String, DrawError> {
    rendered(plot, about, &|_, curve| {
        let points = curve.points.iter().map(|(x, y)| format!("({},{})", number(*x), number(*y)));
        format!("coordinates {{{}}}", points.collect::<Vec<_>>().join(" "))
    })
}

fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// A number as TeX reads it.
fn number(x: f64) -> String {
    if x.is_finite() { format!("{x:?}") } else { "nan".to_owned() }
}

fn rendered(plot: &Plot, about: &str, source: &dyn Fn(usize, &Curve) -> String) -> Result<String, DrawError> {
    let layout = Layout::new(plot)?;
    let mut out = format!(
        "% {}\n% {}\n% \\usepackage{{pgfplots}} \\pgfplotsset{{compat=1.17}}\n\\providecommand\\bcgcfolder{{}}\n\
         \\begin{{tikzpicture}}\n",
        one_line(about),
        one_line(&plot.title)
    );
    let names = plot.names();
    let index = |name: &Words| names.iter().position(|known| *known == name).unwrap_or(0);
    let origin = layout.panels.first().map_or(0.0, |(_, frame)| frame.bottom);
    let (mut count, last) = (0, layout.panels.len());
    for panel in &plot.panels {
        let found =
            layout.panels.iter().enumerate().find(|(_, (measured, _))| std::ptr::eq(measured.panel, panel));
        let Some((k, (measured, frame))) = found else {
            count += panel.curves.len();
            continue;
        };
        let legend = match plot.legend {
            LegendPlace::Below if k + 1 == last => legend_below(plot, &layout, measured, *frame),
            LegendPlace::Corner { is_upper, is_left } if k == 0 => legend_corner(is_upper, is_left),
            _ => String::new(),
        };
        out += &axis_options(measured, *frame, &layout, origin, &legend);
        for curve in &panel.curves {
            let _ = writeln!(
                out,
                "\\addplot[{},forget plot] {};",
                look(curve, index(&curve.name), measured, *frame),
                source(count, curve)
            );
            count += 1;
        }
        if !legend.is_empty() {
            out += &legend_entries(plot, &names);
        }
        out += &powers(measured, *frame, layout.page);
        out += "\\end{axis}\n";
    }
    Ok(out + "\\end{tikzpicture}\n")
}

fn axis_options(measured: &Measured, frame: Frame, layout: &Layout, origin: f64, legend: &str) -> String {
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
    let panel = measured.panel;
    let x_ticks = measured.x_ticks(frame.left, frame.right, layout.page);
    let mut options = vec![
        "scale only axis".to_owned(),
        // A little less than in the drawing: the fonts of a document may be wider.
        format!("width={:.2}bp", 0.97 * width),
        format!("height={height:.2}bp"),
        format!("at={{(0bp,{:.2}bp)}}", origin - frame.bottom),
        format!("xmode={}", mode(measured.x.log)),
        format!("ymode={}", mode(measured.y.log)),
        format!("xmin={:e},xmax={:e}", measured.x.low, measured.x.high),
        format!("ymin={:e},ymax={:e}", measured.y.low, measured.y.high),
        ticks('x', &x_ticks),
        ticks('y', &measured.y_ticks),
        "scaled ticks=false".to_owned(),
        "tick label style={font=\\footnotesize},label style={font=\\footnotesize,align=center}".to_owned(),
        format!(
            "xlabel style={{text width={:.0}bp}},ylabel style={{text width={:.0}bp}}",
            width - if x_ticks.power.is_some() { 70.0 } else { 0.0 },
            height + measured.above
        ),
        format!("xlabel={{{}}},ylabel={{{}}}", panel.x.label.tex(), panel.y.label.tex()),
        "axis lines*=left,ymajorgrids,grid style={draw=black!15}".to_owned(),
        "unbounded coords=jump,clip marker paths=true".to_owned(),
    ];
    if !panel.title.is_empty() {
        options.push(format!("title={{{}}},title style={{font=\\footnotesize}}", panel.title.tex()));
    }
    if !legend.is_empty() {
        options.push(legend.to_owned());
    }
    format!("\\begin{{axis}}[\n  {},\n]\n", options.join(",\n  "))
}

fn mode(log: bool) -> &'static str {
    if log { "log" } else { "normal" }
}

fn ticks(axis: char, ticks: &Ticks) -> String {
    let list = |values: &mut dyn Iterator<Item = f64>| {
        values.map(|x| format!("{x:e}")).collect::<Vec<_>>().join(",")
    };
    let labels: Vec<String> = ticks.major.iter().map(|(_, label)| format!("{{{}}}", label.tex())).collect();
    let major = list(&mut ticks.major.iter().map(|(value, _)| *value));
    let minor = list(&mut ticks.minor.iter().copied());
    let minor = if minor.is_empty() { String::new() } else { format!(",minor {axis}tick={{{minor}}}") };
    format!("{axis}tick={{{major}}},{axis}ticklabels={{{}}}{minor}", labels.join(","))
}

/// The powers of ten that labels are in units of.
fn powers(measured: &Measured, frame: Frame, page: f64) -> String {
    let mut out = String::new();
    let node = |place: &str, power: i32| {
        format!("\\node[{place},inner sep=0pt,font=\\footnotesize] {{{}}};\n", Words::factor(power).tex())
    };
    if let Some(power) = measured.y_ticks.power {
        out += &node("anchor=south west,yshift=3bp,at={(rel axis cs:0,1)}", power);
    }
    if let Some(power) = measured.x_ticks(frame.left, frame.right, page).power {
        out += &node("anchor=north east,yshift=-16bp,at={(rel axis cs:1,0)}", power);
    }
    out
}

fn look(curve: &Curve, index: usize, measured: &Measured, frame: Frame) -> String {
    if curve.look == Look::Bars {
        let width =
            0.8 * measured.spacing() / (measured.x.high - measured.x.low) * (frame.right - frame.left);
        return format!("ybar,bar width={width:.2}bp,draw=none,fill={}", rgb(colour(index)));
    }
    line(curve.look, index)
}

fn line(look: Look, index: usize) -> String {
    let ink = rgb(colour(index));
    let dashes: String =
        dash(look, index).chunks(2).map(|d| format!("on {}bp off {}bp ", d[0], d[d.len() - 1])).collect();
    let dashes =
        if dashes.is_empty() { "solid".to_owned() } else { format!("dash pattern={}", dashes.trim_end()) };
    let mark = match (look, shape(index)) {
        (Look::Line, _) => "no markers".to_owned(),
        (_, shape) => {
            let (name, turn) = match shape {
                Shape::Circle => ("*", ""),
                Shape::Square => ("square*", ""),
                Shape::Up => ("triangle*", ""),
                Shape::Diamond => ("diamond*", ""),
                Shape::Down => ("triangle*", ",rotate=180"),
            };
            let fill = if is_filled(index) { ink.clone() } else { "white".to_owned() };
            format!("mark={name},mark size=1.8bp,mark options={{solid,draw={ink},fill={fill}{turn}}}")
        }
    };
    format!("draw={ink},line width=0.9bp,{dashes},{mark}")
}

fn legend_below(plot: &Plot, layout: &Layout, measured: &Measured, frame: Frame) -> String {
    let columns = legend::columns(&entries(plot, layout.page), 0.9 * layout.page);
    let ticks = measured.x_ticks(frame.left, frame.right, layout.page);
    let below = measured.x_title(&ticks, frame.right - frame.left).1 + 10.0;
    format!(
        "legend columns={columns},legend cell align=left,legend style={{at={{(1,0)}},anchor=north east,\
         yshift=-{below:.0}bp,draw=none,fill=none,inner sep=0pt,font=\\scriptsize,/tikz/every even column/.append \
         style={{column sep=4bp}}}}"
    )
}

fn legend_corner(is_upper: bool, is_left: bool) -> String {
    let (x, y) = (if is_left { 0.03 } else { 0.97 }, if is_upper { 0.97 } else { 0.03 });
    let anchor =
        format!("{} {}", if is_upper { "north" } else { "south" }, if is_left { "west" } else { "east" });
    format!(
        "legend cell align=left,legend style={{at={{({x},{y})}},anchor={anchor},draw=none,fill opacity=0.85,text \
         opacity=1,inner sep=1pt,font=\\scriptsize}}"
    )
}

fn legend_entries(plot: &Plot, names: &[&Words]) -> String {
    let mut out = String::new();
    for (index, name) in names.iter().enumerate() {
        let mut curves = plot.panels.iter().flat_map(|panel| &panel.curves);
        let look = curves.find(|curve| curve.name == **name).map_or(Look::Marked, |curve| curve.look);
        let image = match look {
            Look::Bars => format!("ybar legend,draw=none,fill={}", rgb(colour(index))),
            look => line(look, index),
        };
        let _ = writeln!(out, "\\addlegendimage{{{image}}}\\addlegendentry{{{}}}", name.tex());
    }
    out
}
