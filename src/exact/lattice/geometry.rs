//! The coordinates of the search: a reduced basis of the moves that keep the sum, and its dual forms.

use crate::numeric::lattice::Lattice;
use crate::numeric::vector::dot;

/// A dual form of the basis.
#[derive(Debug)]
pub struct Form {
    /// `r`, one entry a free level.
    pub entries: Vec<i64>,
    /// `r . origin`.
    pub origin: i64,
    /// `L r - r . origin`: what the form is on shares of partitions, less its value at the origin.
    pub centred: Vec<f64>,
}

/// Basis, dual forms, and the curvature of the relative loss at the relaxed optimum.
#[derive(Debug)]
pub struct Geometry {
    /// Number of coordinates `L`.
    pub total: f64,
    pub basis: Vec<Vec<f64>>,
    pub forms: Vec<Form>,
    /// Second derivatives of the relative loss in the blocks, in coordinates.
    pub curvature: Vec<Vec<f64>>,
}

impl Geometry {
    /// For the curvature in shares, around the integer point `origin`. `None` where rounding does not give the forms.
    pub fn new(form: Vec<Vec<f64>>, origin: &[i64], coordinates: u64) -> Option<(Self, Lattice)> {
        let total = coordinates as f64;
        let curvature = form.iter().map(|row| row.iter().map(|h| h / (total * total)).collect()).collect();
        let lattice = Lattice::reduced(form);
        let forms = lattice.duals()?.into_iter().map(|entries| Form::new(entries, origin, total));
        let forms = forms.collect::<Option<Vec<_>>>()?;
        let basis = lattice.basis().iter().map(|v| v.iter().map(|&z| z as f64).collect()).collect();
        Some((Self { total, basis, forms, curvature }, lattice))
    }

    /// The forms in the order in which the search asks for them.
    pub fn asked(&self) -> impl Iterator<Item = &Form> {
        self.forms.iter().rev()
    }
}

impl Form {
    /// `None` where its values are beyond exact integers of double precision.
    pub fn new(entries: Vec<i64>, origin: &[i64], total: f64) -> Option<Self> {
        let product: i128 = entries.iter().zip(origin).map(|(r, o)| i128::from(*r) * i128::from(*o)).sum();
        let origin = i64::try_from(product).ok().filter(|v| v.unsigned_abs() < 1 << 50)?;
        let centred = entries.iter().map(|&r| total * r as f64 - origin as f64).collect();
        Some(Self { entries, origin, centred })
    }

    /// The value at some blocks.
    pub fn at(&self, point: &[f64]) -> f64 {
        dot(&self.entries.iter().map(|&r| r as f64).collect::<Vec<_>>(), point)
    }
}
