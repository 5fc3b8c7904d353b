//! The data that gradients are computed on.

use std::borrow::Cow;
use std::ops::Range;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive};
use rand::Rng;

use super::data_table::{check_counted, check_header, has_index, numbers};
use super::error::{SimulationError, data};
use super::task::Task;
use crate::encoding::{fraction, sets};
use crate::input::{Malformed, Presence, Record, Records, header, left_out};
use crate::wording::counted;

/// Generated features are multiples of 1/128 in [-1, 1].
const SCALE: i64 = 128;

/// Largest integer in the exact form, so that sums of products stay within 128 bits.
const LARGEST: i64 = 1 << 31;

/// Largest data set: 8 GiB of doubles, as much again in the exact form.
const MAX_NUMBERS: usize = 1 << 30;

/// Samples with features and a target (regression) or a label (classification): 0 or 1, or -1 or +1.
///
/// ```
/// use bcgc::simulation::Dataset;
///
/// let data = Dataset::from_csv("size,age,price\n0.5,1,3\n-1.25,2,1/3\n")?;
/// assert_eq!((data.samples(), data.features()), (2, 2));
/// # Ok::<(), bcgc::simulation::SimulationError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dataset {
    features: usize,
    /// Row after row.
    x: Vec<f64>,
    y: Vec<f64>,
    exact: Result<ExactData, String>,
    left_out: Option<String>,
}

/// The same numbers as integers over one common denominator.
#[derive(Debug, Clone)]
pub(crate) struct ExactData {
    pub(crate) x: Vec<i64>,
    pub(crate) y: Vec<i64>,
    /// The common denominator.
    pub(crate) scale: f64,
}

impl Dataset {
    /// Draws `samples` rows of `features` features from `seed`, the same on every machine. Targets come
    /// from hidden integer weights in -2..=2 plus noise; labels are the signs of those targets.
    ///
    /// # Errors
    /// [`SimulationError::Data`] when there is no sample or no feature.
    pub fn generate(task: Task, samples: usize, features: usize, seed: u64) -> Result<Self, SimulationError> {
        check_counts(samples, features)?;
        let mut rng = sets::generator(seed);
        let weights: Vec<i64> = (0..features).map(|_| centred(&mut rng, 2)).collect();
        let mut x = Vec::with_capacity(samples * features);
        let mut y = Vec::with_capacity(samples);
        for _ in 0..samples {
            let row: Vec<i64> = (0..features).map(|_| centred(&mut rng, SCALE)).collect();
            let target: i64 = row.iter().zip(&weights).map(|(a, b)| a * b).sum();
            let target = target + centred(&mut rng, SCALE);
            y.push(match task {
                Task::LinearRegression => target,
                Task::LogisticRegression if target > 0 => SCALE,
                Task::LogisticRegression => 0,
            });
            x.extend(row);
        }
        let real = |values: &[i64]| values.iter().map(|v| *v as f64 / SCALE as f64).collect();
        let (features_of, targets) = (real(&x), real(&y));
        let exact = Ok(ExactData { x, y, scale: SCALE as f64 });
        Ok(Self { features, x: features_of, y: targets, exact, left_out: None })
    }

    /// Reads a table that may say by its own cells whether its first line is a header.
    ///
    /// # Errors
    /// As of [`Self::from_table`].
    pub fn from_csv(text: &str) -> Result<Self, SimulationError> {
        Self::from_table(text, Presence::Auto)
    }

    /// Reads numbers between commas, semicolons, tabs or spaces: one sample a line, the target or label last. Blank
    /// lines and lines that begin with `#` are skipped, and so is a first column of names, or without a name where the others
    /// have one.
    ///
    /// # Errors
    /// [`SimulationError::Data`] naming line and column; a first line that counts the columns among numbers that are no
    /// integers, as it may be a header or a sample.
    pub fn from_table(text: &str, header: Presence) -> Result<Self, SimulationError> {
        let malformed = |Malformed { line, column, problem }: Malformed| {
            data(format!("line {line}, column {column} {problem}"))
        };
        let records: Vec<Record> = Records::of(text, None).map_err(malformed)?.collect();
        let (names, rows) = match (header, records.split_first()) {
            (Presence::Auto, Some((first, rest))) if header::is_one(first.cells()) => (Some(first), rest),
            (Presence::Present, Some((first, rest))) => (Some(first), rest),
            _ => (None, records.as_slice()),
        };
        // Names tell what the first line is, whatever stands below them.
        if header == Presence::Auto && names.is_none() {
            check_counted(rows)?;
        }
        let skipped = usize::from(has_index(names, rows));
        let columns = rows.first().map_or(0, Record::len);
        check_counts(rows.len(), columns.saturating_sub(1 + skipped))?;
        check_header(names, columns, skipped)?;
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for row in rows {
            let mut values = numbers(row, columns, skipped)?;
            y.extend(values.pop());
            x.extend(values);
        }
        let cells = rows.iter().flat_map(|row| row.cells().skip(skipped));
        let fractions: Option<Vec<BigRational>> = cells.map(|cell| fraction::parse(cell).ok()).collect();
        let exact = match fractions {
            Some(all) => exact_form(&all, columns - skipped),
            None => Err("a number has too many digits or too large an exponent; round the data".into()),
        };
        Ok(Self { features: columns - skipped - 1, x, y, exact, left_out: left_out(names, rows, skipped) })
    }

    /// Number of samples `M`.
    pub fn samples(&self) -> usize {
        self.y.len()
    }

    /// Number of features, which is the number of coordinates `L` of the gradient.
    pub fn features(&self) -> usize {
        self.features
    }

    /// What of the table that they were read from was taken for names, in words.
    pub fn left_out(&self) -> Option<&str> {
        self.left_out.as_deref()
    }

    /// Features of a sample (from 0).
    pub(crate) fn row(&self, sample: usize) -> &[f64] {
        &self.x[sample * self.features..][..self.features]
    }

    /// Targets or labels.
    pub(crate) fn targets(&self) -> &[f64] {
        &self.y
    }

    /// The numbers as integers, or why there are none.
    pub(crate) fn exact(&self) -> Result<&ExactData, SimulationError> {
        self.exact.as_ref().map_err(|reason| data(format!("rational arithmetic is impossible: {reason}")))
    }

    /// The labels as 0 and 1, of which -1 is another way to write 0.
    ///
    /// # Errors
    /// [`SimulationError::Data`] for any other label, and for 0 beside -1, which would be a third class.
    pub(crate) fn labels(&self) -> Result<Cow<'_, [f64]>, SimulationError> {
        let lowest = if self.y.contains(&-1.0) { -1.0 } else { 0.0 };
        match (1..).zip(&self.y).find(|(_, label)| **label != lowest && **label != 1.0) {
            Some((sample, label)) => Err(data(format!(
                "sample {sample} has label {label}; logistic regression needs labels 0 and 1, or -1 and +1, in the \
                 last column: recode the two classes"
            ))),
            None if lowest == 0.0 => Ok(Cow::Borrowed(&self.y)),
            None => Ok(Cow::Owned(self.y.iter().map(|label| label.max(0.0)).collect())),
        }
    }

    /// The samples (from 0) of each of `count` subsets: consecutive, sizes as equal as possible.
    pub(crate) fn subsets(&self, count: usize) -> Result<Vec<Range<usize>>, SimulationError> {
        let samples = self.samples();
        if samples < count {
            return Err(data(format!(
                "{} cannot fill {}; give at least one each",
                counted(samples as u64, "sample"),
                counted(count as u64, "subset")
            )));
        }
        Ok((0..count).map(|j| j * samples / count..(j + 1) * samples / count).collect())
    }
}

fn check_counts(samples: usize, features: usize) -> Result<(), SimulationError> {
    let size =
        || format!("{} with {}", counted(samples as u64, "sample"), counted(features as u64, "feature"));
    if samples == 0 || features == 0 {
        return Err(data(format!("{}; at least one of each is needed", size())));
    }
    match samples.checked_mul(features) {
        Some(count) if count <= MAX_NUMBERS => Ok(()),
        _ => Err(data(format!("{} exceed 2^30 numbers; use fewer", size()))),
    }
}

/// A uniform integer in `-bound..=bound`.
fn centred(rng: &mut impl Rng, bound: i64) -> i64 {
    sets::below(rng, 2 * bound.unsigned_abs() + 1) as i64 - bound
}

fn exact_form(values: &[BigRational], columns: usize) -> Result<ExactData, String> {
    let scale = values.iter().fold(BigInt::one(), |l, v| num_integer::lcm(l, v.denom().clone()));
    let scaled = |v: &BigRational| (v.numer() * (&scale / v.denom())).to_i64().filter(|v| v.abs() <= LARGEST);
    let integers: Option<Vec<i64>> = values.iter().map(scaled).collect();
    let integers = integers.ok_or("over the common denominator some number exceeds 2^31; round the data")?;
    let rows = integers.chunks_exact(columns);
    let y = rows.clone().filter_map(|row| row.last().copied()).collect();
    let x = rows.flat_map(|row| row[..columns - 1].iter().copied()).collect();
    Ok(ExactData { x, y, scale: scale.to_f64().unwrap_or(f64::INFINITY) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_read_exactly_where_it_can_be() {
        let found = Dataset::from_csv("a,b,target\n0.5,-1,3\n\n1/4,2,0\n").unwrap();
        assert_eq!((found.samples(), found.features()), (2, 2));
        assert_eq!(found.row(1), [0.25, 2.0]);
        let exact = found.exact().unwrap();
        assert_eq!((exact.x.as_slice(), exact.y.as_slice()), ([2, -4, 1, 8].as_slice(), [12, 0].as_slice()));
        let found = Dataset::from_csv("1e3,2\n").unwrap();
        assert_eq!(found.row(0), [1000.0]);
        assert_eq!(found.exact().unwrap().x, [1000]);
        let found = Dataset::from_csv("1e-300,2\n").unwrap();
        assert!(found.exact().unwrap_err().to_string().contains("round the data"));
    }

    #[test]
    fn mistakes_are_named_with_line_and_column() {
        let message = |text: &str| Dataset::from_csv(text).unwrap_err().to_string();
        assert!(message("1,2\n3,x\n").contains("line 2, column 2: \"x\""));
        assert!(message("1,2\n3\n").contains("line 2 has 1 column,"));
        assert!(message("1,inf\n").contains("not a finite number"));
        assert!(message("").contains("0 samples"));
        assert!(message("5\n").contains("0 features"));
        assert!(message("1,2,\n3,4,\n").contains("at the ends of lines"));
        assert!(message("1,5 2,5\n3,5 4,5\n").contains("semicolons between"));
        assert!(message("1,\"2\n").contains("line 1, column 2 opens a quote"));
        assert!(message("x,1\n2,3\n").contains("line 1, column 1: \"x\""), "one name alone is a mistake");
        assert!(message("a,b\n1,2,3\n").contains("the header names 2 columns, the data have 3"));
    }

    #[test]
    fn names_of_samples_are_left_out() {
        for (text, ends) in [
            (",a,b\n0,1.5,2\n1,2.5,3\n", "0 to 1"),
            ("name,a,b\nann,1.5,2\nbob,2.5,3\n", "ann to bob"),
            ("a;b\nann;1,5;2\nbob;2,5;3\n", "ann to bob"),
            ("ann 1.5 2\nbob 2.5 3\n", "ann to bob"),
        ] {
            let found = Dataset::from_csv(text).unwrap();
            assert_eq!(
                (found.features(), found.row(1), found.targets()),
                (1, &[2.5][..], &[2.0, 3.0][..]),
                "{text}"
            );
            assert_eq!(found.exact().unwrap().x, [3, 5]);
            assert!(found.left_out().unwrap().ends_with(&format!("column 1 as an index: {ends}")), "{text}");
        }
        // Nothing but names is left.
        assert!(
            Dataset::from_csv("ann,1\nbob,2\n")
                .unwrap_err()
                .to_string()
                .contains("2 samples with 0 features")
        );
    }

    #[test]
    fn a_row_of_what_is_missing_is_no_header() {
        let message = |text: &str| Dataset::from_csv(text).unwrap_err().to_string();
        for (text, cell) in [("NA,NA\n1,2\n", "NA"), ("nan,inf\n1,2\n", "nan"), ("30ms,\n1,2\n", "30ms")] {
            let found = message(text);
            assert!(found.contains("line 1, column 1") && found.contains(cell), "{found}");
            // What traces allow is nothing for data.
            assert!(!found.contains("drop-row") && !found.contains("never returned"), "{found}");
        }
        assert_eq!(Dataset::from_csv("x 1,price (EUR)\n1,2\n").unwrap().samples(), 1);
    }

    #[test]
    fn numbers_that_may_be_names_are_refused() {
        let text = "0,1,2\n0.5,1,2\n";
        assert!(Dataset::from_csv(text).unwrap_err().to_string().contains("line 1: the first row counts"));
        let samples = |header| Dataset::from_table(text, header).unwrap().samples();
        assert_eq!((samples(Presence::Present), samples(Presence::Absent)), (1, 2));
        assert!(Dataset::from_csv("1,2,3\n4,5,6\n").is_err());
        assert_eq!(Dataset::from_csv("1,2\n4,5\n").unwrap().samples(), 2);
        // Not below names.
        for text in ["x1,x2,y\n1,2,3\n4,5,6\n", "x1,x2,y\n0,1,2\n4.5,5,6\n"] {
            assert_eq!(Dataset::from_csv(text).unwrap().samples(), 2, "{text}");
        }
    }

    #[test]
    fn cells_stand_between_what_the_text_suggests() {
        for text in ["a,b\n1,2\n", "\"a\";\"b\"\n1;2\n", "a b\n1  2\n", "a\tb\n1\t2\n"] {
            assert_eq!(Dataset::from_csv(text).unwrap().targets(), [2.0], "{text}");
        }
    }

    #[test]
    fn two_classes_are_written_in_two_ways() {
        let labels = |text: &str| Dataset::from_csv(text).unwrap().labels().map(Cow::into_owned);
        assert_eq!(labels("7,0\n7,1\n7,0\n").unwrap(), [0.0, 1.0, 0.0]);
        assert_eq!(labels("7,-1\n7,+1\n7,-1\n").unwrap(), [0.0, 1.0, 0.0]);
        assert_eq!(labels("7,1\n").unwrap(), [1.0]);
        for (text, label) in
            [("7,1\n7,2\n", "label 2"), ("7,-1\n7,0\n7,1\n", "label 0"), ("7,0.5\n", "label 0.5")]
        {
            let found = labels(text).unwrap_err().to_string();
            assert!(
                found.contains(label) && found.contains("-1 and +1") && found.contains("recode"),
                "{found}"
            );
        }
    }

    #[test]
    fn generated_data_depend_on_the_seed_alone() {
        let draw = |seed| Dataset::generate(Task::LogisticRegression, 9, 4, seed).unwrap();
        assert_eq!(draw(3).row(5), draw(3).row(5));
        assert_ne!(draw(3).row(5), draw(4).row(5));
        draw(3).labels().unwrap();
        assert_eq!(draw(1).subsets(4).unwrap(), [0..2, 2..4, 4..6, 6..9]);
        assert!(draw(1).subsets(10).is_err());
    }
}
