//! Proofs of integer optima as VIPR files, checked by a checker that shares nothing with what writes them.

use bcgc::certificate::certify;
use bcgc::certificate::vipr;
use bcgc::{Options, solve};
use bcgc_verify::{Clock, bounds};
use num_bigint::BigInt;

use crate::instances::{completion, runtime};
use crate::laws::{exponential, pareto};
use crate::vipr_checker::check;

fn stored(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/verify/tests/corpus/accept");
    std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap()
}

/// Certificates of laws and of a trace: one leaf, a tree, a tree with children between.
fn documents() -> Vec<String> {
    let options = Options::default().with_methods(["lattice", "relaxed"]);
    let solved = [runtime(4, 40, exponential(1e-3, 50.0)), runtime(3, 7, pareto(2.5, 1.0))]
        .map(|instance| certify(&solve(&instance, &options).unwrap(), &options).unwrap());
    let mut documents: Vec<String> = solved.iter().map(|certificate| certificate.text().to_owned()).collect();
    documents.extend(["trace-mean", "paper-20-optimal"].map(stored));
    documents
}

#[test]
fn the_claimed_bound_is_derived_from_the_cuts() {
    let mut resolved = 0;
    for document in documents() {
        let proved = check(&vipr(&document).unwrap()).unwrap();
        let bounds = bounds(document.as_bytes(), None, &Clock::start(None)).unwrap();
        let own = bounds.iter().rfind(|bound| bound.is_over_integers).unwrap();
        assert_eq!((proved.variables, &proved.bound), (own.workers + 1, &own.target));
        assert!(proved.reasons["lin"] > 0);
        resolved += proved.reasons.get("uns").copied().unwrap_or(0);
    }
    assert!(resolved > 10, "{resolved} pairs of cases");
}

/// Every number of a file is changed once: what is still accepted claims no more than before of the same program.
#[test]
fn a_changed_file_is_refused() {
    let text = vipr(&stored("trace-mean")).unwrap();
    let original = check(&text).unwrap();
    let mut lines: Vec<Vec<String>> =
        text.lines().map(|line| line.split(' ').map(str::to_owned).collect()).collect();
    let from = lines.iter().position(|line| line[0] == "RTP").unwrap();
    let (mut refused, mut tried) = (0, 0);
    for i in (from..lines.len()).step_by(3) {
        // Names are free.
        for j in 1..lines[i].len() {
            let old = lines[i][j].clone();
            let new = match old.as_str() {
                "asm" => "sol".to_owned(),
                "lin" | "uns" => "asm".to_owned(),
                "G" => "L".to_owned(),
                "L" => "G".to_owned(),
                word if word.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'/') => {
                    let (above, below) = word.split_once('/').unwrap_or((word, "1"));
                    let above: BigInt = above.parse::<BigInt>().unwrap() + BigInt::from(1);
                    if below == "1" { above.to_string() } else { format!("{above}/{below}") }
                }
                _ => continue,
            };
            lines[i][j] = new;
            let changed: Vec<String> = lines.iter().map(|line| line.join(" ")).collect();
            tried += 1;
            match check(&changed.join("\n")) {
                Ok(proved) => assert!(proved.bound <= original.bound, "{} {j}", lines[i].join(" ")),
                Err(_) => refused += 1,
            }
            lines[i][j] = old;
        }
    }
    assert!(tried > 100 && refused * 10 > tried * 8, "{refused} of {tried} refused");
    let higher = text.replacen("RTP range ", "RTP range 1", 1);
    assert!(check(&higher).is_err());
    let truncated: Vec<&str> = text.lines().collect();
    assert!(check(&truncated[..truncated.len() - 1].join("\n")).is_err());
}

/// A derivation left out, a case that is not covered and an assumption that is kept: each is refused for its own reason.
#[test]
fn what_does_not_follow_is_named() {
    let file = |derived: &str| {
        let count = derived.lines().count();
        check(&format!(
            "VER 1.0\nVAR 2\nx runtime\nINT 1\n0\nOBJ min\n1 1 1\nCON 3 1\nblock G 0 1 0 1\na G 0 2 0 -2 1 1\nb G 4 2 0 2 1 1\n\
             RTP range 1 inf\nSOL 0\nDER {count}\n{derived}"
        ))
        .map(|proved| proved.reasons)
    };
    // Of 2 x and 4 - 2 x the runtime is at least 2, also over reals: half of their sum.
    file("C3 G 2 OBJ { lin 2 1 1/2 2 1/2 } -1\n").unwrap();
    let short = "C3 G 2 OBJ { lin 1 1 1 } -1\n";
    assert_eq!(file(short).unwrap_err(), "constraint 3 does not follow");
    let cases = "C3 L 0 1 0 1 { asm } -1\nC4 G 1 1 0 1 { asm } -1\nC5 G 2 OBJ { lin 2 2 1 3 -2 } -1\nC6 G 2 OBJ { lin 2 1 1 4 2 } -1\n";
    file(&format!("{cases}C7 G 2 OBJ {{ uns 5 3 6 4 }} -1\n")).unwrap();
    let kept = file(cases).unwrap_err();
    assert!(kept.contains("rests on assumptions"), "{kept}");
    let uncovered = format!("{}C7 G 2 OBJ {{ uns 5 3 6 4 }} -1\n", cases.replace("C4 G 1", "C4 G 2"));
    assert_eq!(file(&uncovered).unwrap_err(), "the two cases do not cover all integers");
    let opposite = "C3 G 2 OBJ { lin 2 1 1/2 2 -1/2 } -1\n";
    assert_eq!(file(opposite).unwrap_err(), "the combination adds constraints of opposite senses");
}

#[test]
fn a_certificate_without_an_integer_optimum_has_no_file() {
    let options = Options::default().with_methods(["relaxed"]);
    let instance = completion(4, 60, 4, exponential(1.0, 1.0), 150.0);
    let certificate = certify(&solve(&instance, &options).unwrap(), &options).unwrap();
    let error = certificate.vipr().unwrap_err().to_string();
    assert!(error.contains("no such proof was found"), "{error}");
}
