//! From the bytes of a file to its text: gzip, UTF-16 and arrays of NumPy are read as what they hold.

use std::fmt::Write as _;
use std::io::{self, Read as _};

use flate2::read::MultiGzDecoder;

/// How files of gzip begin.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How arrays of NumPy begin.
const NUMPY: &[u8] = b"\x93NUMPY";
/// How archives begin: of NumPy (`.npz`), of spreadsheets, and others.
const ZIP: &[u8] = b"PK\x03\x04";
/// Tables that are no text, by how they begin, and what they become one by.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PAR1", "Parquet: write it as text, in Python pandas.read_parquet(\"FILE\").to_csv(\"FILE.csv\")"),
    (b"ARROW1", "Feather: write it as text, in Python pandas.read_feather(\"FILE\").to_csv(\"FILE.csv\")"),
    (
        b"\x89HDF\r\n\x1a\n",
        "HDF5: write its table as text, in Python pandas.read_hdf(\"FILE\").to_csv(\"FILE.csv\"), or an array as .npy, numpy.save(\"FILE.npy\", array)",
    ),
    (
        b"MATLAB 5.0 MAT-file",
        "a MAT-file: in Python numpy.save(\"FILE.npy\", scipy.io.loadmat(\"FILE.mat\")[\"NAME\"])",
    ),
    (b"\xd0\xcf\x11\xe0", "a spreadsheet or document of Microsoft Office: export its sheet as CSV"),
    (b"\xfd7zXZ\x00", "packed by xz: unpack it, or pack it by gzip"),
    (b"\x28\xb5\x2f\xfd", "packed by zstd: unpack it, or pack it by gzip"),
    (b"BZh", "packed by bzip2: unpack it, or pack it by gzip"),
];

/// The text of a file of at most so many bytes, also when it is unpacked, without the byte-order mark that some editors put
/// before it; of an array of NumPy a table.
///
/// # Errors
/// When it is longer, damaged, or no text.
pub(super) fn text(bytes: Vec<u8>, most: u64) -> io::Result<String> {
    if bytes.starts_with(&GZIP) {
        let mut unpacked = Vec::new();
        let mut reader = MultiGzDecoder::new(bytes.as_slice()).take(most + 1);
        reader
            .read_to_end(&mut unpacked)
            .map_err(|error| invalid(format!("its gzip is damaged: {error}")))?;
        if unpacked.len() as u64 > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB when unpacked"));
        }
        return plain(unpacked, most);
    }
    plain(bytes, most)
}

fn plain(mut bytes: Vec<u8>, most: u64) -> io::Result<String> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ if bytes.starts_with(NUMPY) => return numpy(&bytes, most),
        _ if bytes.starts_with(ZIP) => return Err(invalid(archive(&bytes))),
        [0xef, 0xbb, 0xbf, ..] => drop(bytes.drain(..3)),
        _ => {}
    }
    // As computers of Apple once ended lines.
    if bytes.contains(&b'\r') && !bytes.contains(&b'\n') {
        bytes.iter_mut().filter(|byte| **byte == b'\r').for_each(|byte| *byte = b'\n');
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to() + 1;
        let known = OTHERS.iter().find(|(begin, _)| error.as_bytes().starts_with(begin));
        invalid(match known {
            Some((_, remedy)) => format!("it is {remedy}"),
            None => format!("it is not text: byte {place} of it is not UTF-8"),
        })
    })
}

/// What an archive is, by the name of its first file, and what becomes a table of it.
fn archive(bytes: &[u8]) -> String {
    let length = bytes.get(26..28).map_or(0, |size| usize::from(u16::from_le_bytes([size[0], size[1]])));
    let name = bytes.get(30..30 + length).and_then(|name| std::str::from_utf8(name).ok()).unwrap_or_default();
    match name.strip_suffix(".npy") {
        Some(array) => format!(
            "it is an archive of NumPy (.npz), which may hold several arrays: save one of them as .npy, \
             numpy.save(\"FILE.npy\", numpy.load(\"FILE.npz\")[\"{array}\"]), or as text, numpy.savetxt"
        ),
        None if name.starts_with("[Content_Types]") || name.starts_with("xl/") || name == "mimetype" => {
            "it is a spreadsheet: export its sheet as CSV".to_owned()
        }
        None => "it is a zip archive: unpack it, and give the file in it".to_owned(),
    }
}

fn invalid(problem: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

/// Text in 16-bit units behind its byte-order mark.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> io::Result<String> {
    if !bytes.len().is_multiple_of(2) {
        return Err(invalid("it is not text: UTF-16 with half a letter at its end".to_owned()));
    }
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map_err(|error| invalid(format!("it is not text: UTF-16 with {error}")))
}

/// An array of NumPy of one or two dimensions as a table with commas: a row a line, every number with all its digits.
fn numpy(bytes: &[u8], most: u64) -> io::Result<String> {
    let wrong = |problem: &str| invalid(format!("its NumPy array {problem}"));
    let (&major, rest) = (bytes.get(6).zip(bytes.get(8..))).ok_or_else(|| wrong("has no header"))?;
    let (size, rest) = match (major, rest) {
        (1, [a, b, rest @ ..]) => (usize::from(u16::from_le_bytes([*a, *b])), rest),
        (2 | 3, [a, b, c, d, rest @ ..]) => (u32::from_le_bytes([*a, *b, *c, *d]) as usize, rest),
        _ => return Err(wrong("is of a version that is not known")),
    };
    let header = rest.get(..size).and_then(|header| std::str::from_utf8(header).ok());
    let header = header.ok_or_else(|| wrong("has a header that cannot be read"))?;
    let data = &rest[size..];
    let value = |key: &str| {
        let (_, after) = header.split_once(&format!("'{key}':"))?;
        Some(after.trim_start())
    };
    let kind = value("descr").and_then(|text| text.split('\'').nth(1)).unwrap_or_default();
    let (width, number): (usize, fn(&[u8]) -> f64) = match kind {
        "<f8" => (8, |b| f64::from_le_bytes(b.try_into().unwrap_or_default())),
        "<f4" => (4, |b| f64::from(f32::from_le_bytes(b.try_into().unwrap_or_default()))),
        "<i8" => (8, |b| i64::from_le_bytes(b.try_into().unwrap_or_default()) as f64),
        "<i4" => (4, |b| f64::from(i32::from_le_bytes(b.try_into().unwrap_or_default()))),
        // Objects of Python are read only where that is asked for.
        _ if kind.ends_with('O') => {
            return Err(wrong(
                "holds objects of Python: numpy.save(\"FILE.npy\", \
                 numpy.load(\"FILE.npy\", allow_pickle=True).astype(\"<f8\")) makes it one that is read",
            ));
        }
        _ => {
            return Err(wrong(
                "holds other than 32- or 64-bit numbers of this byte order: numpy.save(\"FILE.npy\", \
                 numpy.load(\"FILE.npy\").astype(\"<f8\")) makes it one that is read",
            ));
        }
    };
    // As pandas and a transposed array have it: column after column.
    let is_by_column = value("fortran_order").is_some_and(|text| text.starts_with("True"));
    let shape = value("shape").and_then(|text| text.strip_prefix('(')?.split_once(')'));
    let sizes = shape.map(|(sizes, _)| sizes.split(',').map(str::trim).filter(|size| !size.is_empty()));
    let sizes: Option<Vec<usize>> = sizes.and_then(|sizes| sizes.map(|size| size.parse().ok()).collect());
    let (rows, columns) = match sizes.as_deref() {
        Some([rows]) => (*rows, 1),
        Some([rows, columns]) => (*rows, *columns),
        Some(sizes) => {
            return Err(invalid(format!(
                "its NumPy array has {} dimensions, and a table two: numpy.save(\"FILE.npy\", array.reshape(-1, columns)), of \
                 times a row a round and a column a worker, of a matrix a row a worker, of data a row a sample",
                sizes.len()
            )));
        }
        None => return Err(wrong("has a shape that cannot be read")),
    };
    let expected = rows.checked_mul(columns).and_then(|count| count.checked_mul(width));
    // Of no rows, even the length of one may be beyond all numbers.
    let is_countable = width.checked_mul(columns).is_some_and(|length| length > 0);
    if expected != Some(data.len()) || !is_countable {
        return Err(wrong("is not as long as its shape says"));
    }
    let mut out = String::new();
    for row in 0..rows {
        for column in 0..columns {
            let place = if is_by_column { column * rows + row } else { row * columns + column };
            let cell = &data[place * width..][..width];
            // Writing into memory does not fail.
            let _ = write!(out, "{}{:?}", if column > 0 { "," } else { "" }, number(cell));
        }
        out.push('\n');
        if out.len() as u64 > most {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB as a table"));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    const MOST: u64 = 1 << 20;

    fn array(header: &str, data: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.bytes());
        bytes.extend(data);
        bytes
    }

    /// Once: eight bytes times so many columns are none, which no row can have.
    #[test]
    fn an_array_without_rows_has_no_row_too_long_to_count() {
        let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 2305843009213693952), }";
        assert!(text(array(header, &[]), MOST).unwrap_err().to_string().contains("not as long as"));
    }

    #[test]
    fn lines_end_as_on_any_computer() {
        for (bytes, expected) in [("1\r2\r", "1\n2\n"), ("1\r\n2\r\n", "1\r\n2\r\n"), ("1\n2", "1\n2")] {
            assert_eq!(text(bytes.as_bytes().to_vec(), MOST).unwrap(), expected);
        }
    }

    #[test]
    fn packed_and_wide_texts_are_read() {
        let expected = "1,2\n3,\u{b5}4\n";
        let wide = |unit: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain(expected.encode_utf16().flat_map(unit)).collect::<Vec<u8>>()
        };
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(expected.as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let (little, big) = (wide(u16::to_le_bytes, [0xff, 0xfe]), wide(u16::to_be_bytes, [0xfe, 0xff]));
        for bytes in [expected.as_bytes().to_vec(), packed.clone(), little, big] {
            assert_eq!(text(bytes, MOST).unwrap(), expected);
        }
        assert!(
            text(packed[..packed.len() - 9].to_vec(), MOST)
                .unwrap_err()
                .to_string()
                .contains("gzip is damaged")
        );
        assert!(text(packed, 4).unwrap_err().to_string().contains("unpacked"));
        assert!(text(vec![0xff, 0xfe, 0x31], MOST).unwrap_err().to_string().contains("half a letter"));
        assert!(text(vec![0xff, 0xfe, 0x00, 0xd8], MOST).unwrap_err().to_string().contains("UTF-16"));
    }

    /// What else tables are saved as is named, with what makes one of it that is read.
    #[test]
    fn other_files_are_called_what_they_are() {
        let zipped = |name: &str| {
            let mut bytes = b"PK\x03\x04".to_vec();
            bytes.extend([0; 22]);
            bytes.extend((name.len() as u16).to_le_bytes());
            bytes.extend([0; 2]);
            bytes.extend(name.bytes());
            bytes.extend([0x80, 0xff]);
            bytes
        };
        for (bytes, parts) in [
            (zipped("times.npy"), &[".npz", "numpy.load(\"FILE.npz\")[\"times\"]", "savetxt"][..]),
            (zipped("xl/workbook.xml"), &["spreadsheet", "CSV"]),
            (zipped("a.csv"), &["unpack it"]),
            (b"PK\x03\x04".to_vec(), &["unpack it"]),
            (b"PAR1\x15\x80".to_vec(), &["Parquet", "to_csv"]),
            (b"\x89HDF\r\n\x1a\n\0".to_vec(), &["HDF5", "to_csv"]),
            (b"\x80\x04\x95".to_vec(), &["byte 1 of it is not UTF-8"]),
        ] {
            let message = text(bytes, MOST).unwrap_err().to_string();
            assert!(parts.iter().all(|part| message.contains(part)), "{message}");
        }
    }

    #[test]
    fn arrays_are_tables_with_all_digits() {
        let data: Vec<u8> =
            [0.1, 2.0, f64::INFINITY, 1e-300].iter().flat_map(|x: &f64| x.to_le_bytes()).collect();
        let head =
            |shape: &str| format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}   \n");
        assert_eq!(text(array(&head("(2, 2)"), &data), MOST).unwrap(), "0.1,2.0\ninf,1e-300\n");
        assert_eq!(text(array(&head("(4,)"), &data), MOST).unwrap(), "0.1\n2.0\ninf\n1e-300\n");
        let refused = |bytes: Vec<u8>, words: &str| {
            let message = text(bytes, MOST).unwrap_err().to_string();
            assert!(message.contains(words), "{message}");
        };
        refused(array(&head("(2, 3)"), &data), "not as long");
        refused(array(&head("(2, 1, 2)"), &data), "3 dimensions, and a table two");
        refused(array(&head("(2, 2)").replace("<f8", "|O"), &data), "allow_pickle=True).astype(\"<f8\")");
        refused(array(&head("(2, 2)").replace("<f8", ">f8"), &data), "load(\"FILE.npy\").astype(\"<f8\")");
        refused(array(&head("()"), &data[..8]), "0 dimensions");
        assert_eq!(
            text(array(&head("(2, 2)").replace("False", "True"), &data), MOST).unwrap(),
            "0.1,inf\n2.0,1e-300\n"
        );
        refused(b"\x93NUMPY".to_vec(), "no header");
        refused(b"\x93NUMPY\x01\x00\xff\xff{".to_vec(), "cannot be read");
        let whole: Vec<u8> = [3i32, -4].iter().flat_map(|x| x.to_le_bytes()).collect();
        let head = head("(1, 2)").replace("<f8", "<i4");
        assert_eq!(text(array(&head, &whole), MOST).unwrap(), "3.0,-4.0\n");
    }
}
