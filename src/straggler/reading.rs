//! How a table of times is to be read: what stands between its cells, which columns are the workers', what missing cells
//! and numbers mean.

use serde::{Deserialize, Serialize};

use crate::input::{Delimiter, Names, Presence};
use crate::wording::counted;

/// What becomes of a row with a missing cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// The table is refused: what is left out changes every result.
    #[default]
    Refuse,
    /// The row is left out, and how many were is said.
    DropRow,
}

/// How a table of times is read; the defaults find out what they can.
///
/// ```
/// use bcgc::{Reading, Trace};
///
/// let text = "stamp,rtt_1,rtt_2\n17,1500,2500\n18,1250,NA\n19,1000,1750\n";
/// let reading = Reading::default().with_columns(["rtt_*"]).with_scale(1e-3).dropping_rows();
/// let trace = Trace::parse_as("t.csv", text, None, &reading, Default::default())?;
/// assert_eq!(trace.rows(), [vec![1.5, 2.5], vec![1.0, 1.75]]);
/// assert_eq!(trace.dropped(), 1);
/// # Ok::<(), bcgc::TraceError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Reading {
    /// Whether the first line is a header, and the first column an index.
    pub names: Names,
    /// What stands between the cells; told from the text where it is not given.
    pub delimiter: Option<Delimiter>,
    /// The workers' columns in their order, by position from 1 (`3`, `2-21`) or by name, where `*` stands for any letters;
    /// all of them where there is none.
    pub columns: Vec<String>,
    /// What becomes of rows with a missing cell among these.
    pub missing: Missing,
    /// What every number is multiplied by.
    pub scale: f64,
    /// Whether a row is one time of one worker in one round, in three columns, in place of a round.
    pub is_long: bool,
    /// The unit that gave the scale, where one did: names of columns must not contradict it.
    #[serde(skip)]
    pub(crate) unit: Option<&'static str>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            names: Names::default(),
            delimiter: None,
            columns: Vec::new(),
            missing: Missing::Refuse,
            scale: 1.0,
            is_long: false,
            unit: None,
        }
    }
}

impl From<Names> for Reading {
    /// All else to be told from the table.
    fn from(names: Names) -> Self {
        Self { names, ..Self::default() }
    }
}

impl From<Presence> for Reading {
    /// A header that is known of; all else to be told from the table.
    fn from(header: Presence) -> Self {
        Names::from(header).into()
    }
}

impl Reading {
    /// Where it is known whether the first line is a header, and the first column an index.
    pub fn with_names(self, names: impl Into<Names>) -> Self {
        Self { names: names.into(), ..self }
    }

    /// With these columns.
    pub fn with_columns<S: Into<String>>(self, columns: impl IntoIterator<Item = S>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), ..self }
    }

    /// With all numbers multiplied by this, which is above zero.
    pub fn with_scale(self, scale: f64) -> Self {
        Self { scale, ..self }
    }

    /// Whether every worker's column is named, so that they stand in the order of whoever named them.
    pub(super) fn names_columns(&self) -> bool {
        let is_name = |word: &String| !word.contains('*') && positions(word).is_none();
        !self.columns.is_empty() && self.columns.iter().all(is_name)
    }

    /// Without the rows that miss a cell.
    pub fn dropping_rows(self) -> Self {
        Self { missing: Missing::DropRow, ..self }
    }
}

/// The columns, from 0, that a choice names among so many, of which a header may give the names; or what is wrong with it.
pub(super) fn chosen(
    choice: &[String],
    columns: usize,
    names: Option<&[String]>,
) -> Result<Vec<usize>, String> {
    let mut found = Vec::new();
    for word in choice {
        let matching = match positions(word) {
            Some((from, to)) if from >= 1 && to <= columns && from <= to => (from - 1..to).collect(),
            Some((from, to)) if from > to => {
                return Err(format!("`{word}`: from the first column to the last, {to}-{from}"));
            }
            Some(_) if columns == 1 => return Err(format!("`{word}`: the table has one column")),
            Some(_) => return Err(format!("`{word}`: the table has the columns 1 to {columns}")),
            None => by_name(word, names)?,
        };
        for column in matching {
            if found.contains(&column) {
                return Err(format!("`{word}`: column {} is chosen twice", column + 1));
            }
            found.push(column);
        }
    }
    Ok(found)
}

/// `3` or `2-21`.
fn positions(word: &str) -> Option<(usize, usize)> {
    let (from, to) = word.split_once('-').unwrap_or((word, word));
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

fn by_name(word: &str, names: Option<&[String]>) -> Result<Vec<usize>, String> {
    let Some(names) = names else {
        return Err(format!(
            "`{word}` is a name, but the table has no header: give positions like 2-21, or say that its first line is one (header)"
        ));
    };
    let found: Vec<usize> = (0..names.len()).filter(|&column| fits(word, &names[column])).collect();
    match found.as_slice() {
        [] if word.contains(',') => Err(format!(
            "`{word}` names no column; the header has {}: give several as a list, [{}]",
            shown(names),
            word.split(',').map(|part| format!("\"{}\"", part.trim())).collect::<Vec<_>>().join(", ")
        )),
        [] => Err(format!("`{word}` names no column; the header has {}", shown(names))),
        [first, second, ..] if !word.contains('*') => Err(format!(
            "`{word}` names {} columns, {} and {} among them: give the position of the one that is meant",
            found.len(),
            first + 1,
            second + 1
        )),
        _ => Ok(found),
    }
}

fn shown(names: &[String]) -> String {
    const MOST: usize = 8;
    let first = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        format!("{first}, ... ({})", counted(names.len() as u64, "column"))
    } else {
        first
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_chosen_by_position_name_and_pattern() {
        let names: Vec<String> = ["time", "a_1", "a_2", "b"].map(str::to_owned).to_vec();
        let find = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            chosen(&words, 4, Some(&names))
        };
        assert_eq!(find(&["2-3"]), Ok(vec![1, 2]));
        assert_eq!(find(&["b", "a_*"]), Ok(vec![3, 1, 2]));
        assert_eq!(find(&["*_*"]), Ok(vec![1, 2]));
        assert_eq!(find(&["4", "1"]), Ok(vec![3, 0]));
        assert!(find(&["c*"]).unwrap_err().contains("time, a_1, a_2, b"));
        assert!(find(&["a_1,b"]).unwrap_err().contains("as a list, [\"a_1\", \"b\"]"));
        let twice = ["w1", "w1", "w3"].map(str::to_owned);
        let named = |word: &str| chosen(&[word.to_owned()], 3, Some(&twice));
        assert!(named("w1").unwrap_err().contains("`w1` names 2 columns, 1 and 2 among them"));
        assert_eq!(named("w*"), Ok(vec![0, 1, 2]));
        assert!(find(&["5"]).unwrap_err().contains("1 to 4"));
        assert!(find(&["3-1"]).unwrap_err().contains("from the first column to the last, 1-3"));
        assert!(find(&["b", "4"]).unwrap_err().contains("twice"));
        assert!(chosen(&["b".to_owned()], 4, None).unwrap_err().contains("no header"));
        for (pattern, name, is_fit) in [
            ("a*a", "a", false),
            ("a*a", "aa", true),
            ("*", "", true),
            ("a", "ab", false),
            ("*b*c", "abxbc", true),
        ] {
            assert_eq!(fits(pattern, name), is_fit, "{pattern} {name}");
        }
    }
}
