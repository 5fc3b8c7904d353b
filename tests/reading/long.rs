//! Tables with one time a row: which of their columns are which, and in which order their rounds are.

use super::read;
use bcgc::{Manner, Quantity, Reading, RoundOrder, Trace};

fn long() -> Reading {
    let mut reading = Reading::default();
    reading.is_long = true;
    reading
}

/// Two rounds of three workers, in columns of any names.
fn table(names: &str, row: impl Fn(usize, usize, f64) -> String) -> String {
    let rows = (1..3).flat_map(|round| (1..4).map(move |worker| (round, worker)));
    let rows: String =
        rows.map(|(round, worker)| row(round, worker, (10 * round + worker) as f64) + "\n").collect();
    format!("{names}\n{rows}")
}

const EXPECTED: [[f64; 3]; 2] = [[11.0, 12.0, 13.0], [21.0, 22.0, 23.0]];

/// Columns are never taken by their places where their names say something else.
#[test]
fn columns_are_known_by_name_or_asked_about() {
    let swapped = |extra: &'static str| {
        move |round: usize, worker: usize, time: f64| format!("{worker},{round},{time}{extra}")
    };
    let plain = |before: &'static str| {
        move |round: usize, worker: usize, time: f64| format!("{round},{worker},{before}{time}")
    };
    for (text, columns) in [
        (table("worker,round,seconds,attempt", swapped(",1")), ["round", "worker", "seconds"]),
        (table("worker,minibatch,t", swapped("")), ["minibatch", "worker", "t"]),
        (table("iteration,worker,load,compute_time", plain("5,")), ["iteration", "worker", "compute_time"]),
        (table("epoch,rank,loss,compute_ms", plain("0.5,")), ["epoch", "rank", "compute_ms"]),
        (table("epoch,rank,n_samples,iter_time", plain("128,")), ["epoch", "rank", "iter_time"]),
        (table("a,b,c", plain("")), ["a", "b", "c"]),
    ] {
        let trace = Trace::of_table("t.csv", &text, long()).unwrap();
        assert_eq!(trace.rows(), EXPECTED, "{text}");
        let found = trace.origin().long.clone().unwrap();
        assert_eq!([found.round, found.worker, found.time], columns);
    }
    for (names, parts) in [
        (
            "round,worker,queue_time,compute_time",
            &[
                "columns 3 (`queue_time`), 4 (`compute_time`) may each hold the time",
                "columns = [\"1\", \"2\", \"3\"] or columns = [\"1\", \"2\", \"4\"]",
            ][..],
        ),
        (
            "round,worker,start,end",
            &[
                "no column has a name that is known for the time",
                "columns = [\"1\", \"2\", \"time\"] with the name",
            ],
        ),
        ("step,rank,wait,compute", &["known for the time"]),
        ("epoch,step,rank,time", &["columns 1 (`epoch`), 2 (`step`) may each hold the round"]),
        ("a,b,c,d", &["columns = [\"round\", \"worker\", \"time\"] with the name or position"]),
    ] {
        let text = table(names, plain("5,"));
        let message = read(&text, None, &long()).unwrap_err();
        for part in parts {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert_eq!(read(&text, None, &long().with_columns(["1", "2", "4"])).unwrap(), EXPECTED);
        let error = Trace::of_table("t.csv", &text, long()).unwrap_err();
        assert!(error.told(Manner::Options).contains("say --columns "), "{error}");
        assert!(error.told(Manner::Arguments).contains("say columns=["), "{error}");
    }
    for names in ["worker,x,y", "a,b,load"] {
        assert!(read(&table(names, plain("")), None, &long()).is_err(), "{names}");
    }
    let message = read("1,2,3,4\n", None, &long()).unwrap_err();
    assert!(message.contains("it has 4 columns without names"), "{message}");
    // What is asked about where a row would be a round leads there.
    let message =
        read(&table("round,worker,queue_time,compute_time", plain("5,")), None, &Reading::default())
            .unwrap_err();
    assert!(message.contains("layout = \"long\" where a row is one time"), "{message}");
}

/// Rounds follow their numbers or moments, whatever the rows were sorted by.
#[test]
fn rounds_are_in_their_order() {
    for (names, order) in [
        (["9", "10", "11"], RoundOrder::Numbers),
        (["0.5", "2.25", "1e1"], RoundOrder::Numbers),
        (["2024-01-31 12:00:09", "2024-01-31 12:00:10", "2024-02-01 12:00:00"], RoundOrder::TimeStamps),
        (["c", "a", "b"], RoundOrder::Appearance),
    ] {
        let row = |&round: &usize, time: usize| format!("{},w,{time}\n", names[round]);
        let read = |places: [usize; 3]| {
            let rows: String = places.iter().map(|round| row(round, round + 1)).collect();
            let text = format!("round,worker,time\n{rows}");
            Trace::parse_as("t.csv", &text, None, &long(), Quantity::CycleTimes).unwrap()
        };
        let (sorted, other) = (read([0, 1, 2]), read([2, 0, 1]));
        assert_eq!(sorted.rows(), [[1.0], [2.0], [3.0]]);
        assert_eq!(other.origin().long.as_ref().map(|long| long.order), Some(order));
        let is_known = order != RoundOrder::Appearance;
        assert_eq!(sorted.rows() == other.rows(), is_known, "{names:?}");
        assert_eq!(other.first(1).unwrap().rows()[0] == [1.0], is_known);
    }
}
