//! Curves that lie on each other: drawn once, under all their names.

use super::contents::{Curve, Look, Panel};
use super::range::Range;
use crate::draw::Words;

/// Shares of an axis that no eye tells apart: a third of a point.
const NEAR: f64 = 0.002;

/// The panels with curves joined that coincide in every one.
pub fn merged(panels: Vec<Panel>) -> Vec<Panel> {
    let mut names: Vec<Words> = Vec::new();
    for curve in panels.iter().flat_map(|panel| &panel.curves) {
        if !names.contains(&curve.name) {
            names.push(curve.name.clone());
        }
    }
    let mut groups: Vec<Vec<Words>> = Vec::new();
    for name in names {
        match groups.iter_mut().find(|group| coincide(&panels, &group[0], &name)) {
            Some(group) => group.push(name),
            None => groups.push(vec![name]),
        }
    }
    let mut panels = panels;
    for group in groups {
        let joined = group
            .iter()
            .skip(1)
            .fold(group[0].clone(), |joined, name| joined.then(Words::plain(", ")).then(name.clone()));
        for panel in &mut panels {
            panel.curves.retain(|curve| !group[1..].contains(&curve.name));
            panel.curves.iter_mut().filter(|c| c.name == group[0]).for_each(|c| c.name = joined.clone());
        }
    }
    panels
}

/// Whether the curves of two names lie on each other wherever either is.
fn coincide(panels: &[Panel], one: &Words, other: &Words) -> bool {
    panels.iter().all(|panel| {
        let find = |name: &Words| panel.curves.iter().find(|curve| curve.name == *name);
        match (find(one), find(other)) {
            (None, None) => true,
            (Some(one), Some(other)) => are_near(panel, one, other),
            _ => false,
        }
    })
}

fn are_near(panel: &Panel, one: &Curve, other: &Curve) -> bool {
    let all = || panel.curves.iter().flat_map(|curve| &curve.points);
    let range = Range::new(&panel.y, all().map(|point| point.1));
    let same = |a: f64, b: f64| match range.and_then(|range| Some((range.share(a)?, range.share(b)?))) {
        Some((a, b)) => (a - b).abs() <= NEAR,
        None => a == b,
    };
    // What others published is theirs, however near.
    one.look == other.look
        && one.look != Look::Published
        && one.points.len() == other.points.len()
        && one.points.iter().zip(&other.points).all(|(a, b)| a.0 == b.0 && same(a.1, b.1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::axis::Axis;

    #[test]
    fn curves_on_each_other_have_one_entry() {
        let curve = |name: &str, last: f64| Curve {
            name: Words::plain(name),
            points: vec![(1.0, 2.0), (2.0, last)],
            look: Look::Marked,
        };
        let panel = Panel {
            title: Words::default(),
            x: Axis::default(),
            y: Axis::default(),
            curves: vec![curve("exact", 3.0), curve("far", 2.0), curve("relaxed", 3.0 + 1e-9)],
            height: 100.0,
        };
        let merged = merged(vec![panel]);
        let names: Vec<String> = merged[0].curves.iter().map(|curve| curve.name.letters()).collect();
        assert_eq!(names, ["exact, relaxed", "far"]);
    }
}
