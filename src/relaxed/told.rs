//! The name under which the search for the relaxed optimum tells of its iterations: other methods rest on it, and it is
//! theirs only in part.

/// That of [`METHOD`](super::optimum::METHOD), which is defined above those that search.
pub const NAME: &str = "relaxed";

#[cfg(test)]
mod tests {
    #[test]
    fn it_is_the_name_of_the_method() {
        assert_eq!(super::NAME, crate::relaxed::optimum::METHOD.name);
    }
}
