//! Values by counting workers and by quadrature, without the code under test.

/// The levels in use with their loads.
pub fn used(blocks: &[u64]) -> Vec<(usize, f64)> {
    let mut load = 0.0;
    let mut levels = Vec::new();
    for (n, &x) in blocks.iter().enumerate() {
        load += ((n + 1) as u64 * x) as f64;
        if x > 0 {
            levels.push((n, load));
        }
    }
    levels
}

/// `Pr[at most n workers are not done with load w_n, for every level]` by all ways to put the workers into slices, from
/// `done[k]`, the probability that a worker is done with the load of the k-th level in use.
pub fn by_counts(workers: usize, levels: &[(usize, f64)], done: &[f64]) -> f64 {
    // Slice k: done with the first k levels but not with the next.
    let mut slices = vec![1.0 - done[0]];
    slices.extend(done.windows(2).map(|pair| pair[0] - pair[1]));
    slices.push(done[done.len() - 1]);
    fn sum(slices: &[f64], levels: &[(usize, f64)], left: usize, late: usize, weight: f64) -> f64 {
        let Some((&slice, rest)) = slices.split_first() else {
            return if left == 0 { weight } else { 0.0 };
        };
        let mut total = 0.0;
        let mut term = weight;
        for count in 0..=left {
            if count > 0 {
                term *= slice * (left + 1 - count) as f64 / count as f64;
            }
            let is_allowed = levels.first().is_none_or(|(level, _)| late + count <= *level);
            if is_allowed {
                let rest_levels = levels.get(1..).unwrap_or(&[]);
                total += sum(rest, rest_levels, left - count, late + count, term);
            }
        }
        total
    }
    sum(&slices, levels, workers, 0, 1.0)
}

/// The integral of a function that is smooth between the ends of panels: Gauss-Legendre with 20 nodes each.
fn integral(ends: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    const NODES: usize = 20;
    let mut sum = 0.0;
    for i in 0..NODES {
        let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (NODES as f64 + 0.5)).cos();
        let mut slope = 0.0;
        for _ in 0..60 {
            let (mut p, mut before) = (1.0, 0.0);
            for k in 0..NODES {
                (p, before) = (((2 * k + 1) as f64 * x * p - k as f64 * before) / (k + 1) as f64, p);
            }
            slope = NODES as f64 * (x * p - before) / (x * x - 1.0);
            x -= p / slope;
        }
        let weight = 2.0 / ((1.0 - x * x) * slope * slope);
        for panel in ends.windows(2) {
            let (middle, half) = (0.5 * (panel[0] + panel[1]), 0.5 * (panel[1] - panel[0]));
            sum += half * weight * f(middle + half * x);
        }
    }
    sum
}

/// `E[tau]` for a constant cycle time by brute force; `cdf` is that of the overhead, which is above `least` and hardly
/// ever above `most`.
pub fn brute_force(
    blocks: &[u64],
    time: f64,
    cdf: impl Fn(f64) -> f64,
    least: f64,
    most: f64,
    kinks: &[f64],
) -> f64 {
    let levels = used(blocks);
    let begin = least + time * levels[levels.len() - 1].1;
    let end = most + time * levels[levels.len() - 1].1;
    let mut ends: Vec<f64> = (0..=400).map(|i| begin + (end - begin) * f64::from(i) / 400.0).collect();
    ends.extend(levels.iter().flat_map(|(_, load)| kinks.iter().map(move |kink| kink + time * load)));
    ends.retain(|&t| t >= begin && t <= end);
    ends.sort_by(f64::total_cmp);
    let late = |t: f64| {
        let done: Vec<f64> = levels.iter().map(|(_, load)| cdf(t - time * load)).collect();
        1.0 - by_counts(blocks.len(), &levels, &done)
    };
    begin + integral(&ends, late)
}
