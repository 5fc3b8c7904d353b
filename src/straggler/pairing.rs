//! Tables whose rows and columns are paired by position, where their names contradict that.

use std::collections::BTreeMap;

use super::marks::{Marks, Order};
use super::remedy::PairRemedy;
use super::trace_error::TraceError;
use crate::input::{header, shorten};

/// A table by its path and what it calls its rounds and workers.
type Named<'a> = (&'a str, &'a Marks);

/// That no worker has another place in the one table than in the other, unless somebody named the columns of both in their
/// order. Workers whose names are simply others are paired by position.
pub(super) fn check_workers((first, wanted): Named, (other, mine): Named) -> Result<(), TraceError> {
    let are_chosen = wanted.order == Order::Choice && mine.order == Order::Choice;
    let [here, there] = [&wanted.workers, &mine.workers];
    if are_chosen || wanted.are_told_by_names(mine) || here.len() != there.len() {
        return Ok(());
    }
    let (of_here, of_there) = (places(here), places(there));
    let are_same = of_here.keys().eq(of_there.keys());
    // Numbers may be those of a round that was taken for a header: one of them alone says nothing.
    let tells = |name: &str| !name.is_empty() && (are_same || header::is_name(name));
    let moved = here.iter().zip(1..).find_map(|(name, place)| {
        let [Some(here), Some(there)] =
            [&of_here, &of_there].map(|places| places.get(name.as_str())?.as_ref())
        else {
            return None;
        };
        (tells(name) && here != there).then_some((name, place, there + 1))
    });
    let Some((name, place, other_place)) = moved else { return Ok(()) };
    let shown = |names: &[String]| shorten(&names.join(", "));
    let problem = format!(
        "worker `{}` is number {place} in {first} ({}) and number {other_place} in {other} ({}), and workers are paired by \
         position",
        shorten(name),
        shown(here),
        shown(there)
    );
    let are_plain = are_same && here.iter().all(|name| header::is_name(name) && !name.contains(['*', ',']));
    let columns = if are_plain { here.clone() } else { Vec::new() };
    Err(TraceError::Unpaired { problem, remedy: PairRemedy::Workers { columns } })
}

/// Names and the place from 0 of those that stand there once.
fn places(names: &[String]) -> BTreeMap<&str, Option<usize>> {
    let mut places = BTreeMap::new();
    for (place, name) in names.iter().enumerate() {
        places.entry(name.as_str()).and_modify(|place| *place = None).or_insert(Some(place));
    }
    places
}

/// That the numbers or names of the rounds are the same in the same order, where both tables have such.
pub(super) fn check_rounds((first, wanted): Named, (other, mine): Named) -> Result<(), TraceError> {
    let [here, there] = [&wanted.rounds, &mine.rounds];
    if here.len() != there.len() {
        return Ok(());
    }
    let differ = here.iter().zip(there).zip(1..).find(|((here, there), _)| !is_same(here, there));
    let Some(((name, other_name), round)) = differ else { return Ok(()) };
    let problem = format!(
        "round {round} is `{}` in {first} and `{}` in {other}, and rounds are paired by position",
        shorten(name),
        shorten(other_name)
    );
    let known = places(here);
    let are_others = there.iter().all(|name| !known.contains_key(name.as_str()));
    let workers = wanted.workers.len().max(mine.workers.len());
    let are_chosen = [wanted, mine].iter().any(|marks| marks.order != Order::Positions);
    // Without the index, where nothing else says which columns are read.
    let columns = match workers {
        0 => None,
        _ if are_chosen => None,
        1 => Some("2".to_owned()),
        _ => Some(format!("2-{}", workers + 1)),
    };
    Err(TraceError::Unpaired { problem, remedy: PairRemedy::Rounds { columns, are_others } })
}

/// Whether two rounds are called alike, by a name or by a number.
fn is_same(one: &str, other: &str) -> bool {
    let number = |name: &str| name.parse::<f64>().ok();
    one == other || number(one).is_some_and(|one| number(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(rounds: &str, workers: &str, order: Order) -> Marks {
        let [rounds, workers] =
            [rounds, workers].map(|names| names.split_terminator(',').map(str::to_owned).collect());
        Marks { rounds, workers, order }
    }

    #[test]
    fn workers_have_one_place() {
        let at = |workers: &str| marks("", workers, Order::Positions);
        let check = |one: &Marks, other: &Marks| {
            check_workers(("a.csv", one), ("b.csv", other)).map_err(|error| error.to_string())
        };
        let message = check(&at("a,b"), &at("b,a")).unwrap_err();
        for words in [
            "`a` is number 1 in a.csv (a, b) and number 2 in b.csv (b, a)",
            "columns = [\"a\", \"b\"]",
            "one order",
        ] {
            assert!(message.contains(words), "{message}");
        }
        // What is shown is cut, and compared is the whole.
        let names: Vec<String> = (1..=20).map(|n| format!("worker-{n}")).collect();
        let (mut moved, straight) = (names.clone(), names.join(","));
        moved.swap(18, 19);
        let message = check(&at(&straight), &at(&moved.join(","))).unwrap_err();
        assert!(message.contains("`worker-19` is number 19 in a.csv"), "{message}");
        assert!(message.contains("[\"worker-1\", \"worker-2\", \"worker-3\"] and so on"), "{message}");
        let message = check(&at("a,b,c"), &at("b,c,d")).unwrap_err();
        assert!(message.contains("`b`") && !message.contains("columns ="), "{message}");
        assert!(check(&at("2,1"), &at("1,2")).is_err(), "numbers under a header");
        for (one, other) in [
            ("a,b", "a,b"),
            ("w1,w2", "n1,n2"),
            ("a,b", ""),
            ("a,a", "a,a"),
            ("a,b", "a,c"),
            ("0.5,5", "5,7.5"),
            ("a,b", "b,a,c"),
        ] {
            assert_eq!(check(&at(one), &at(other)), Ok(()), "{one} {other}");
        }
        let by = |order: Order| [marks("", "a,b", order), marks("", "b,a", order)];
        for order in [Order::Choice, Order::Names] {
            let [one, other] = by(order);
            assert_eq!(check(&one, &other), Ok(()), "{order:?}");
            assert!(check(&one, &at("b,a")).is_err(), "{order:?}");
        }
    }

    #[test]
    fn rounds_are_called_alike() {
        let at = |rounds: &str| marks(rounds, "a,b", Order::Positions);
        let check = |one: &Marks, other: &Marks| check_rounds(("a.csv", one), ("b.csv", other));
        for (one, other) in [("1,2", "1,2"), ("1,2", "1.0,2"), ("r,s", "r,s"), ("1,2", ""), ("1,2", "2,3,4")]
        {
            assert_eq!(
                check(&at(one), &at(other)).map_err(|error| error.to_string()),
                Ok(()),
                "{one} {other}"
            );
        }
        for (one, other, is_apart) in [("1,2", "2,1", false), ("r,s", "r,t", false), ("1,2", "3,4", true)] {
            let error = check(&at(one), &at(other)).unwrap_err();
            let message = error.to_string();
            assert!(
                message.contains("in a.csv and `") && message.contains("columns = [\"2-3\"]"),
                "{message}"
            );
            let TraceError::Unpaired { remedy: PairRemedy::Rounds { are_others, .. }, .. } = error else {
                panic!("{message}")
            };
            assert_eq!(are_others, is_apart, "{one} {other}");
        }
    }
}
