//! The coordinates of the search: a reduced basis of the moves that keep the sum, and its dual forms.

use crate::numeric::lattice::Lattice;
use crate::numeric::vector::dot;

/// Rounding errors of a bound, in units of its largest terms.
const ROUNDING: f64 = 8.0 * f64::EPSILON;

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
    /// The integer point that the forms are measured from.
    pub origin: Vec<i64>,
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
        Some((Self { total, basis, origin: origin.to_vec(), forms, curvature }, lattice))
    }

    /// The only integer point at which every form has its value, in the order in which the search asks; `None` where it
    /// is beyond 64 bits.
    pub fn point_of(&self, values: &[i64]) -> Option<Vec<i64>> {
        let mut point: Vec<i128> = self.origin.iter().map(|&o| i128::from(o)).collect();
        for ((form, vector), &value) in self.asked().zip(self.basis.iter().rev()).zip(values) {
            let steps = i128::from(value) - i128::from(form.origin);
            point.iter_mut().zip(vector).for_each(|(x, b)| *x += steps * *b as i128);
        }
        point.into_iter().map(|x| i64::try_from(x).ok()).collect()
    }

    /// What a lower bound `1 + slopes . x / L` of the cost proves of a case by multipliers of the forms that were asked,
    /// from the root down, and their values: with rounding errors subtracted.
    pub fn bound(&self, slopes: &[f64], multipliers: &[f64], values: &[i64]) -> f64 {
        let forms = || multipliers.iter().zip(self.asked());
        let constant: f64 = forms().zip(values).map(|((nu, form), v)| nu * (v - form.origin) as f64).sum();
        let size: f64 =
            forms().zip(values).map(|((nu, form), v)| (nu * (v - form.origin) as f64).abs()).sum();
        let mut least = f64::INFINITY;
        let mut largest: f64 = 0.0;
        for (i, slope) in slopes.iter().enumerate() {
            let terms = || forms().map(|(nu, form)| nu * form.centred[i]);
            least = least.min(slope - terms().sum::<f64>());
            largest = largest.max(slope.abs() + terms().map(f64::abs).sum::<f64>());
        }
        least + constant - ROUNDING * (multipliers.len() + 2) as f64 * (size + largest)
    }

    /// Multipliers of a case that holds no partition, by which `slopes` prove at least a loss: from nonnegative
    /// multipliers of its blocks, which say so.
    pub fn impossible(&self, slopes: &[f64], blocks: &[f64], values: &[i64], loss: f64) -> Vec<f64> {
        let free = self.basis.len() - values.len();
        let directions: Vec<f64> =
            self.basis[free..].iter().rev().map(|vector| -dot(vector, blocks)).collect();
        let one = self.bound(&vec![0.0; slopes.len()], &directions, values);
        let least = slopes.iter().copied().fold(0.0, f64::min);
        let factor = if one > 0.0 { (loss - least) / one } else { 0.0 };
        directions.iter().map(|nu| nu * factor).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tangent_proves_what_the_best_partition_of_a_case_attains_and_not_more() {
        // One form x_1 over partitions of 5, around (3, 2): with x_1 = 3 the slopes give (0.1 * 2 + 0.2 * 3)/5.
        let form = Form::new(vec![0, 1], &[3, 2], 5.0).unwrap();
        let (basis, origin) = (vec![vec![-1.0, 1.0]], vec![3, 2]);
        let geometry = Geometry { total: 5.0, basis, origin, forms: vec![form], curvature: Vec::new() };
        let slopes = [0.1, 0.2];
        let bound = geometry.bound(&slopes, &[0.02], &[3]);
        assert!(bound < 0.16 && bound > 0.16 - 1e-14, "{bound:e}");
        let free = geometry.bound(&slopes, &[], &[]);
        assert!(free < 0.1 && free > 0.1 - 1e-14, "{free:e}");
        assert_eq!(geometry.point_of(&[4]), Some(vec![1, 4]));
        // x_1 = 6 leaves -1 for x_0, whose multiplier says so.
        let multipliers = geometry.impossible(&slopes, &[1.0, 0.0], &[6], 2.0);
        let proved = geometry.bound(&slopes, &multipliers, &[6]);
        assert!(proved > 2.0 - 1e-12, "{proved:e}");
    }
}
