//! Rows of the boundary recursion and their products with the kernels of slices.
//!
//! Four weights pass over a row together, in the order of the weights: every sum has the digits that it had with one weight
//! at a time.

/// Weights that one pass applies together: the result is then read and written a quarter as often.
pub const GROUP: usize = 4;

/// A row of the dynamic program between zeros, so that a group of weights needs no exception at its ends.
#[derive(Debug, Clone, Default)]
pub struct Padded(Vec<f64>);

impl Padded {
    /// Zeros on either side: the entries of a group that miss the row.
    const MARGIN: usize = GROUP - 1;

    /// `length` entries, all zero.
    pub fn reset(&mut self, length: usize) {
        self.0.clear();
        self.0.resize(length + 2 * Self::MARGIN, 0.0);
    }

    /// Keeps the first `length` entries.
    pub fn truncate(&mut self, length: usize) {
        self.0.truncate(length + Self::MARGIN);
        self.0.resize(length + 2 * Self::MARGIN, 0.0);
    }

    pub fn entries(&self) -> &[f64] {
        &self.0[Self::MARGIN..self.0.len() - Self::MARGIN]
    }

    pub fn entries_mut(&mut self) -> &mut [f64] {
        let end = self.0.len() - Self::MARGIN;
        &mut self.0[Self::MARGIN..end]
    }
}

/// `out[i + j + shift] += row[i] * weights[j]` where the index falls into `out`, every sum in the order of `j`.
pub fn accumulate(out: &mut Padded, row: &Padded, weights: &[f64], shift: isize) {
    let out = out.entries_mut();
    let reach = row.entries().len() + Padded::MARGIN;
    for (group, offset) in weights.chunks_exact(GROUP).zip((shift..).step_by(GROUP)) {
        let (from, to) = within(out, offset, reach);
        if from < to {
            let source = &row.0[(from as isize - offset) as usize..];
            add_group(&mut out[from..to], group, [3, 2, 1, 0].map(|skip| &source[skip..]));
        }
    }
}

/// `out[i] += column[i + j + shift] * weights[j]` where the index falls into `column`, every sum in the order of `j`.
pub fn correlate(out: &mut Padded, column: &Padded, weights: &[f64], shift: isize) {
    let out = out.entries_mut();
    let reach = column.entries().len() + Padded::MARGIN;
    for (group, offset) in weights.chunks_exact(GROUP).zip((shift..).step_by(GROUP)) {
        let offset = offset + Padded::MARGIN as isize;
        let (from, to) = within(out, -offset, reach);
        if from < to {
            let source = &column.0[(from as isize + offset) as usize..];
            add_group(&mut out[from..to], group, [0, 1, 2, 3].map(|skip| &source[skip..]));
        }
    }
}

/// The part of `start..start + length` that indexes `out`.
fn within(out: &[f64], start: isize, length: usize) -> (usize, usize) {
    let end = (start + length as isize).clamp(0, out.len() as isize);
    (start.clamp(0, end) as usize, end as usize)
}

/// Adds the sources, each times its weight, one after the other.
#[inline]
fn add_group(out: &mut [f64], weights: &[f64], sources: [&[f64]; GROUP]) {
    let [a, b, c, d] = sources;
    for ((((o, a), b), c), d) in out.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        *o = *o + weights[0] * a + weights[1] * b + weights[2] * c + weights[3] * d;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(entries: &[f64]) -> Padded {
        let mut row = Padded::default();
        row.reset(entries.len());
        row.entries_mut().copy_from_slice(entries);
        row
    }

    /// One weight at a time, with every index checked.
    fn plain(length: usize, row: &[f64], weights: &[f64], index: impl Fn(isize, isize) -> isize) -> Vec<f64> {
        let entry = |i: usize| {
            let term = |(j, weight): (usize, &f64)| {
                let k = usize::try_from(index(i as isize, j as isize)).ok();
                k.and_then(|k| row.get(k)).map_or(0.0, |x| weight * x)
            };
            weights.iter().enumerate().map(term).fold(0.0, |sum, term| sum + term)
        };
        (0..length).map(entry).collect()
    }

    #[test]
    fn products_are_those_of_one_weight_at_a_time_to_the_last_digit() {
        let row: Vec<f64> = (1..=7).map(|i| 1.0 / f64::from(i)).collect();
        let weights: Vec<f64> = (1..=8).map(|j| 1.0 / f64::from(3 * j)).collect();
        for length in [1, 3, 6, 20] {
            for shift in -12..=12 {
                let (mut sum, mut back) = (padded(&vec![0.0; length]), padded(&vec![0.0; length]));
                accumulate(&mut sum, &padded(&row), &weights, shift);
                correlate(&mut back, &padded(&row), &weights, shift);
                assert_eq!(
                    sum.entries(),
                    plain(length, &row, &weights, |i, j| i - j - shift),
                    "{length} {shift}"
                );
                assert_eq!(
                    back.entries(),
                    plain(length, &row, &weights, |i, j| i + j + shift),
                    "{length} {shift}"
                );
            }
        }
    }

    #[test]
    fn what_is_cut_off_does_not_come_back() {
        let mut row = padded(&[1.0, 2.0, 3.0, 4.0]);
        row.truncate(2);
        assert_eq!(row.entries(), [1.0, 2.0]);
        let mut out = padded(&[0.0; 5]);
        accumulate(&mut out, &row, &[1.0, 1.0, 1.0, 1.0], 0);
        assert_eq!(out.entries(), [1.0, 3.0, 3.0, 3.0, 2.0]);
    }
}
