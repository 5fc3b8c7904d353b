//! Measured cycle times: exact integers over one denominator.

use std::path::{Component, Path};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use sha2::{Digest, Sha256};

use crate::fields::Place;
use crate::limits::{MAX_BYTES, MAX_DENOMINATOR_BITS, MAX_TIMES};
use crate::number;
use crate::verdict::{Judged, Refusal};

/// Where files that a certificate names are looked for; `None` refuses them.
pub(crate) type Source<'a> = Option<&'a Path>;

/// Rounds of cycle times, largest first, as integers over one denominator.
#[derive(Debug)]
pub(crate) struct Trace {
    /// Row `s`, column `n`: the time of the worker that level `n` waits for, `T_(N-n)`, times the
    /// denominator.
    pub rounds: Vec<Vec<BigInt>>,
    pub denominator: BigInt,
}

impl Trace {
    pub fn read(place: &Place, workers: usize, source: Source) -> Judged<Self> {
        place.allow_only(&["rows", "path", "sha256"])?;
        let too_many = || format!("a trace with more than {MAX_TIMES} times");
        let rows = match place.optional("rows")? {
            Some(rows) => {
                place.allow_only(&["rows"])?;
                if rows.length()? > MAX_TIMES / workers {
                    return Err(Refusal::unverified(&rows.pointer, too_many()));
                }
                rows.items()?.map(|row| row.vector(workers)).collect::<Judged<Vec<_>>>()?
            }
            None => table(&file(place, source)?, workers)
                .map_err(|reason| Refusal::rejected(&place.pointer, reason))?,
        };
        Self::of(rows).map_err(|reason| place.malformed(reason))
    }

    fn of(mut rows: Vec<Vec<BigRational>>) -> Result<Self, String> {
        if rows.is_empty() {
            return Err("a trace needs a round".to_owned());
        }
        if rows.iter().flatten().any(|time| !time.is_positive()) {
            return Err("a cycle time must be above zero".to_owned());
        }
        let denominator = common_denominator(rows.iter().flatten())?;
        for row in &mut rows {
            row.sort_by(|a, b| b.cmp(a));
        }
        let whole = |row: &Vec<BigRational>| scaled(row, &denominator);
        Ok(Self { rounds: rows.iter().map(whole).collect(), denominator })
    }
}

/// The least common denominator, within its limit.
pub(crate) fn common_denominator<'a>(
    values: impl Iterator<Item = &'a BigRational>,
) -> Result<BigInt, String> {
    let mut common = BigInt::one();
    for value in values {
        if !(&common % value.denom()).is_zero() {
            common = common.lcm(value.denom());
            if common.bits() > MAX_DENOMINATOR_BITS {
                return Err(format!("the common denominator has more than {MAX_DENOMINATOR_BITS} bits"));
            }
        }
    }
    Ok(common)
}

/// Numerators over a denominator that all of them divide.
pub(crate) fn scaled(values: &[BigRational], denominator: &BigInt) -> Vec<BigInt> {
    values.iter().map(|value| value.numer() * (denominator / value.denom())).collect()
}

/// The text of the file that the certificate names, if it is the one that it means.
fn file(place: &Place, source: Source) -> Judged<String> {
    let (path, sha256) = (place.get("path")?, place.get("sha256")?);
    let expected = sha256.text()?;
    if expected.len() != 64 || !expected.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(sha256.malformed("must be 64 hexadecimal digits in lower case"));
    }
    let Some(folder) = source else {
        return Err(Refusal::unverified(
            &path.pointer,
            "files are not read here; give the rows of the trace",
        ));
    };
    let name = path.text()?;
    let mut parts = Path::new(name).components();
    if !matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) {
        return Err(path.malformed("must be the name of a file beside the certificate"));
    }
    let file = folder.join(name);
    if !file.is_file() {
        return Err(Refusal::unverified(&path.pointer, "there is no such file beside the certificate"));
    }
    let bytes = read_bounded(&file).map_err(|reason| {
        Refusal::unverified(&path.pointer, format!("the trace cannot be read: {reason}"))
    })?;
    let found = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    if found != expected {
        return Err(Refusal::rejected(
            &sha256.pointer,
            format!("the file has SHA-256 {found}: it is another trace"),
        ));
    }
    String::from_utf8(bytes).map_err(|_| Refusal::rejected(&path.pointer, "the trace is not UTF-8 text"))
}

/// A file of at most [`MAX_BYTES`].
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>, String> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= MAX_BYTES);
    if fits { Ok(bytes) } else { Err(format!("it is longer than {MAX_BYTES} bytes")) }
}

/// CSV with a row a round and a column a worker; blank lines, lines that begin with `#` and a first line of
/// names are skipped.
fn table(text: &str, workers: usize) -> Result<Vec<Vec<BigRational>>, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut rows = Vec::new();
    for (i, line) in lines.enumerate() {
        let cells: Vec<_> = line.split(',').map(|cell| number::parse(cell.trim())).collect();
        if i == 0 && cells.iter().all(Result::is_err) {
            continue;
        }
        let row = cells.into_iter().collect::<Result<Vec<_>, _>>()?;
        if rows.len() >= MAX_TIMES / workers {
            return Err(format!("it has more than {MAX_TIMES} times"));
        }
        if row.len() != workers {
            return Err(format!("a row of the trace has {} columns, not {workers}", row.len()));
        }
        rows.push(row);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_is_sorted_and_exact() {
        let rows = table("# times\na,b\n0.1, 2.25\n\n3,1e-1\n", 2).unwrap();
        let trace = Trace::of(rows).unwrap();
        assert_eq!(trace.denominator, BigInt::from(20));
        assert_eq!(trace.rounds, [[45, 2].map(BigInt::from), [60, 2].map(BigInt::from)]);
    }

    #[test]
    fn a_ragged_or_worded_row_is_refused() {
        assert!(table("1,2\n1\n", 2).is_err());
        assert!(table("1,2\nNaN,1\n", 2).is_err());
    }
}
