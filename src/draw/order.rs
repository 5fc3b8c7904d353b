//! PDF files in an order of their own: the converter numbers and writes the objects of several fonts, or of several
//! transparencies, in an order that changes from run to run.

use std::collections::HashSet;
use std::ops::Range;

/// Bytes of an entry of the table of objects.
const ENTRY: usize = 20;
/// What the lists of what a page needs begin with, and what they end with.
const LISTS: [&[u8]; 3] = [b"/Font <<\n", b"/ExtGState <<\n", b"/XObject <<\n"];
const END: &[u8] = b">>";
/// What stands between a dictionary and its stream.
const STREAM: &[u8] = b"stream\n";
/// What follows the number of an object that is referred to.
const REFERENCE: &[u8] = b" 0 R";

/// The numbers of the objects that one leads to, itself first, in the order in which a walk meets them; `None` where the
/// file has no table of objects of the plain form.
pub fn walk(pdf: &[u8], root: i32) -> Option<Vec<i32>> {
    let objects = Objects::of(pdf)?;
    let (mut met, mut known) = (vec![root], HashSet::from([root]));
    let mut at = 0;
    while let Some(number) = met.get(at) {
        let place = usize::try_from(*number).ok()?.checked_sub(1)?;
        let object = with_lists_in_order(&pdf[objects.places.get(place)?.clone()]);
        met.extend(references(&object).into_iter().filter(|number| known.insert(*number)));
        at += 1;
    }
    Some(met)
}

/// The same file with its objects in the order of their numbers, and the entries of a list in that of their names; as it is
/// where it has no table of objects of the plain form.
pub fn in_order(pdf: Vec<u8>) -> Vec<u8> {
    sorted(&pdf).unwrap_or(pdf)
}

fn sorted(pdf: &[u8]) -> Option<Vec<u8>> {
    let Objects { places, table, entries } = Objects::of(pdf)?;
    let mut file = pdf[..places.iter().map(|place| place.start).min()?].to_vec();
    let mut rest = pdf[table..].to_vec();
    for (object, place) in (1..).zip(places) {
        let at = entries - table + object * ENTRY;
        rest[at..at + 10].copy_from_slice(format!("{:010}", file.len()).as_bytes());
        file.extend(with_lists_in_order(&pdf[place]));
    }
    // Together they are as long as before: the table stays where it was.
    file.extend(rest);
    (file.len() == pdf.len()).then_some(file)
}

/// Where the objects of a file are.
struct Objects {
    /// Of each object, from number 1 on.
    places: Vec<Range<usize>>,
    /// Where their table begins, and where its entries do, that of object 0 first.
    table: usize,
    entries: usize,
}

impl Objects {
    fn of(pdf: &[u8]) -> Option<Self> {
        const START: &[u8] = b"startxref";
        let words = pdf.windows(START.len()).rposition(|window| window == START)?;
        let table = number(&pdf[words + START.len()..])?;
        let (entries, count) = entries(pdf, table)?;
        let offset = |object: usize| number(&pdf[entries + object * ENTRY..]);
        let offsets: Vec<usize> = (1..count).map(offset).collect::<Option<_>>()?;
        let mut ends = offsets.clone();
        ends.push(table);
        ends.sort_unstable();
        let place = |from: usize| Some(from..*ends.get(ends.binary_search(&from).ok()? + 1)?);
        Some(Self { places: offsets.into_iter().map(place).collect::<Option<_>>()?, table, entries })
    }
}

/// Where the entries of the table begin, and how many there are with that of object 0.
fn entries(pdf: &[u8], table: usize) -> Option<(usize, usize)> {
    let lines: Vec<&[u8]> = pdf.get(table..)?.split_inclusive(|byte| *byte == b'\n').take(2).collect();
    let [first, second] = lines[..] else { return None };
    let count = std::str::from_utf8(second).ok()?.trim().strip_prefix("0 ")?.parse().ok()?;
    let from = table + first.len() + second.len();
    (pdf.len() >= from + count * ENTRY).then_some((from, count))
}

/// The number that some bytes begin with, after spaces.
fn number(bytes: &[u8]) -> Option<usize> {
    std::str::from_utf8(bytes.trim_ascii_start().split(|byte| !byte.is_ascii_digit()).next()?)
        .ok()?
        .parse()
        .ok()
}

/// The objects that one refers to, outside of its stream.
fn references(object: &[u8]) -> Vec<i32> {
    let dictionary = find(object, STREAM).map_or(object, |at| &object[..at]);
    let ends = (0..dictionary.len()).filter(|at| dictionary[*at..].starts_with(REFERENCE));
    let number = |end: usize| {
        let from = dictionary[..end].iter().rposition(|byte| !byte.is_ascii_digit())? + 1;
        std::str::from_utf8(&dictionary[from..end]).ok()?.parse().ok()
    };
    ends.filter_map(number).collect()
}

fn find(bytes: &[u8], words: &[u8]) -> Option<usize> {
    bytes.windows(words.len()).position(|window| window == words)
}

/// An object whose lists, a line an entry, are sorted.
fn with_lists_in_order(object: &[u8]) -> Vec<u8> {
    let mut object = object.to_vec();
    for start in LISTS {
        let lines = find(&object, start).map(|at| at + start.len()).and_then(|from| {
            let length = find(&object[from..], END)?;
            let end = object[from..from + length].iter().rposition(|byte| *byte == b'\n')?;
            Some(from..from + end + 1)
        });
        if let Some(place) = lines {
            let lines = object[place.clone()].to_vec();
            let mut lines: Vec<&[u8]> = lines.split_inclusive(|byte| *byte == b'\n').collect();
            lines.sort_unstable();
            object[place].copy_from_slice(&lines.concat());
        }
    }
    object
}
