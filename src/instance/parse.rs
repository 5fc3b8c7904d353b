//! Tables from TOML or JSON, with messages that quote no more than a reader wants.

use serde_json::Value as Json;
use toml::{Table, Value as Toml};

use crate::document_kind::DocumentKind;
use crate::input;

/// Longest line that a message quotes, in characters.
const LONGEST_LINE: usize = 160;

/// The table of a text of TOML, or what is wrong with it.
pub(super) fn toml_table(text: &str) -> Result<Table, String> {
    let table: Table = toml::from_str(text).map_err(|e| {
        let message = e.to_string();
        let hint = if message.contains("dotted key") { DOTTED } else { "" };
        shortened(message.trim_end()) + hint
    })?;
    match table.contains_key("title") && table.contains_key("instance") {
        true => Err("it is the spec of a table, not an instance: bcgc table reads it".to_owned()),
        false => Ok(table),
    }
}

/// What to say where a key with a point stands without quotes beside the one that it extends: `load-0.5` beside `load-0`.
const DOTTED: &str = "\na key with a point in its name needs quotes: \"load-0.5\" = \"times.csv\"";

/// The table of a text of JSON, or what is wrong with it.
pub(super) fn json_table(text: &str) -> Result<Table, String> {
    json_document(text).map(|(table, _)| table)
}

/// The same, and whether a command of this program wrote it, with every default filled in.
pub(super) fn json_document(text: &str) -> Result<(Table, bool), String> {
    input::json(text).map_err(|error| json_fault(&error)).and_then(from_json)
}

/// Whether a text is JSON if anything: no table of TOML begins with a brace.
pub(super) fn seems_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

fn json_fault(error: &serde_json::Error) -> String {
    if error.is_eof() {
        let (line, column) = (error.line(), error.column());
        return format!(
            "it ends too early, at line {line} column {column}: a bracket, brace or quote is open"
        );
    }
    shortened(&error.to_string())
}

/// A JSON document as a table, so that its keys meet the same checks; of a report of this program its instance.
fn from_json(mut document: Json) -> Result<(Table, bool), String> {
    let is_report = document.get("bcgc").is_some();
    let kind = document.as_object().and_then(DocumentKind::of_object);
    if is_report || kind.is_some() {
        let instance =
            document.get_mut("instance").map(Json::take).filter(|_| kind != Some(DocumentKind::Certificate));
        let what = kind.map_or("a document of bcgc", DocumentKind::name);
        document = instance.filter(|instance| !instance.is_null()).ok_or_else(|| {
            format!("it is {what}, not an instance; reports, distributions and histories hold one")
        })?;
    }
    match json_value("", document)? {
        Toml::Table(table) => Ok((table, is_report)),
        _ => Err("the document must be a table: {\"system\": {...}, \"stragglers\": {...}}".to_owned()),
    }
}

/// A JSON value as a TOML one; integers beyond 64 bits become floats, and null is refused with its key.
fn json_value(key: &str, value: Json) -> Result<Toml, String> {
    let inner = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
    Ok(match value {
        Json::Null if key.is_empty() => return Err("the document is null: it must be a table".to_owned()),
        Json::Null => {
            return Err(format!("{key} = null: give it a value, or leave it out where it has a default"));
        }
        Json::Bool(flag) => Toml::Boolean(flag),
        Json::Number(n) => {
            n.as_i64().map_or_else(|| Toml::Float(n.as_f64().unwrap_or(f64::NAN)), Toml::Integer)
        }
        Json::String(text) => Toml::String(text),
        Json::Array(list) => {
            Toml::Array(list.into_iter().map(|v| json_value(key, v)).collect::<Result<_, _>>()?)
        }
        Json::Object(map) => Toml::Table(
            map.into_iter()
                .filter(|(name, v)| !(is_nameless(key, name) && v.is_null()))
                .map(|(name, v)| Ok((name.clone(), json_value(&inner(&name), v)?)))
                .collect::<Result<_, String>>()?,
        ),
    })
}

/// Whether a key is the name of the instance, which documents of this program set to null where there is none.
fn is_nameless(table: &str, key: &str) -> bool {
    table.is_empty() && key == "name"
}

/// A parser's message with its long lines cut: it quotes the line of the file.
fn shortened(message: &str) -> String {
    let short = |line: &str| match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    };
    message.lines().map(short).collect::<Vec<_>>().join("\n")
}
