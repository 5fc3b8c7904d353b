//! What axes are labelled where a spec does not say: the key's own name, symbol and unit.

/// The quantity behind a key of an instance.
struct Quantity {
    key: &'static str,
    label: &'static str,
    /// Words of a label that mean it.
    words: &'static [&'static str],
    is_whole: bool,
}

const QUANTITIES: [Quantity; 13] = [
    Quantity {
        key: "system.workers",
        label: "number of workers $N$",
        words: &["workers", "worker", "$N$"],
        is_whole: true,
    },
    Quantity {
        key: "system.coordinates",
        label: "number of coordinates $L$",
        words: &["coordinates", "coordinate", "dimension", "$L$"],
        is_whole: true,
    },
    Quantity {
        key: "system.samples",
        label: "number of samples $M$",
        words: &["samples", "sample", "$M$"],
        is_whole: true,
    },
    Quantity {
        key: "system.cycles",
        label: "cycles per coordinate and sample $b$",
        words: &["cycles per", "$b$"],
        is_whole: false,
    },
    // Before those of cycle times, whose words are in theirs.
    Quantity {
        key: "overhead.rate",
        label: "overhead rate (1 / unit of $T$)",
        words: &["overhead rate"],
        is_whole: false,
    },
    Quantity {
        key: "overhead.shift",
        label: "overhead shift (unit of $T$)",
        words: &["overhead shift"],
        is_whole: false,
    },
    Quantity {
        key: "overhead.scale",
        label: "overhead scale (unit of $T$)",
        words: &["overhead scale"],
        is_whole: false,
    },
    Quantity {
        key: "overhead.value",
        label: "constant overhead (unit of $T$)",
        words: &["constant overhead"],
        is_whole: false,
    },
    Quantity {
        key: "stragglers.rate",
        label: "rate $\\mu$ (1 / unit of $T$)",
        words: &["rate", "$\\mu$"],
        is_whole: false,
    },
    Quantity {
        key: "stragglers.shift",
        label: "shift $t_0$ (unit of $T$)",
        words: &["shift", "$t_0$"],
        is_whole: false,
    },
    Quantity { key: "stragglers.scale", label: "scale (unit of $T$)", words: &["scale"], is_whole: false },
    Quantity { key: "stragglers.shape", label: "shape", words: &["shape"], is_whole: false },
    Quantity {
        key: "objective.deadline",
        label: "deadline $t$ (unit of $T$)",
        words: &["deadline", "$t$"],
        is_whole: false,
    },
];

/// The label of a key's axis, in the markup of labels.
pub fn label(key: &str) -> String {
    let known = QUANTITIES.iter().find(|quantity| quantity.key == key);
    known.map_or_else(|| super::named(key).replace('$', "\\$"), |quantity| quantity.label.to_owned())
}

/// Whether the values of a key are whole numbers.
pub fn is_whole(key: &str) -> bool {
    QUANTITIES.iter().any(|quantity| quantity.key == key && quantity.is_whole)
}

/// Another key that a label speaks of, where it does not speak of the one that is plotted.
pub fn mistaken(label: &str, key: &str) -> Option<&'static str> {
    let speaks = |quantity: &&Quantity| quantity.words.iter().any(|word| has_word(label, word));
    if label.to_lowercase().contains(super::short(key)) {
        return None;
    }
    let spoken: Vec<&Quantity> = QUANTITIES.iter().filter(speaks).collect();
    let is_right = spoken.iter().any(|quantity| quantity.key == key);
    spoken.first().filter(|_| !is_right).map(|quantity| quantity.key)
}

/// Whether a label has a word by itself; symbols as they are, words in any case.
fn has_word(label: &str, word: &str) -> bool {
    if word.starts_with('$') {
        return label.contains(word);
    }
    let label = label.to_lowercase();
    label.match_indices(word).any(|(at, found)| {
        let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        !is_letter(label[..at].chars().next_back()) && !is_letter(label[at + found.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_other_keys_are_caught() {
        assert_eq!(mistaken("rate", "system.workers"), Some("stragglers.rate"));
        assert_eq!(mistaken("$L$", "system.workers"), Some("system.coordinates"));
        for fine in ["workers N", "$N$", "size of the cluster", "generate", "workers at rate 1"] {
            assert_eq!(mistaken(fine, "system.workers"), None, "{fine}");
        }
        assert_eq!(label("stragglers.tail-index"), "tail-index");
    }

    /// Once: an axis of `overhead.rate` was labelled `rate`, as one of `stragglers.rate` may be.
    #[test]
    fn overheads_are_told_from_cycle_times() {
        assert_eq!(label("overhead.rate"), "overhead rate (1 / unit of $T$)");
        assert_eq!(label("overhead.shape"), "overhead shape");
        assert_eq!(mistaken("overhead rate", "stragglers.shift"), Some("overhead.rate"));
        assert_eq!(mistaken("overhead rate", "overhead.rate"), None);
    }
}
