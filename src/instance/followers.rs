//! Keys that follow others: left out, their values come from those; a document with every default filled in no longer
//! says which of its values were chosen.

use toml::{Table, Value as Toml};

use super::range::refused;
use crate::error::Error;
use crate::input::shorten;

/// A key and what follows it where nothing else is given.
struct Lead {
    key: &'static str,
    followers: &'static [&'static str],
    /// Whether the followers have, in a document with every default, the values that they would have by default.
    may_be_default: fn(&Table) -> bool,
    /// Why they have them.
    why: &'static str,
}

const LEADS: &[Lead] = &[
    Lead {
        key: "system.workers",
        followers: &["system.samples"],
        may_be_default: |before| found(before, "system.samples") == found(before, "system.workers"),
        why: "may be there by default, as many as the workers that it had",
    },
    Lead {
        key: "stragglers.trace",
        followers: &[
            "stragglers.rounds",
            "stragglers.header",
            "stragglers.index",
            "stragglers.delimiter",
            "stragglers.columns",
            "stragglers.missing",
            "stragglers.scale",
            "stragglers.layout",
        ],
        may_be_default: |_| true,
        why: "may be there because of the trace that it had",
    },
    Lead {
        key: "overhead.trace",
        followers: &[
            "overhead.rounds",
            "overhead.header",
            "overhead.index",
            "overhead.delimiter",
            "overhead.columns",
            "overhead.missing",
            "overhead.scale",
            "overhead.layout",
        ],
        may_be_default: |_| true,
        why: "may be there because of the trace that it had",
    },
];

/// That a document which a command wrote, `before` keys were set over it, keeps nothing that followed another key and
/// that nobody set: it would be neither the default nor a choice.
///
/// # Errors
/// The key that was set, with those that have to be set as well.
pub fn check(before: &Table, now: &Table, set: &[String]) -> Result<(), Error> {
    for lead in LEADS {
        let Some(value) = found(now, lead.key).filter(|value| found(before, lead.key) != Some(*value)) else {
            continue;
        };
        let is_kept = |key: &&str| {
            let is_set = set.iter().any(|set| set == key || key.starts_with(&format!("{set}.")));
            !is_set && found(now, key).is_some() && found(now, key) == found(before, key)
        };
        let kept: Vec<&str> = lead.followers.iter().copied().filter(is_kept).collect();
        if kept.is_empty() || !(lead.may_be_default)(before) {
            continue;
        }
        let shown = |key: &&str| Some(format!("{key} = {}", found(before, key)?));
        let shown: Vec<String> = kept.iter().filter_map(shown).collect();
        let allowed = format!(
            "the document has {}, which {}; set {} as well",
            shown.join(" and "),
            lead.why,
            kept.join(" and ")
        );
        return Err(refused(lead.key, shorten(&value.to_string()), &allowed));
    }
    Ok(())
}

/// The value of a key with its table.
fn found<'a>(table: &'a Table, key: &str) -> Option<&'a Toml> {
    let (section, key) = key.split_once('.')?;
    table.get(section)?.get(key)
}
