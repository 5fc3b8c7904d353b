//! In which order the rounds of a table with one time a row follow each other: that of their numbers or time stamps, where
//! their names are such, whatever the rows were sorted by.

use super::origin::RoundOrder;

/// The places of names in their order, from 0, and what it is.
pub(super) fn order(names: &[String]) -> (RoundOrder, Vec<usize>) {
    let by = |order: RoundOrder, places: Vec<usize>| (order, places);
    // Days of one month are numbers behind one beginning as well.
    if let Some(keys) = all(names, stamp)
        && keys.iter().all(|key| key.zone == keys[0].zone)
    {
        return by(RoundOrder::TimeStamps, sorted(names.len(), |i, j| keys[i].cmp(&keys[j])));
    }
    if let Some(keys) = all(names, |name| name.parse::<i128>().ok()).or_else(|| counted(names)) {
        return by(RoundOrder::Numbers, sorted(names.len(), |i, j| keys[i].cmp(&keys[j])));
    }
    if let Some(keys) = all(names, |name| name.parse::<f64>().ok().filter(|number| number.is_finite())) {
        return by(RoundOrder::Numbers, sorted(names.len(), |i, j| keys[i].total_cmp(&keys[j])));
    }
    by(RoundOrder::Appearance, (0..names.len()).collect())
}

fn all<'a, K>(names: &'a [String], key: impl Fn(&'a str) -> Option<K>) -> Option<Vec<K>> {
    names.iter().map(|name| key(name)).collect()
}

/// Places of so many, those that are alike as they come up.
fn sorted(count: usize, compare: impl Fn(usize, usize) -> std::cmp::Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|&i, &j| compare(i, j));
    places
}

/// The numbers behind one word that all names begin with: `step 12`, `r3`.
fn counted(names: &[String]) -> Option<Vec<i128>> {
    let word = names.first()?.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let number = |name: &str| name.strip_prefix(word)?.parse::<u64>().ok().map(i128::from);
    all(names, |name| number(name).filter(|_| !word.is_empty()))
}

/// A moment: its parts from the year on, the digits of fractions of a second, and the zone, which must be the same of all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Stamp<'a> {
    parts: Vec<u32>,
    fraction: &'a str,
    zone: &'a str,
}

/// `2024-01-31`, `2024/01/31 12:00`, `2024-01-31T12:00:01.5Z`: the year comes first.
fn stamp(name: &str) -> Option<Stamp<'_>> {
    let (day, time) = name.split_once(['T', ' ']).unwrap_or((name, ""));
    let mark = day.chars().find(|letter| !letter.is_ascii_digit())?;
    let mut parts = day.split(mark).map(whole).collect::<Option<Vec<u32>>>()?;
    if !matches!(mark, '-' | '/' | '.') || parts.len() != 3 || day.find(mark) != Some(4) {
        return None;
    }
    let time = time.trim_start();
    let (clock, rest) =
        time.split_at(time.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(time.len()));
    if !time.is_empty() {
        let of_day = clock.split(':').map(whole).collect::<Option<Vec<u32>>>()?;
        if !matches!(of_day.len(), 2 | 3) {
            return None;
        }
        parts.extend(of_day);
    }
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(digits) => digits.split_at(digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())),
        None => ("", rest),
    };
    // An hour before noon or after it is none of the zone's.
    let is_zone = !["am", "pm"].iter().any(|half| zone.trim().to_lowercase().starts_with(half));
    is_zone.then_some(Stamp { parts, fraction: fraction.trim_end_matches('0'), zone })
}

fn whole(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_follow_their_numbers_and_moments() {
        use RoundOrder::{Appearance, Numbers, TimeStamps};
        let cases: [(RoundOrder, &[&str], &[&str]); 10] = [
            (TimeStamps, &["2026-01-12", "2026-01-09"], &["2026-01-09", "2026-01-12"]),
            (Numbers, &["10", "9", "-1"], &["-1", "9", "10"]),
            (Numbers, &["10.0", "9.5", "1e1"], &["9.5", "10.0", "1e1"]),
            (
                Numbers,
                &["1700000000123456790", "1700000000123456789"],
                &["1700000000123456789", "1700000000123456790"],
            ),
            (Numbers, &["step 10", "step 9"], &["step 9", "step 10"]),
            (
                TimeStamps,
                &["2024-01-31 12:00:01", "2024-01-31 12:00:00.75", "2024-01-31 12:00:00.5"],
                &["2024-01-31 12:00:00.5", "2024-01-31 12:00:00.75", "2024-01-31 12:00:01"],
            ),
            (
                TimeStamps,
                &["2024-02-01T00:00Z", "2024-01-31T12:00Z"],
                &["2024-01-31T12:00Z", "2024-02-01T00:00Z"],
            ),
            (
                Appearance,
                &["2024-02-01T00:00+01:00", "2024-01-31T12:00Z"],
                &["2024-02-01T00:00+01:00", "2024-01-31T12:00Z"],
            ),
            (Appearance, &["b", "a1", "10"], &["b", "a1", "10"]),
            (Appearance, &["12:01 PM", "2024-01-31", "nan"], &["12:01 PM", "2024-01-31", "nan"]),
        ];
        for (expected, names, wanted) in cases {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            let (found, places) = order(&names);
            let ordered: Vec<&str> = places.iter().map(|&place| names[place].as_str()).collect();
            assert_eq!((found, ordered.as_slice()), (expected, wanted), "{names:?}");
        }
        let late = ["2024-01-31 01:00:00 PM", "2024-01-31 11:00:00 AM"].map(str::to_owned);
        assert_eq!(order(&late).0, Appearance);
    }
}
