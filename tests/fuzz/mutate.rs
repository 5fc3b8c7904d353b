//! Valid inputs spoiled: bits, tokens, numbers, lines, pieces of other inputs, nesting, repetition.

#[path = "../../verify/tests/common/random.rs"]
mod random;

pub use random::Random;

/// One of several.
fn one<'a, T>(random: &mut Random, all: &'a [T]) -> &'a T {
    &all[random.below(all.len())]
}

/// What stands for a number: ends of ranges, other spellings, other scripts, things that are none.
const NUMBERS: [&str; 40] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "2",
    "3",
    "7",
    "0.5",
    "1e308",
    "-1e308",
    "1e309",
    "1e-400",
    "4.9e-324",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "+1",
    "1.",
    ".5",
    "01",
    "0x10",
    "1_000",
    "1,000",
    "1.000,5",
    "1/3",
    "1/0",
    "1e",
    "1e99999999999",
    "99999",
    "9007199254740993",
    "4294967296",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "٣",
    "１２",
    "−1",
    "1e400",
];

const TOKENS: [&str; 36] = [
    "\"", "'", "'''", "\"\"\"", "{", "}", "[", "]", "[[", "]]", ",", ";", ":", "=", "\n", "\r\n", "\r", "\t",
    " ", "#", "null", "true", "false", "NA", "\\u0000", "\\ud800", "\0", "\u{feff}", "\u{202e}", "é", "🦀",
    "e\u{301}", "\u{2028}", ".", "-", "/",
];

/// Longest input.
const LONGEST: usize = 100_000;

/// One of the originals, changed in one to four places.
pub fn mutated(originals: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = one(random, originals).clone();
    for _ in 0..1 + random.below(4) {
        change(&mut bytes, originals, random);
        bytes.truncate(LONGEST);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, originals: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let to = (at + 1 + random.below(24)).min(bytes.len());
    match random.below(14) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 => insert(bytes, at, one(random, &TOKENS).as_bytes()),
        2 => drop(bytes.drain(at..to)),
        3 => bytes.truncate(at),
        4 => repeat(bytes, at, to, random),
        5 | 6 => replace_number(bytes, at, one(random, &NUMBERS).as_bytes()),
        7 => replace_number(bytes, at, "9".repeat(1 + random.below(1000)).as_bytes()),
        8 => splice(bytes, at, originals, random),
        9 => nest(bytes, at, random),
        10 | 11 => lines(bytes, random),
        12 => insert(bytes, at, one(random, &NUMBERS).as_bytes()),
        _ => drop(bytes.splice(at..to, one(random, &TOKENS).bytes())),
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    drop(bytes.splice(at..at, what.iter().copied()));
}

fn repeat(bytes: &mut Vec<u8>, at: usize, to: usize, random: &mut Random) {
    let piece = bytes[at..to].repeat(1 + random.below(60));
    insert(bytes, at, &piece);
}

/// The first number from a place on becomes another.
fn replace_number(bytes: &mut Vec<u8>, at: usize, new: &[u8]) {
    let Some(start) = (at..bytes.len()).find(|i| bytes[*i].is_ascii_digit()) else { return };
    let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'_');
    let length = bytes[start..].iter().take_while(|b| is_part(b)).count();
    drop(bytes.splice(start..start + length, new.iter().copied()));
}

/// A piece of another input.
fn splice(bytes: &mut Vec<u8>, at: usize, originals: &[Vec<u8>], random: &mut Random) {
    let other = one(random, originals);
    let from = random.below(other.len() + 1);
    let piece = &other[from..(from + random.below(200)).min(other.len())];
    insert(bytes, at, piece);
}

fn nest(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let depth = 10_usize.pow(1 + random.below(4) as u32);
    let open = *one(random, &["[", "{", "{\"a\":", "a.", "[[a", "(", "\""]);
    insert(bytes, at, open.repeat(depth).as_bytes());
}

/// A line goes, comes twice, or changes places with another.
fn lines(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut all: Vec<Vec<u8>> = bytes.split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let (i, j) = (random.below(all.len()), random.below(all.len()));
    match random.below(3) {
        0 => drop(all.remove(i)),
        1 => all.insert(i, all[j].clone()),
        _ => all.swap(i, j),
    }
    *bytes = all.join(&b'\n');
}
