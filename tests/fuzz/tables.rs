//! Tables of numbers: measured times, matrices, data.

use bcgc::encoding::user;
use bcgc::internals::input;
use bcgc::simulation::Dataset;
use bcgc::{Delimiter, Presence, Quantity, Reading, Trace};

use crate::{files, never_panics, of_text, texts, times};

/// Tables in all manners of reading: as they are, with a delimiter, chosen columns, rows dropped, long.
#[test]
fn traces_as_text() {
    let mut originals = files(&["examples", "tests/cases"], "csv");
    originals.extend(texts(&[
        "1,5;2,5\n3;4,25\n",
        "a\tb\tc\n1.5\t2.5\t1\n3\t4.25\t1e-3\n",
        "# measured\n\n\"w 1\",\"w 2\"\n1.5,2.5\n3,4.25",
        "round,worker,time\n1,1,0.5\n1,2,0.75\n2,1,0.6\n2,2,inf\n",
        "time,w1,w2\n17,1.5,2.5\n18,3,NA\n",
    ]));
    let readings = || {
        let mut long = Reading::default();
        long.is_long = true;
        let mut tabs = Reading::default();
        tabs.delimiter = Some(Delimiter::Tab);
        [
            Reading::default(),
            Reading::default().dropping_rows(),
            Reading::default().with_columns(["2-3"]).with_scale(1e-3),
            Reading::default().with_columns(["w*"]).dropping_rows(),
            Reading::default().with_names(Presence::Absent),
            Reading::default().with_names(Presence::Present),
            tabs,
            long,
        ]
    };
    let readings = readings();
    let quantities = [Quantity::CycleTimes, Quantity::Overheads, Quantity::LoadTimes];
    never_panics("traces as text", &originals, times(), |bytes| {
        of_text(bytes, |text| {
            let way = |(i, reading): (usize, &Reading)| {
                let workers = (i == 5).then_some(2);
                Trace::parse_as("t.csv", text, workers, reading, quantities[i % 3]).is_ok()
            };
            readings.iter().enumerate().map(way).filter(|is_taken| *is_taken).count() > 0
        })
    });
}

/// Bytes of a file: UTF-8 and UTF-16 with and without marks, NumPy, gzip.
#[test]
fn traces_as_bytes() {
    let text = "1.5,2.5\n3,4.25\n";
    let wide = |unit: fn(u16) -> [u8; 2]| {
        [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(unit).collect::<Vec<u8>>()
    };
    // gzip of "5,6\n7,8\n", stored without compression; a wrong sum is refused like any other.
    let stored = b"5,6\n7,8\n";
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, 8, 0, 247, 255];
    packed.extend(stored);
    packed.extend(crc32(stored).to_le_bytes());
    packed.extend(8_u32.to_le_bytes());
    let originals = vec![
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
        numpy("<f8", &[1.5_f64, 2.5, 3.0, 4.25].map(f64::to_le_bytes).concat()),
        numpy("<f4", &[1.5_f32, 2.5, 3.0, 4.25].map(f32::to_le_bytes).concat()),
        numpy("<i4", &[5_i32, 6, 7, 8].map(i32::to_le_bytes).concat()),
        packed,
    ];
    never_panics("traces as bytes", &originals, times(), |bytes| {
        let text = input::text_of(bytes);
        text.is_ok_and(|text| Trace::of_table("t", &text, Presence::Auto).is_ok())
    });
}

fn numpy(kind: &str, data: &[u8]) -> Vec<u8> {
    let mut header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (2, 2), }}");
    while (header.len() + 11) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    [b"\x93NUMPY\x01\x00".as_slice(), &length, header.as_bytes(), data].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[test]
fn matrices_as_tables() {
    let originals =
        texts(&["1 1 0\n0 1 -1\n1 0 1\n", "1/2,1,0\n0,1,-1\n0.5,0,1\n", "w;a;b\nx;1;2\ny;0,5;1\n"]);
    never_panics("matrices as tables", &originals, times(), |bytes| {
        of_text(bytes, |text| user::from_table(text, 1, &Default::default()).is_ok())
    });
}

/// Times of several loads, as `fit --loads` reads them: one file is spoiled, the other is not.
#[test]
fn traces_of_loads() {
    let mut long = Reading::default();
    long.is_long = true;
    let tables = [
        ("w1,w2\n1.5,2.5\n1.75,2.25\n", Reading::default()),
        ("round,worker,time\n1,a,1.5\n1,b,2.5\n2,a,1.75\n2,b,2.25\n", long),
    ];
    let read =
        |text: &str, reading: &Reading| Trace::parse_as("t.csv", text, None, reading, Quantity::LoadTimes);
    let others = tables.each_ref().map(|(text, reading)| (reading, read(text, reading).expect("a trace")));
    let mut originals = texts(&tables.each_ref().map(|(text, _)| *text));
    originals.extend(texts(&["2,3\n2,3\n", "round,worker,time\n2,b,3.5\n1,a,4\n1,b,5\n2,a,6\n"]));
    never_panics("traces of loads", &originals, times(), |bytes| {
        of_text(bytes, |text| {
            let way = |(reading, other): &(&Reading, Trace)| {
                let Ok(trace) = read(text, reading) else { return false };
                for (mine, theirs) in [(2.0, 0.0), (1.0, 2.0)] {
                    drop(Trace::of_loads(&[(theirs, other.clone()), (mine, trace.clone())]));
                }
                true
            };
            others.iter().filter(|other| way(other)).count() > 0
        })
    });
}

/// How columns are chosen, and the delimiter and the header are said.
#[test]
fn choices_of_columns() {
    let originals = texts(&["2-4", "w*", "w1;w3", "w1;3-4", "4;2", "tab", ";", "comma", "auto"]);
    never_panics("choices of columns", &originals, times(), |bytes| {
        of_text(bytes, |text| {
            let reading = Reading::default().with_columns(text.split(';'));
            let table = Trace::of_table("t.csv", "id,w1,w2,w3\n1,1.5,2.5,3\n2,1,2,3\n", reading);
            table.is_ok() | text.parse::<Delimiter>().is_ok() | text.parse::<Presence>().is_ok()
        })
    });
}

#[test]
fn data_sets() {
    let originals = texts(&[
        "size,age,price\n0.5,1,3\n-1.25,2,1/3\n",
        "1;2;0\n3;4,5;1\n",
        "id x y\na 1 -1\nb 2 +1\n",
        "\tx1\ty\n0\t1.5\t2\n1\t2.5\t3\n",
    ]);
    never_panics("data sets", &originals, times(), |bytes| {
        of_text(bytes, |text| {
            let read = |header: &Presence| Dataset::from_table(text, *header).is_ok();
            [Presence::Auto, Presence::Present, Presence::Absent].iter().filter(|h| read(h)).count() > 0
        })
    });
}
