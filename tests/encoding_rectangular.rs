//! Matrices with other numbers of subsets than of workers, and approximate decoding, against projections in fractions.

use bcgc::encoding::user::{self, Layout};
use bcgc::encoding::{
    CheckOptions, CodeOptions, CodeReport, Decoder, EncodingMatrix, Verdict, approximation, check,
    conditioning, decode, encode,
};
use bcgc::{Delimiter, Presence};
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use quickcheck::{TestResult, quickcheck};

fn fraction(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

fn dot(a: &[BigRational], b: &[BigRational]) -> BigRational {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The squared distance of the row of ones from the span of some rows, by orthogonalisation in fractions.
fn distance(rows: &[&[BigRational]]) -> BigRational {
    let subtract = |from: &mut Vec<BigRational>, what: &[BigRational]| {
        let weight = dot(from, what) / dot(what, what);
        from.iter_mut().zip(what).for_each(|(x, y)| *x -= &weight * y);
    };
    let mut basis: Vec<Vec<BigRational>> = Vec::new();
    for row in rows {
        let mut rest = row.to_vec();
        basis.iter().for_each(|b| subtract(&mut rest, b));
        if rest.iter().any(|x| !x.is_zero()) {
            basis.push(rest);
        }
    }
    let mut ones = vec![BigRational::one(); rows.first().map_or(0, |row| row.len())];
    basis.iter().for_each(|b| subtract(&mut ones, b));
    dot(&ones, &ones)
}

/// Sets of `size` numbers in `1..=total`, in lexicographic order.
fn all_sets(total: usize, size: usize) -> Vec<Vec<usize>> {
    let mut sets: Vec<Vec<usize>> = (0u32..1 << total)
        .filter(|mask| mask.count_ones() as usize == size)
        .map(|mask| (1..=total).filter(|i| mask >> (i - 1) & 1 == 1).collect())
        .collect();
    sets.sort();
    sets
}

/// Numbers that follow from a seed.
struct Stream(u64);

impl Stream {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A sparse matrix of up to 6 workers and 7 subsets; half of them are made to decode often, by rows from a space that
/// holds the row of ones.
fn matrix(seed: u64) -> Option<EncodingMatrix> {
    let mut stream = Stream(seed);
    let (n, k) = (1 + stream.below(6) as usize, 1 + stream.below(7) as usize);
    let s = stream.below(n as u64) as usize;
    let entry = |stream: &mut Stream| match stream.below(8) {
        0..=2 => BigRational::zero(),
        3 | 4 => BigRational::one(),
        5 => fraction(-1, 2),
        _ => fraction(stream.below(7) as i64 - 3, 1 + stream.below(3) as i64),
    };
    let rows: Vec<Vec<BigRational>> = if stream.below(2) == 0 {
        (0..n).map(|_| (0..k).map(|_| entry(&mut stream)).collect()).collect()
    } else {
        let mut space: Vec<Vec<BigRational>> =
            (1..(n - s).min(k)).map(|_| (0..k).map(|_| entry(&mut stream)).collect()).collect();
        space.push(vec![BigRational::one(); k]);
        let combine = |stream: &mut Stream| {
            let weights: Vec<BigRational> = space.iter().map(|_| entry(stream)).collect();
            (0..k).map(|j| weights.iter().zip(&space).map(|(w, row)| w * &row[j]).sum()).collect()
        };
        (0..n).map(|_| combine(&mut stream)).collect()
    };
    EncodingMatrix::from_rows(rows, s).ok()
}

fn rows_of<'a>(matrix: &'a EncodingMatrix, set: &[usize]) -> Vec<&'a [BigRational]> {
    set.iter().map(|i| matrix.row(*i)).collect()
}

#[test]
fn verdicts_on_rectangular_matrices_agree_with_projections_in_fractions() {
    let (mut good, mut bad, mut wide, mut high) = (0, 0, 0, 0);
    for seed in 0..4000 {
        let Some(matrix) = matrix(seed) else { continue };
        let (n, k, s) = (matrix.workers(), matrix.subsets(), matrix.stragglers());
        let decodes = |set: &Vec<usize>| distance(&rows_of(&matrix, set)).is_zero();
        let failing: Vec<Vec<usize>> = all_sets(n, n - s).into_iter().filter(|set| !decodes(set)).collect();
        let found = check(&matrix, &CheckOptions::default());
        assert_eq!((found.workers, found.subsets, found.stragglers), (n, k, s));
        match found.verdict {
            Verdict::Verified => assert!(failing.is_empty(), "{:?}", matrix.to_text()),
            Verdict::NotDecodable { workers, .. } => {
                assert!(failing.contains(&workers), "{:?}", matrix.to_text())
            }
            other => panic!("{other:?} {:?}", matrix.to_text()),
        }
        let decoder = Decoder::new(&matrix);
        for set in all_sets(n, n - s) {
            match decoder.vector(&set) {
                Ok(a) => {
                    let column = |j: usize| {
                        set.iter().zip(&a).map(|(i, a)| a * &matrix.row(*i)[j]).sum::<BigRational>()
                    };
                    assert!((0..k).all(|j| column(j).is_one()));
                }
                Err(_) => assert!(failing.contains(&set)),
            }
        }
        let figures = conditioning(&matrix, 100, 1);
        assert!(
            figures.all_sets && figures.worst_condition >= 1.0 - 1e-12,
            "{figures:?} {:?}",
            matrix.to_text()
        );
        good += usize::from(failing.is_empty());
        bad += usize::from(!failing.is_empty());
        wide += usize::from(k > n && failing.is_empty());
        high += usize::from(k < n && failing.is_empty());
    }
    assert!(good > 300 && bad > 300 && wide > 30 && high > 30, "{good} {bad} {wide} {high}");
}

#[test]
fn samples_of_rectangular_matrices_find_what_all_sets_find() {
    for seed in 0..300 {
        let Some(matrix) = matrix(seed) else { continue };
        let all = check(&matrix, &CheckOptions::default());
        let sampled = check(&matrix, &CheckOptions { budget: 1, samples: 1000, ..CheckOptions::default() });
        assert_eq!(all.is_refuted(), sampled.is_refuted(), "{all} {sampled} {:?}", matrix.to_text());
    }
}

#[test]
fn other_numbers_of_subsets_than_of_workers() {
    // Four workers hold six subsets, twice each: whoever is missing, another one has it.
    let text = "1,1,1,0,0,0\n0,0,0,1,1,1\n1,1,1,0,0,0\n0,0,0,1,1,1\n";
    let matrix = user::from_csv(text, 1).unwrap();
    assert_eq!((matrix.workers(), matrix.subsets()), (4, 6));
    assert!(matrix.has_uniform_weight(), "3 of 6 is 2 of 4");
    assert_eq!(check(&matrix, &CheckOptions::default()).to_string(), "verified (all sets)");
    let partial: Vec<Vec<BigRational>> = (1..=6).map(|j| vec![fraction(j, 1)]).collect();
    let coded = encode(&matrix, &partial).unwrap();
    let vector = Decoder::new(&matrix).vector(&[2, 3, 4]).unwrap();
    let sent = [coded[1].clone(), coded[2].clone(), coded[3].clone()];
    assert_eq!(decode(&vector, &sent).unwrap(), [fraction(21, 1)]);
    // One subset, and one worker.
    assert!(check(&user::from_csv("1\n2\n-1/3\n", 2).unwrap(), &CheckOptions::default()).is_verified());
    assert!(check(&user::from_csv("2,2,2\n", 0).unwrap(), &CheckOptions::default()).is_verified());
    // A subset without a holder.
    let found = check(&user::from_csv("1,0,1\n1,0,1\n", 0).unwrap(), &CheckOptions::default());
    assert!(found.to_string().contains("no worker at all holds subset 2"), "{found}");
    // Workers that hold the same.
    assert!(check(&user::from_csv("1,1\n1,1\n", 1).unwrap(), &CheckOptions::default()).is_verified());
}

#[test]
fn schemes_stay_square() {
    let matrix = user::from_csv("1,1,1\n1,1,1\n", 1).unwrap();
    let error =
        bcgc::encoding::Scheme::from_matrices(&[0, 5], &[matrix], &CheckOptions::default()).unwrap_err();
    assert!(error.to_string().contains("as many subsets as workers"), "{error}");
}

#[test]
fn errors_of_approximate_decoding_agree_with_projections_in_fractions() {
    let mut positive = 0;
    for seed in 0..2000 {
        let Some(matrix) = matrix(seed) else { continue };
        let (n, k) = (matrix.workers(), matrix.subsets() as f64);
        let errors: Vec<f64> = all_sets(n, n - matrix.stragglers())
            .iter()
            .map(|set| distance(&rows_of(&matrix, set)).to_f64().unwrap())
            .collect();
        let (worst, mean) = (
            errors.iter().fold(0.0, |m: f64, e| m.max(*e)),
            errors.iter().sum::<f64>() / errors.len() as f64,
        );
        let found = approximation(&matrix, 1000, 1, &[]);
        assert!((found.worst_error - worst).abs() < 1e-12, "{found:?} {worst} {:?}", matrix.to_text());
        assert!((found.mean_error - mean).abs() < 1e-12, "{found:?} {mean} {:?}", matrix.to_text());
        assert!((found.worst_relative_error - worst / k).abs() < 1e-12 && found.all_sets);
        assert!((found.worst_residual * found.worst_residual - found.worst_error).abs() < 1e-12);
        let at_worst = distance(&rows_of(&matrix, &found.worst_set)).to_f64().unwrap();
        assert!((at_worst - worst).abs() < 1e-12);
        positive += usize::from(worst > 1e-6);
    }
    assert!(positive > 300, "{positive}");
}

#[test]
fn approximation_is_reported_where_it_is_asked_for_or_needed() {
    let decodes = user::from_csv("1,1\n1,1\n", 1).unwrap();
    let fails = user::from_csv("1,0\n0,1\n", 1).unwrap();
    let options = CodeOptions { approximation_limit: 100, ..CodeOptions::default() };
    assert!(CodeReport::new(&decodes, &options).approximation.is_none());
    let found = CodeReport::new(&fails, &options).approximation.unwrap();
    assert!((found.worst_relative_error - 0.5).abs() < 1e-15 && found.within_tolerance.is_none());
    let asked = CodeOptions { approximate: true, ..options.clone() };
    assert!(CodeReport::new(&decodes, &asked).approximation.unwrap().worst_residual < 1e-15);
    let judged = CodeReport::new(&fails, &CodeOptions { tolerance: Some(2.0), ..options });
    assert_eq!(judged.approximation.as_ref().unwrap().within_tolerance, Some(true));
    assert!(judged.decodability.is_refuted() && !judged.decodability.is_verified());
}

/// The matrix as a table of a layout, with names where the layout has them.
fn table(matrix: &EncodingMatrix, delimiter: Delimiter, quoted: bool, header: bool, index: bool) -> String {
    let sign = match delimiter {
        Delimiter::Comma => ",",
        Delimiter::Semicolon => " ; ",
        Delimiter::Tab => "\t",
        _ => "  ",
    };
    let cell = |text: &str| if quoted { format!("\"{text}\"") } else { text.to_owned() };
    let mut lines = Vec::new();
    if header {
        let corner = index.then(|| "worker".to_owned());
        lines.push(
            corner.into_iter().chain((1..=matrix.subsets()).map(|j| format!("g{j}"))).collect::<Vec<_>>(),
        );
    }
    for (i, row) in matrix.to_text().into_iter().enumerate() {
        lines.push(index.then(|| (i + 1).to_string()).into_iter().chain(row).collect());
    }
    let line = |cells: &Vec<String>| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(sign);
    format!(
        "\u{feff}# a comment, with; signs\r\n\r\n{}\r\n",
        lines.iter().map(line).collect::<Vec<_>>().join("\r\n")
    )
}

quickcheck! {
    /// Every layout that is said is read back, and none is read otherwise unless it is refused.
    fn matrices_survive_every_layout(seed: u64, which: usize, quoted: bool, header: bool, index: bool) -> TestResult {
        let Some(matrix) = matrix(seed) else { return TestResult::discard() };
        let delimiter = Delimiter::ALL[which % 4];
        let text = table(&matrix, delimiter, quoted, header, index);
        let said = |there| if there { Presence::Present } else { Presence::Absent };
        let layout = Layout::default().with_delimiter(delimiter).with_header(said(header)).with_index(said(index));
        let read = user::from_table(&text, matrix.stragglers(), &layout).unwrap();
        assert_eq!(read.to_text(), matrix.to_text(), "{text}");
        // Left to be told: right, refused, or, where no header says otherwise, a square of numbers as it stands.
        match user::from_csv(&text, matrix.stragglers()) {
            Ok(read) if index && read.subsets() == matrix.subsets() + 1 => {
                assert!(!header && read.subsets() == read.workers() || read.workers() == 1, "{text}");
            }
            Ok(read) => assert_eq!(read.to_text(), matrix.to_text(), "{text}"),
            Err(error) => assert!(error.to_string().contains("say --"), "{error}\n{text}"),
        }
        TestResult::passed()
    }

    /// Rows as JSON numbers, as strings, and as what a report writes.
    fn matrices_survive_every_json(seed: u64) -> TestResult {
        let Some(matrix) = matrix(seed) else { return TestResult::discard() };
        let report = serde_json::to_string_pretty(&CodeReport::new(&matrix, &CodeOptions::default())).unwrap();
        let rows = serde_json::to_string(&matrix.to_text()).unwrap();
        let numbers = rows.split('"').map(|part| if part.contains('/') { format!("\"{part}\"") } else { part.into() });
        let numbers: String = numbers.collect();
        let s = matrix.stragglers();
        for text in [report, format!("{{\"matrix\": {numbers}, \"stragglers\": {s}}}"), format!("{{\"rows\":{rows},\"stragglers\":{s}}}")] {
            let read = user::from_json(&text, None).unwrap();
            assert_eq!((read.to_text(), read.stragglers()), (matrix.to_text(), s), "{text}");
            assert!(user::from_json(&text, Some(s + 1)).unwrap_err().to_string().contains("make them agree"));
        }
        TestResult::passed()
    }
}

#[test]
fn json_numbers_are_read_digit_by_digit() {
    let text = "[[0.1, 1e400, -2.5E-1], [12345678901234567890123, 0.30000000000000000000004, 3]]";
    let matrix = user::from_json(text, Some(0)).unwrap();
    assert_eq!(matrix.row(1)[0], fraction(1, 10));
    assert_eq!(matrix.row(1)[2], fraction(-1, 4));
    assert_eq!(matrix.row(1)[1].to_string(), format!("1{}", "0".repeat(400)));
    assert_eq!(matrix.row(2)[0].to_string(), "12345678901234567890123");
    assert_eq!(matrix.row(2)[1].to_string(), "7500000000000000000001/25000000000000000000000");
}

#[test]
fn what_cannot_be_read_names_line_cell_and_remedy() {
    let digits = "7".repeat(1_000_000);
    let huge = format!("1,{digits}\n1,1");
    for (text, parts) in [
        ("1,nan\n1,1", vec!["line 1", "column 2", "nan", "not finite", "integers"]),
        ("1,1\n-inf,1", vec!["line 2", "column 1", "not finite"]),
        ("NaN,NaN\n1,1", vec!["line 1", "column 1", "not finite", "names all along"]),
        ("30ms,1\n1,1", vec!["line 1", "30ms"]),
        ("1,\"2\n3,4", vec!["line 1", "column 2", "does not end"]),
        ("1,2\n1,\"2\"3", vec!["line 2", "column 2", "quote all of it"]),
        ("1,2,\n1,2,", vec!["line 1", "column 3", "empty"]),
        (&huge, vec!["line 1", "column 2", "777...", "2000 characters"]),
        ("1,1e1001\n1,1", vec!["line 1", "beyond 1000"]),
        ("1 2\n1 2 3", vec!["line 2", "row 2 has 3 entries", "row 1 has 2"]),
        ("a,b", vec!["no rows"]),
        ("1,2,3\n1,0,1", vec!["line 1", "header", "--header true or --header false"]),
        ("1,1,1,0\n2,1,0,1", vec!["line 1", "index", "--index true or --index false"]),
        ("a,b\n1,2\n1,2,3", vec!["line 3", "row 2 has 3"]),
    ] {
        let found = user::from_csv(text, 0).unwrap_err().to_string();
        let shown: String = text.chars().take(40).collect();
        assert!(parts.iter().all(|part| found.contains(part)) && found.len() < 400, "{shown:?}: {found}");
    }
    for (text, parts) in [
        ("[]", vec!["no rows"]),
        ("[[]]", vec!["no rows or no columns"]),
        ("[[1, null],\n[1, 1]]", vec!["line 1", "row 1, column 2", "null"]),
        ("[[1, 1],\n[1, \"x\"]]", vec!["line 2", "row 2, column 2", "not a number"]),
        ("[[1, NaN]]", vec!["JSON"]),
        ("{\"rows\": [[1]], \"rows\": [[2]]}", vec!["twice"]),
        ("{\"rows\": [[1]], \"matrix\": [[2]]}", vec!["beside rows"]),
        (
            "{\"construction\": \"mine\", \"rows\": [[1]]}",
            vec!["construction", "not a known key", "--format json"],
        ),
        ("{\"format\": \"bcgc-scheme-7\"}", vec!["missing field"]),
        ("3", vec!["rows", "a number", "array"]),
    ] {
        let found = user::from_json(text, Some(0)).unwrap_err().to_string();
        assert!(parts.iter().all(|part| found.contains(part)), "{text:?}: {found}");
    }
    let repeated = Layout::default().with_index(Presence::Present);
    let error = user::from_table("1,1,0\n1,0,1\n", 0, &repeated).unwrap_err().to_string();
    assert!(error.contains("line 2") && error.contains("stands twice"), "{error}");
}
