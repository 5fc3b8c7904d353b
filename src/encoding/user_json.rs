//! Encoding matrices in JSON: rows of one's own, what `bcgc code` writes, and blocks of schemes.
//!
//! Numbers are read from the text itself, not by way of `f64`, so that every digit counts.

use num_rational::BigRational;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

use super::document;
use super::effort;
use super::error::EncodingError;
use super::fraction::entry;
use super::matrix::{self, EncodingMatrix};

/// The matrix of a document.
///
/// # Errors
/// [`EncodingError::Document`] or [`EncodingError::Entry`], with the line where there is one, or those of
/// [`EncodingMatrix::from_rows`].
pub(crate) fn matrix(text: &str, asked: Option<usize>) -> Result<EncodingMatrix, EncodingError> {
    let text = text.trim_start_matches('\u{feff}');
    let document: &RawValue = parse(text)?;
    if kind(document) != Kind::Object {
        return build(text, document, None, asked);
    }
    let fields: Fields<'_> = parse(document.get())?;
    if fields.get("format").is_some() {
        return document::matrix_of_level(text, asked).and_then(effort::check);
    }
    // What `bcgc code` wrote has many fields, and later versions may add some; what people write may be misspelt.
    let report = fields.get("decodability").filter(|_| fields.get("matrix").is_some());
    let known = ["rows", "matrix", "stragglers"];
    if let (None, Some(key)) = (report, fields.keys().find(|key| !known.contains(key))) {
        let problem = "is not a known key; allowed are rows (or matrix) and stragglers, what `bcgc code --format json` \
                       writes, and schemes of `bcgc simulate --scheme`";
        return Err(EncodingError::document(key, problem.into()));
    }
    let rows = match (fields.get("rows"), fields.get("matrix")) {
        (Some(_), Some(_)) => {
            return Err(EncodingError::document("matrix", "stands beside rows; give one of them".into()));
        }
        (rows, matrix) => rows.or(matrix),
    };
    let rows = rows.ok_or_else(|| EncodingError::document("rows", "is missing; give N rows".into()))?;
    let own = match (fields.get("stragglers"), report) {
        (None, Some(report)) if kind(report) == Kind::Object => {
            parse::<Fields<'_>>(report.get())?.get("stragglers")
        }
        (own, _) => own,
    };
    build(text, rows, own.map(|own| stragglers(text, own)).transpose()?, asked)
}

/// The number of stragglers that the document and the call agree on.
fn agreed(own: Option<usize>, asked: Option<usize>) -> Result<usize, EncodingError> {
    match (own, asked) {
        (Some(own), Some(asked)) if own != asked => {
            let problem = format!("is {own} in the document but {asked} was asked for; make them agree");
            Err(EncodingError::document("stragglers", problem))
        }
        (own, asked) => own.or(asked).ok_or_else(|| {
            let problem = "is missing; give the number of stragglers, from 0 to N-1, there or in the call";
            EncodingError::document("stragglers", problem.into())
        }),
    }
}

fn build(
    text: &str,
    rows: &RawValue,
    own: Option<usize>,
    asked: Option<usize>,
) -> Result<EncodingMatrix, EncodingError> {
    let stragglers = agreed(own, asked)?;
    let lists = array(text, rows, || "rows".into())?;
    let cells_of = |(i, row)| array(text, row, || format!("row {}", i + 1));
    let cells: Vec<Vec<&RawValue>> =
        lists.iter().copied().enumerate().map(cells_of).collect::<Result<_, _>>()?;
    let placed = |error: EncodingError| {
        let list = error.row().and_then(|row| lists.get(row.checked_sub(1)?));
        match list {
            Some(list) => error.in_line(line_of(text, list)),
            None => error,
        }
    };
    matrix::check_shape(cells.iter().map(Vec::len)).map_err(placed)?;
    let parsed = |(i, row): (usize, &Vec<&RawValue>)| {
        let cell = |(j, value): (usize, &&RawValue)| {
            parsed_entry(i + 1, j + 1, value).map_err(|error| error.in_line(line_of(text, value)))
        };
        row.iter().enumerate().map(cell).collect::<Result<Vec<_>, _>>()
    };
    let rows = cells.iter().enumerate().map(parsed).collect::<Result<_, _>>()?;
    EncodingMatrix::from_rows(rows, stragglers).and_then(effort::check).map_err(placed)
}

fn parsed_entry(row: usize, column: usize, value: &RawValue) -> Result<BigRational, EncodingError> {
    const HINT: &str = ", fractions as strings in quotes";
    match kind(value) {
        Kind::String => entry(row, column, &parse::<String>(value.get())?, HINT),
        Kind::Number => entry(row, column, value.get(), HINT),
        _ => Err(EncodingError::Entry {
            row,
            column,
            text: crate::input::shorten(value.get()),
            problem: "is not a number",
            hint: HINT,
        }),
    }
}

fn stragglers(text: &str, value: &RawValue) -> Result<usize, EncodingError> {
    value.get().parse().map_err(|_| {
        let found = crate::input::shorten(value.get());
        EncodingError::document("stragglers", format!("is {found}; allowed are the integers from 0 to N-1"))
            .in_line(line_of(text, value))
    })
}

fn array<'a>(
    text: &str,
    value: &'a RawValue,
    place: impl Fn() -> String,
) -> Result<Vec<&'a RawValue>, EncodingError> {
    match kind(value) {
        Kind::Array => parse(value.get()),
        other => {
            let problem = format!("is {}; expected an array", other.name());
            Err(EncodingError::document(&place(), problem).in_line(line_of(text, value)))
        }
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, EncodingError> {
    serde_json::from_str(text).map_err(|error| {
        EncodingError::document("JSON", format!("{error}; expected an array of rows or an object with rows"))
    })
}

/// The line in which a part of the text begins, from 1.
fn line_of(text: &str, part: &RawValue) -> usize {
    let offset = (part.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// What a JSON value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Null,
    Truth,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Truth => "a truth value",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

/// The kind of a value by its first byte, which decides it.
fn kind(value: &RawValue) -> Kind {
    match value.get().trim_start().bytes().next() {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::Array,
        Some(b'"') => Kind::String,
        Some(b't' | b'f') => Kind::Truth,
        Some(b'n') => Kind::Null,
        _ => Kind::Number,
    }
}

/// The fields of an object, none of them twice, with their values as text.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Fields<'a> {
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| *value)
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Fields<'de>, A::Error> {
        let mut fields: Vec<(String, &'de RawValue)> = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, &'de RawValue>()? {
            if fields.iter().any(|(name, _)| *name == key) {
                return Err(de::Error::custom(format!("the key {key:?} stands there twice; give it once")));
            }
            fields.push((key, value));
        }
        Ok(Fields(fields))
    }
}
