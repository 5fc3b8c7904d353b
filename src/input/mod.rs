//! Reading what users give: files of a bounded size, JSON without repeated keys, tables of cells, block sizes.

mod blocks;
mod decimal_mark;
mod decode;
mod delimiter;
pub(crate) mod header;
mod json;
mod left_out;
mod record;
mod shorten;
mod table;
mod tidy;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

pub use blocks::blocks;
pub use delimiter::Delimiter;
pub use header::{Names, Presence};
pub use json::json;
pub(crate) use left_out::left_out;
pub(crate) use record::Record;
pub use shorten::shorten;
pub(crate) use table::Records;
pub(crate) use tidy::Malformed;

/// Largest file that is read, in bytes: devices have no end.
const LARGEST: u64 = 1 << 30;

/// The text of a file of at most 1 GiB, also where it is packed by gzip, in UTF-16, or an array of NumPy.
///
/// # Errors
/// When it cannot be read, is larger, or is no text.
pub fn text(path: &Path) -> io::Result<String> {
    let file = File::open(path)?;
    // A large file is read into the place it needs.
    let size = file.metadata().map_or(0, |data| data.len()).min(LARGEST);
    read(file, usize::try_from(size).unwrap_or(0))
}

/// The text that a reader gives, under the rules of [`text`].
///
/// # Errors
/// As [`text`].
pub fn text_of(reader: impl io::Read) -> io::Result<String> {
    read(reader, 0)
}

fn read(reader: impl io::Read, size: usize) -> io::Result<String> {
    let mut bytes = Vec::with_capacity(size);
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is larger than 1 GiB"));
    }
    decode::text(bytes, LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_end_and_binary_files_are_refused() {
        let binary = std::env::temp_dir().join(format!("bcgc-{}.bin", std::process::id()));
        std::fs::write(&binary, [0xef, 0xbb, 0xbf, b'1']).unwrap();
        assert_eq!(super::text(&binary).unwrap(), "1");
        std::fs::write(&binary, [0xff, 0x00]).unwrap();
        let error = super::text(&binary).unwrap_err().to_string();
        std::fs::remove_file(&binary).unwrap();
        assert!(error.contains("not text"), "{error}");
        assert!(super::text(Path::new("/no/such/file")).is_err());
    }
}
