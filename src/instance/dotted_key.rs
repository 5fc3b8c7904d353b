//! Keys that are given with their tables, as in `system.workers`.

use toml::{Table, Value as Toml};

/// Names of a key, at most: no key lies deeper, and what is nested a thousand times is more than a stack holds.
const MOST_NAMES: usize = 8;

/// Sets a key to a value, and makes the tables that are not there. Says what is wrong with the key otherwise.
pub fn set(table: &mut Table, key: &str, value: Toml) -> Result<(), String> {
    let names: Vec<&str> = key.split('.').map(str::trim).collect();
    let Some((last, tables)) = names.split_last().filter(|_| names.iter().all(|name| !name.is_empty()))
    else {
        return Err("the key must be a name with its table, like system.workers".to_owned());
    };
    if names.len() > MOST_NAMES {
        return Err(format!(
            "the key must be a name with its table, like system.workers, and has {} names",
            names.len()
        ));
    }
    let mut table = table;
    for name in tables {
        let entry = table.entry(*name).or_insert_with(|| Toml::Table(Table::new()));
        let Toml::Table(inner) = entry else {
            return Err(format!("{name} is no table, so it has no keys"));
        };
        table = inner;
    }
    table.insert((*last).to_owned(), value);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_set_in_tables_that_are_made_or_refused() {
        let mut table = Table::new();
        set(&mut table, "system.workers", Toml::Integer(4)).unwrap();
        set(&mut table, " system . workers ", Toml::Integer(5)).unwrap();
        assert_eq!(table.to_string(), "[system]\nworkers = 5\n");
        let before = table.clone();
        // The last was once more than the stack held.
        let deep = vec!["a"; 100_000].join(".");
        for (key, why) in [
            ("system..workers", "a name with its table"),
            ("", "a name with its table"),
            ("system.workers.cores", "workers is no table"),
            (deep.as_str(), "has 100000 names"),
        ] {
            let refusal = set(&mut table, key, Toml::Integer(1)).unwrap_err();
            assert!(refusal.contains(why), "{refusal}");
        }
        assert_eq!(table, before);
    }
}
