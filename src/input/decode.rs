//! From the bytes of a file to its text: gzip, UTF-16 and arrays of NumPy are read as what they hold.

use std::fmt::Write as _;
use std::io::{self, Read as _};

use flate2::read::MultiGzDecoder;

/// How files of gzip begin.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How arrays of NumPy begin.
const NUMPY: &[u8] = b"\x93NUMPY";

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
        [0xef, 0xbb, 0xbf, ..] => drop(bytes.drain(..3)),
        _ => {}
    }
    String::from_utf8(bytes).map_err(|error| {
        let place = error.utf8_error().valid_up_to() + 1;
        invalid(format!("it is not text: byte {place} of it is not UTF-8"))
    })
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
        _ => return Err(wrong("holds other than 32- or 64-bit numbers: save it as float64")),
    };
    if value("fortran_order").is_none_or(|text| !text.starts_with("False")) {
        return Err(wrong("is in Fortran's order: save numpy.ascontiguousarray of it"));
    }
    let shape = value("shape").and_then(|text| text.strip_prefix('(')?.split_once(')'));
    let sizes = shape.map(|(sizes, _)| sizes.split(',').map(str::trim).filter(|size| !size.is_empty()));
    let sizes: Option<Vec<usize>> = sizes.and_then(|sizes| sizes.map(|size| size.parse().ok()).collect());
    let (rows, columns) = match sizes.as_deref() {
        Some([rows]) => (*rows, 1),
        Some([rows, columns]) => (*rows, *columns),
        _ => return Err(wrong("has other than one or two dimensions: a row a round, a column a worker")),
    };
    let expected = rows.checked_mul(columns).and_then(|count| count.checked_mul(width));
    // Of no rows, even the length of one may be beyond all numbers.
    let length = width.checked_mul(columns).filter(|length| *length > 0);
    let Some(length) = length.filter(|_| expected == Some(data.len())) else {
        return Err(wrong("is not as long as its shape says"));
    };
    let mut out = String::new();
    for row in data.chunks_exact(length) {
        for (column, cell) in row.chunks_exact(width).enumerate() {
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
        refused(array(&head("(2, 1, 2)"), &data), "dimensions");
        refused(array(&head("(2, 2)").replace("<f8", "|O"), &data), "float64");
        refused(array(&head("(2, 2)").replace("False", "True"), &data), "Fortran");
        refused(b"\x93NUMPY".to_vec(), "no header");
        refused(b"\x93NUMPY\x01\x00\xff\xff{".to_vec(), "cannot be read");
        let whole: Vec<u8> = [3i32, -4].iter().flat_map(|x| x.to_le_bytes()).collect();
        let head = head("(1, 2)").replace("<f8", "<i4");
        assert_eq!(text(array(&head, &whole), MOST).unwrap(), "3.0,-4.0\n");
    }
}
