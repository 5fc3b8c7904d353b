//! All partitions, for the tests that enumerate.

/// All partitions of `coordinates` into `workers >= 1` blocks.
pub fn partitions(workers: usize, coordinates: u64) -> Vec<Vec<u64>> {
    if workers == 1 {
        return vec![vec![coordinates]];
    }
    (0..=coordinates)
        .flat_map(|first| {
            partitions(workers - 1, coordinates - first).into_iter().map(move |mut rest| {
                rest.insert(0, first);
                rest
            })
        })
        .collect()
}
