//! What messages repeat of a text that was given.

/// Longest piece of what was given that messages repeat, in characters.
const LONGEST: usize = 40;

/// What messages repeat of a text that was given: all of it, or its beginning.
pub fn shorten(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.into();
    }
    text.chars().take(LONGEST - 3).chain("...".chars()).collect()
}
