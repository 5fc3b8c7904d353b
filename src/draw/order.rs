//! PDF files with their objects in the order of their numbers, and the fonts of their resources in that of their names: the
//! converter writes both in an order that changes from run to run.

use std::ops::Range;

/// Bytes of an entry of the table of objects.
const ENTRY: usize = 20;
/// What a list of fonts begins with, and ends with.
const FONTS: (&[u8], &[u8]) = (b"/Font <<\n", b">>");

/// The same file in order; as it is where it has no table of objects of the plain form.
pub fn in_order(pdf: Vec<u8>) -> Vec<u8> {
    sorted(&pdf).unwrap_or(pdf)
}

fn sorted(pdf: &[u8]) -> Option<Vec<u8>> {
    let table = at_end(pdf, b"startxref")?;
    let start: usize = number(&pdf[table.end..])?;
    let (entries, count) = entries(pdf, start)?;
    let offset = |object: usize| number(&pdf[entries + object * ENTRY..]);
    let offsets: Vec<usize> = (1..count).map(offset).collect::<Option<_>>()?;
    let mut ends = offsets.clone();
    ends.push(start);
    ends.sort_unstable();
    let first = *ends.first()?;
    let mut file = pdf[..first].to_vec();
    let mut places = Vec::new();
    for offset in offsets {
        let end = *ends.get(ends.binary_search(&offset).ok()? + 1)?;
        places.push(file.len());
        file.extend(with_fonts_in_order(&pdf[offset..end]));
    }
    let mut rest = pdf[start..].to_vec();
    for (object, place) in (1..).zip(places) {
        let at = entries - start + object * ENTRY;
        rest[at..at + 10].copy_from_slice(format!("{place:010}").as_bytes());
    }
    // Together they are as long as before: the table stays where it was.
    file.extend(rest);
    (file.len() == pdf.len()).then_some(file)
}

/// Where the entries of the table begin, and how many there are with that of object 0.
fn entries(pdf: &[u8], start: usize) -> Option<(usize, usize)> {
    let head = pdf.get(start..)?;
    let lines: Vec<&[u8]> = head.split_inclusive(|byte| *byte == b'\n').take(2).collect();
    let [first, second] = lines[..] else { return None };
    let counts = std::str::from_utf8(second).ok()?;
    let count = counts.trim().strip_prefix("0 ")?.parse().ok()?;
    let from = start + first.len() + second.len();
    (pdf.len() >= from + count * ENTRY).then_some((from, count))
}

/// The number that some bytes begin with, after spaces.
fn number(bytes: &[u8]) -> Option<usize> {
    let digits: Vec<u8> =
        (bytes.iter().copied()).skip_while(u8::is_ascii_whitespace).take_while(u8::is_ascii_digit).collect();
    std::str::from_utf8(&digits).ok()?.parse().ok()
}

/// The last place of some words.
fn at_end(bytes: &[u8], words: &[u8]) -> Option<Range<usize>> {
    let at = bytes.windows(words.len()).rposition(|window| window == words)?;
    Some(at..at + words.len())
}

/// An object whose list of fonts, a line each, is sorted.
fn with_fonts_in_order(object: &[u8]) -> Vec<u8> {
    let mut object = object.to_vec();
    let find = |bytes: &[u8], words: &[u8]| bytes.windows(words.len()).position(|window| window == words);
    let Some(from) = find(&object, FONTS.0).map(|at| at + FONTS.0.len()) else { return object };
    let Some(length) = find(&object[from..], FONTS.1) else { return object };
    let Some(end) = object[from..from + length].iter().rposition(|byte| *byte == b'\n') else {
        return object;
    };
    let lines = object[from..=from + end].to_vec();
    let mut sorted: Vec<&[u8]> = lines.split_inclusive(|byte| *byte == b'\n').collect();
    sorted.sort_unstable();
    object[from..=from + end].copy_from_slice(&sorted.concat());
    object
}
