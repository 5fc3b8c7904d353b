//! Random orders.

use rand::Rng;

/// Brings entries into a random order.
pub fn shuffle(order: &mut [usize], rng: &mut impl Rng) {
    for i in (1..order.len()).rev() {
        // The bias of the product is below one in 2^40.
        let j = ((u128::from(rng.next_u64()) * (i as u128 + 1)) >> 64) as usize;
        order.swap(i, j);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng as _;
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn every_order_comes_up_about_as_often() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut order = [0, 1, 2];
            shuffle(&mut order, &mut rng);
            *counts.entry(order).or_insert(0) += 1;
        }
        // Six standard deviations of a binomial count are 173.
        assert!(counts.len() == 6 && counts.values().all(|count| (827..=1173).contains(count)), "{counts:?}");
    }
}
