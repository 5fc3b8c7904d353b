//! Constructions, decodability and exact decoding, run over the whole registry of constructions.

use std::time::Duration;

use bcgc::Cancel;
use bcgc::encoding::{
    Assurance, CONSTRUCTIONS, CheckOptions, Construction, Decoder, EncodingError, EncodingMatrix, Verdict,
    build, build_checked, check, conditioning, decode, encode, find, user,
};
use bcgc::methods::Clock;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use quickcheck::{TestResult, quickcheck};

fn fraction(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// A decodable matrix, if the construction applies.
fn checked(construction: &dyn Construction, n: usize, s: usize, seed: u64) -> Option<EncodingMatrix> {
    match build_checked(construction, n, s, seed, &CheckOptions::default()) {
        Ok((matrix, found)) if found.is_verified() => Some(matrix),
        Err(EncodingError::Inapplicable { .. }) => None,
        other => panic!("{} {n} {s}: {other:?}", construction.name()),
    }
}

/// All matrices of the registry with up to `largest` workers.
fn applicable(largest: usize) -> impl Iterator<Item = (&'static dyn Construction, EncodingMatrix)> {
    CONSTRUCTIONS.iter().flat_map(move |c| {
        (1..=largest).flat_map(move |n| (0..n).filter_map(move |s| Some((*c, checked(*c, n, s, 1)?))))
    })
}

/// Sets of `size` numbers in `1..=total`.
fn all_sets(total: usize, size: usize) -> Vec<Vec<usize>> {
    (0u32..1 << total)
        .filter(|mask| mask.count_ones() as usize == size)
        .map(|mask| (1..=total).filter(|i| mask >> (i - 1) & 1 == 1).collect())
        .collect()
}

#[test]
fn every_size_up_to_twelve_is_fully_verified() {
    let mut count = 0;
    for (construction, matrix) in applicable(12) {
        let found = check(&matrix, &CheckOptions::default());
        let place = format!("{} N = {} s = {}", construction.name(), matrix.workers(), matrix.stragglers());
        assert_eq!(found.verdict, Verdict::Verified, "{place}");
        assert_eq!(found.to_string(), "verified (all sets)");
        assert_eq!(found.rational_fallbacks, 0, "{place}");
        count += 1;
    }
    // 78 pairs for each of three constructions, 12 without stragglers, and the divisors.
    let divisors: usize = (1..=12).map(|n| (1..=n).filter(|d| n % d == 0).count()).sum();
    assert_eq!(count, 3 * 78 + 12 + divisors);
}

#[test]
fn theorems_are_claimed_exactly_where_the_registry_says() {
    let options = CheckOptions { theorem_first: true, ..CheckOptions::default() };
    for (construction, matrix) in applicable(9) {
        let by_theorem = matches!(check(&matrix, &options).verdict, Verdict::VerifiedByTheorem { .. });
        let trivial = matrix.stragglers() == 0 || matrix.stragglers() + 1 == matrix.workers();
        let promised = matches!(construction.assurance(), Assurance::Theorem(_));
        assert_eq!(by_theorem, promised || trivial, "{} {:?}", construction.name(), matrix.to_text());
    }
}

#[test]
fn row_weights_are_as_documented() {
    for (construction, matrix) in applicable(12) {
        let (n, s) = (matrix.workers(), matrix.stragglers());
        let weights = matrix.row_weights();
        if construction.has_uniform_weight() {
            assert!(weights.iter().all(|w| *w == s + 1), "{} {n} {s}", construction.name());
        } else {
            assert_eq!(weights.iter().max(), Some(&n.div_ceil(n / (s + 1))), "{n} {s}");
        }
    }
}

#[test]
fn every_decoding_vector_of_small_matrices_gives_the_all_ones_row() {
    for (construction, matrix) in applicable(7) {
        let (n, s) = (matrix.workers(), matrix.stragglers());
        let decoder = Decoder::new(&matrix);
        for set in all_sets(n, n - s) {
            let a = decoder.vector(&set).unwrap();
            for j in 0..n {
                let sum: BigRational = set.iter().zip(&a).map(|(i, a)| a * &matrix.row(*i)[j]).sum();
                assert!(sum.is_one(), "{} {n} {s} {set:?}", construction.name());
            }
        }
    }
}

#[test]
fn special_cases_are_the_identity_and_all_ones() {
    for construction in CONSTRUCTIONS {
        let identity = build(*construction, 5, 0, 1).unwrap();
        assert!((1..=5).all(|i| identity.support(i) == [i]), "{}", construction.name());
    }
    let cyclic = checked(find("cyclic-repetition").unwrap(), 6, 5, 1).unwrap();
    assert!(cyclic.rows().flatten().all(One::is_one));
}

#[test]
fn seeds_give_different_matrices_and_the_same_seed_the_same() {
    let cyclic = find("cyclic-repetition").unwrap();
    let matrix = |seed| build(cyclic, 8, 3, seed).unwrap();
    assert_eq!(matrix(5).to_text(), matrix(5).to_text());
    assert_ne!(matrix(5).to_text(), matrix(matrix(5).seed().unwrap() + 1).to_text());
}

#[test]
fn sizes_that_do_not_fit_are_refused_with_a_remedy() {
    let message = |name: &str, n, s| build(find(name).unwrap(), n, s, 1).unwrap_err().to_string();
    assert!(message("fractional-repetition", 6, 3).contains("stragglers + 1 = 4 must divide workers"));
    assert!(message("uncoded", 6, 1).contains("set stragglers = 0"));
    assert!(message("reed-solomon", 6, 6).contains("choose a value from 0 to 5"));
    assert!(message("reed-solomon", 0, 0).contains("workers = 0"));
    assert!(find("cyclic").unwrap_err().to_string().contains("cyclic-repetition, fractional-repetition"));
}

/// The matrix with one entry (row, column from 1) replaced.
fn with_entry(matrix: &EncodingMatrix, row: usize, column: usize, value: BigRational) -> EncodingMatrix {
    let mut rows: Vec<Vec<BigRational>> = matrix.rows().map(<[BigRational]>::to_vec).collect();
    rows[row - 1][column - 1] = value;
    EncodingMatrix::from_rows(rows, matrix.stragglers()).unwrap()
}

fn refutation(matrix: &EncodingMatrix) -> (Vec<usize>, String) {
    match check(matrix, &CheckOptions::default()).verdict {
        Verdict::NotDecodable { workers, reason } => (workers, reason),
        other => panic!("{other:?} for {:?}", matrix.to_text()),
    }
}

#[test]
fn one_changed_entry_is_found_and_named() {
    for name in ["cyclic-repetition", "reed-solomon", "fractional-repetition"] {
        for (n, s) in [(6, 2), (8, 3), (12, 5)] {
            let matrix = checked(find(name).unwrap(), n, s, 3).unwrap();
            for row in 1..=n {
                let column = matrix.support(row)[row % (s + 1)];
                let right = matrix.row(row)[column - 1].clone();
                let (workers, reason) =
                    refutation(&with_entry(&matrix, row, column, &right + fraction(1, 3)));
                assert_eq!(workers.len(), n - s);
                assert!(workers.contains(&row), "{name} {n} {s}: {workers:?}");
                assert!(
                    reason.contains(&format!("row {row}, column {column} is ")),
                    "{name} {n} {s}: {reason}"
                );
                assert!(reason.contains(&format!("with {right} there")), "{name} {n} {s}: {reason}");
            }
        }
    }
}

#[test]
fn a_dropped_support_entry_is_found_and_named() {
    for (construction, matrix) in applicable(8) {
        let (n, s) = (matrix.workers(), matrix.stragglers());
        if s == 0 || s + 1 == n || !construction.has_uniform_weight() {
            continue;
        }
        let row = n / 2;
        let column = matrix.support(row)[1];
        let (workers, reason) = refutation(&with_entry(&matrix, row, column, BigRational::zero()));
        assert!(reason.contains(&format!("none of them holds subset {column}")), "{reason}");
        assert!(workers.contains(&row));
        assert!(reason.contains(&format!("row {row}, column {column} is 0; with ")), "{reason}");
    }
}

#[test]
fn the_first_offending_set_does_not_depend_on_the_number_of_threads() {
    let matrix = checked(find("cyclic-repetition").unwrap(), 14, 6, 1).unwrap();
    let broken = with_entry(&matrix, 11, 12, fraction(5, 1));
    let verdict =
        |threads| bcgc::on_threads(Some(threads), || check(&broken, &CheckOptions::default())).unwrap();
    assert_eq!(verdict(1), verdict(2));
    assert_eq!(verdict(1), verdict(5));
    let Verdict::NotDecodable { workers, .. } = verdict(1).verdict else { panic!() };
    let decoder = Decoder::new(&broken);
    let first = all_sets(14, 8).into_iter().filter(|set| decoder.vector(set).is_err()).min();
    assert_eq!(Some(workers), first);
}

/// Random sparse matrices of small integers: decodable or not, of any rank, none made by a construction.
#[test]
fn verdicts_agree_with_rational_elimination_of_every_set() {
    let mut state = 12345u64;
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let (mut good, mut bad) = (0, 0);
    for case in 0..3000 {
        let n = 2 + case % 5;
        let s = case / 7 % n;
        let entry = |v: u64| BigRational::from_integer(BigInt::from([0, 0, 1, 1, 1, 2, -1][v as usize]));
        let rows: Vec<Vec<_>> = (0..n).map(|_| (0..n).map(|_| entry(next(7))).collect()).collect();
        let Ok(matrix) = EncodingMatrix::from_rows(rows, s) else { continue };
        let decoder = Decoder::new(&matrix);
        let first = all_sets(n, n - s).into_iter().filter(|set| decoder.vector(set).is_err()).min();
        match (check(&matrix, &CheckOptions::default()).verdict, first) {
            (Verdict::Verified, None) => good += 1,
            (Verdict::NotDecodable { workers, .. }, Some(_)) => {
                assert!(decoder.vector(&workers).is_err());
                bad += 1;
            }
            other => panic!("{other:?} {:?}", matrix.to_text()),
        }
    }
    assert!(good > 100 && bad > 100, "{good} {bad}");
}

/// Entries divisible by the first prime make every rank drop modulo it, but not over the rationals.
#[test]
fn a_rank_drop_modulo_the_prime_is_settled_over_the_rationals() {
    let big = fraction(2_147_483_647, 1);
    let rows =
        vec![vec![big.clone(), BigRational::zero()], vec![BigRational::one(), &big + BigRational::one()]];
    let found = check(&EncodingMatrix::from_rows(rows, 0).unwrap(), &CheckOptions::default());
    assert_eq!(found.verdict, Verdict::Verified);
    let rows =
        vec![vec![BigRational::one(), BigRational::one()], vec![BigRational::one(), &big + fraction(1, 1)]];
    let found = check(&EncodingMatrix::from_rows(rows, 0).unwrap(), &CheckOptions::default());
    assert_eq!((found.verdict, found.rational_fallbacks), (Verdict::Verified, 1));
}

/// The all-ones row is spanned modulo the first primes but not over the rationals: one prime must
/// not be believed.
#[test]
fn spanning_modulo_a_prime_alone_is_no_proof() {
    let one = BigRational::one();
    let off = &one + fraction(2_147_483_647, 1) * fraction(2_147_483_629, 1);
    // Worker 1 alone decodes without spanning both dimensions, which leads to the check by several primes.
    let rows = vec![vec![one.clone(), one.clone()], vec![one, off]];
    let found = check(&EncodingMatrix::from_rows(rows, 1).unwrap(), &CheckOptions::default());
    assert!(matches!(&found.verdict, Verdict::NotDecodable { workers, .. } if *workers == [2]), "{found}");
    assert_eq!(found.primes.len(), 3);
}

#[test]
fn above_the_budget_the_verdict_says_sampled() {
    let matrix = checked(find("cyclic-repetition").unwrap(), 20, 10, 1).unwrap();
    let options = CheckOptions { budget: 1000, samples: 250, ..CheckOptions::default() };
    let found = check(&matrix, &options);
    assert_eq!(found.to_string(), "sampled (250 of 184756)");
    assert!(!found.is_verified() && !found.is_refuted());
    let theorem = build(find("reed-solomon").unwrap(), 20, 10, 1).unwrap();
    assert_eq!(check(&theorem, &options).to_string(), "verified (theorem)");
    let broken = with_entry(&matrix, 3, 4, fraction(1, 9));
    assert!(check(&broken, &options).is_refuted());
}

#[test]
fn a_check_ends_with_its_clock_and_proves_nothing() {
    let matrix = checked(find("cyclic-repetition").unwrap(), 8, 3, 1).unwrap();
    let clock = Clock::start(Duration::ZERO, Cancel::default(), None);
    for budget in [1, 1000] {
        let found = check(&matrix, &CheckOptions { budget, clock: clock.clone(), ..CheckOptions::default() });
        assert_eq!(found.verdict, Verdict::Stopped);
        assert!(!found.is_verified() && !found.is_refuted());
    }
    let options = CheckOptions { clock, ..CheckOptions::default() };
    let error = build_checked(find("cyclic-repetition").unwrap(), 8, 3, 1, &options).unwrap_err();
    assert!(matches!(error, EncodingError::Stopped), "{error}");
}

#[test]
fn matrices_survive_csv_and_json() {
    for (_, matrix) in applicable(6) {
        let csv = user::from_csv(&matrix.to_csv(), matrix.stragglers()).unwrap();
        assert_eq!(csv.to_text(), matrix.to_text());
        let rows = serde_json::to_string(&matrix.to_text()).unwrap();
        assert_eq!(user::from_json(&rows, Some(matrix.stragglers())).unwrap().to_text(), matrix.to_text());
        let document = format!("{{\"stragglers\": {}, \"rows\": {rows}}}", matrix.stragglers());
        assert_eq!(user::from_json(&document, None).unwrap().to_text(), matrix.to_text());
        assert!(check(&csv, &CheckOptions::default()).is_verified());
    }
}

/// As random codes have them: the others may still decode.
#[test]
fn a_worker_may_send_nothing() {
    let matrix = user::from_csv("1,1\n0,0/5\n1,1", 1).unwrap();
    assert_eq!(matrix.row_weights(), [2, 0, 2]);
    assert!(check(&matrix, &CheckOptions::default()).is_verified());
    let matrix = user::from_csv("1,1\n0,0\n1,1", 2).unwrap();
    assert!(check(&matrix, &CheckOptions::default()).is_refuted());
}

#[test]
fn mistakes_in_files_are_named_with_their_place() {
    let csv = |text: &str| user::from_csv(text, 1).unwrap_err().to_string();
    for (text, parts) in [
        ("1,2\n3/0,4", vec!["row 2, column 1", "\"3/0\"", "zero denominator", "fractions (3/7)"]),
        ("1,x\n3,4", vec!["row 1, column 2", "\"x\"", "not a number", "integers"]),
        ("1,2\n3,", vec!["row 2, column 2", "empty"]),
        ("1,2\n3,4,5", vec!["line 2: row 2 has 3 entries", "row 1 has 2", "make them equal"]),
        ("# only a comment\n", vec!["no rows"]),
        ("1", vec!["stragglers = 1"]),
    ] {
        let found = csv(text);
        assert!(parts.iter().all(|part| found.contains(part)), "{text:?}: {found}");
    }
    let json = |text: &str| user::from_json(text, None).unwrap_err().to_string();
    for (text, parts) in [
        ("[[1, 2], [3, 4]]", vec!["stragglers", "missing"]),
        (
            "{\"stragglers\": 1, \"rows\": [[1, \"2/0\"], [3, 4]]}",
            vec!["row 1, column 2", "zero denominator"],
        ),
        ("{\"stragglers\": 1, \"rows\": [[1, true], [3, 4]]}", vec!["row 1, column 2", "true", "strings"]),
        ("{\"stragglers\": 1, \"rows\": [[1, 2], 3]}", vec!["row 2", "expected an array"]),
        ("{\"stragglers\": -1, \"rows\": [[1, 2], [3, 4]]}", vec!["stragglers", "-1", "from 0 to N-1"]),
        ("{\"straglers\": 1, \"rows\": []}", vec!["straglers", "not a known key"]),
        ("{\"stragglers\": 0, \"rows\": []}", vec!["no rows"]),
        ("[[1, 2], [3", vec!["JSON"]),
    ] {
        let found = json(text);
        assert!(parts.iter().all(|part| found.contains(part)), "{text:?}: {found}");
    }
    let missing = user::read(std::path::Path::new("no-such-matrix.csv"), Some(1)).unwrap_err();
    assert!(missing.to_string().contains("no-such-matrix.csv"));
}

#[test]
fn wrong_sets_of_workers_are_refused() {
    let matrix = checked(find("cyclic-repetition").unwrap(), 5, 2, 1).unwrap();
    let decoder = Decoder::new(&matrix);
    assert!(matches!(decoder.vector(&[1, 2, 6]), Err(EncodingError::WorkerSet { .. })));
    assert!(matches!(decoder.vector(&[0, 2, 3]), Err(EncodingError::WorkerSet { .. })));
    assert!(matches!(decoder.vector(&[1, 2, 2]), Err(EncodingError::WorkerSet { .. })));
    assert!(matches!(decoder.vector(&[1, 3]), Err(EncodingError::NotDecodable { .. })));
    assert!(matches!(decoder.vector(&[]), Err(EncodingError::NotDecodable { .. })));
    assert!(decoder.vector(&[5, 1, 2, 4]).is_ok());
}

#[test]
fn conditioning_covers_all_sets_or_says_how_many() {
    let matrix = build(find("fractional-repetition").unwrap(), 6, 2, 1).unwrap();
    let found = conditioning(&matrix, 1000, 1);
    assert!(found.all_sets && found.examined == 15);
    // Two groups: from 1 and 3 members to 2 and 2, singular values are the roots of 3 k.
    assert!((found.worst_condition - 3f64.sqrt()).abs() < 1e-13, "{found:?}");
    assert!((found.largest_coefficient - 1.0).abs() < 1e-13);
    let found = conditioning(&checked(find("cyclic-repetition").unwrap(), 12, 5, 1).unwrap(), 100, 1);
    assert!(!found.all_sets && found.examined == 100 && found.worst_condition > 1.0);
}

quickcheck! {
    /// decode(encode(g)) = sum of the subset gradients, exactly.
    fn decoding_inverts_encoding(which: usize, n: usize, s: usize, seed: u64, values: Vec<(i32, u16)>) -> TestResult {
        let n = 1 + n % 9;
        let s = s % n;
        let construction = CONSTRUCTIONS[which % CONSTRUCTIONS.len()];
        let Ok(matrix) = build(construction, n, s, seed % 1000) else { return TestResult::discard() };
        let value = |k: usize| match values.get(k % values.len().max(1)) {
            Some((a, b)) => fraction(i64::from(*a) + k as i64, i64::from(*b) + 1),
            None => fraction(k as i64, 3),
        };
        let partial: Vec<Vec<_>> = (0..n).map(|j| (0..3).map(|l| value(3 * j + l)).collect()).collect();
        let gradient: Vec<BigRational> = (0..3).map(|l| partial.iter().map(|p| &p[l]).sum()).collect();
        let coded = encode(&matrix, &partial).unwrap();
        let mut order: Vec<usize> = (1..=n).collect();
        order.sort_by_key(|i| (*i as u64).wrapping_mul(seed | 1).rotate_left(17));
        order.truncate(n - s);
        let Ok(a) = Decoder::new(&matrix).vector(&order) else {
            // Random coefficients decode only with probability 1.
            return TestResult::from_bool(check(&matrix, &CheckOptions::default()).is_refuted());
        };
        let sent: Vec<_> = order.iter().map(|i| coded[i - 1].clone()).collect();
        TestResult::from_bool(decode(&a, &sent).unwrap() == gradient)
    }

    /// No text makes the readers panic.
    fn any_text_is_read_or_refused(text: String, s: usize) -> bool {
        let _ = user::from_csv(&text, s);
        let _ = user::from_json(&text, Some(s));
        true
    }
}
