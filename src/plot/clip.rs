//! Lines cut off at a frame.

use crate::draw::Place;

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Its left side.
    pub left: f64,
    /// Its right side.
    pub right: f64,
    /// Its upper side.
    pub top: f64,
    /// Its lower side.
    pub bottom: f64,
}

impl Frame {
    /// Whether a point is within, but for rounding.
    pub fn holds(&self, (x, y): Place) -> bool {
        x >= self.left - 1e-6 && x <= self.right + 1e-6 && y >= self.top - 1e-6 && y <= self.bottom + 1e-6
    }

    /// The pieces of a line that are within.
    pub fn clipped(&self, points: &[Place]) -> Vec<Vec<Place>> {
        let mut pieces: Vec<Vec<Place>> = Vec::new();
        for pair in points.windows(2) {
            let Some((from, to)) = self.segment(pair[0], pair[1]) else { continue };
            match pieces.last_mut().filter(|piece| piece.last() == Some(&from)) {
                Some(piece) => piece.push(to),
                None => pieces.push(vec![from, to]),
            }
        }
        pieces
    }

    /// The part of a segment that is within (Liang and Barsky).
    fn segment(&self, from: Place, to: Place) -> Option<(Place, Place)> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let (mut enters, mut leaves) = (0.0f64, 1.0f64);
        let sides = [
            (-dx, from.0 - self.left),
            (dx, self.right - from.0),
            (-dy, from.1 - self.top),
            (dy, self.bottom - from.1),
        ];
        for (step, room) in sides {
            if step == 0.0 && room < 0.0 {
                return None;
            }
            if step < 0.0 {
                enters = enters.max(room / step);
            } else if step > 0.0 {
                leaves = leaves.min(room / step);
            }
        }
        let at = |share: f64| match share {
            0.0 => from,
            1.0 => to,
            share => (from.0 + share * dx, from.1 + share * dy),
        };
        (enters <= leaves).then(|| (at(enters), at(leaves)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_the_frame() {
        let frame = Frame { left: 0.0, right: 10.0, top: 0.0, bottom: 10.0 };
        let line = [(-5.0, 5.0), (5.0, 5.0), (5.0, 20.0), (8.0, 20.0), (8.0, 5.0)];
        let pieces = frame.clipped(&line);
        assert_eq!(pieces, [vec![(0.0, 5.0), (5.0, 5.0), (5.0, 10.0)], vec![(8.0, 10.0), (8.0, 5.0)]]);
        assert!(frame.holds((10.0, 0.0)) && !frame.holds((11.0, 5.0)));
        assert!(frame.clipped(&[(20.0, 0.0), (20.0, 5.0)]).is_empty());
    }
}
