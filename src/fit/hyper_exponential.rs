//! Hyper-exponential laws of two phases, by expectation and maximisation.
//!
//! Every phase is likelier the nearer the shift is to the least time, so that is where it is. Whether two phases are
//! likelier than one is told before: the likelihood is concave in the mixture, so it is enough to look at the
//! direction of every rate ([Lindsay 1983](https://doi.org/10.1214/aos/1176346059)).

use super::family::{AT_LEAST_TIME, Errors, FLAT, Family, Implied};
use super::information::standard_errors;
use super::likelihood::{ends, finite};
use super::sample::Sample;
use crate::straggler::{HyperExponential, Law, ListedLaw as _};

/// The hyper-exponential law of two phases.
pub const HYPER_EXPONENTIAL: Family = Family {
    name: HyperExponential::SPEC.name,
    keys: &["weights[0]", "weights[1]", "rates[0]", "rates[1]", "shift"],
    free: 4,
    law: |p| HyperExponential::new(&p[..2], &p[2..4], p[4]).map(Law::from),
    maximise: |sample| {
        let data = Excesses::of(sample);
        let one = data.one_phase();
        let phases = match data.direction(one) {
            Some(rate) => data.maximise(one, rate).unwrap_or([0.5, one, one]),
            None => [0.5, one, one],
        };
        let [mut weight, mut fast, mut slow] = phases;
        if fast < slow {
            (weight, fast, slow) = (1.0 - weight, slow, fast);
        }
        Ok(vec![weight, 1.0 - weight, fast, slow, sample.least()])
    },
    errors: |sample, p| {
        let mut errors = Errors { errors: vec![None; 5], notes: vec![AT_LEAST_TIME] };
        if p[2] == p[3] {
            errors
                .notes
                .push("both phases are the same: one is as likely as any two, and no errors are given");
            return errors;
        }
        let free = [p[0], p[2], p[3]];
        let found = standard_errors(&free, [0, 1, 2], |x| likelihood(sample, [x[0], x[1], x[2]]));
        errors.notes.extend(found.contains(&None).then_some(FLAT));
        errors.errors = vec![found[0], found[0], found[1], found[2], None];
        errors
    },
    implied: Some(Implied { position: 1, of: 0, value: |weight| 1.0 - weight }),
};

/// The log-likelihood of the weight of the first phase and both rates.
fn likelihood(sample: &Sample, [weight, fast, slow]: [f64; 3]) -> f64 {
    let least = sample.least();
    let Ok(law) = HyperExponential::new(&[weight, 1.0 - weight], &[fast, slow], least) else {
        return f64::NEG_INFINITY;
    };
    let density = |t: &f64| {
        let y = t - least;
        (weight * fast * (-fast * y).exp() + (1.0 - weight) * slow * (-slow * y).exp()).ln()
    };
    finite(sample.above().iter().map(density).sum::<f64>() + ends(sample, &law))
}

/// Passes over the data after which the iteration ends where it stands.
const MOST_PASSES: usize = 400;
/// Change of the coordinates at which it has converged.
const CONVERGED: f64 = 1e-7;
/// Logarithm of the odds of a phase that counts for nothing.
const VANISHED: f64 = 30.0;
/// Ends of a phase within the time that was watched which count for nothing.
const ENDLESS: f64 = 1e-9;
/// Rates that are looked at for a second phase: a factor apart.
const LOOKS: i32 = 12;

/// The excesses over the least time.
struct Excesses<'a> {
    sample: &'a Sample,
    above: Vec<f64>,
    /// That of those that never came.
    limit: f64,
}

impl<'a> Excesses<'a> {
    fn of(sample: &'a Sample) -> Self {
        let least = sample.least();
        let above = sample.above().iter().map(|t| t - least).collect();
        Self { sample, above, limit: sample.limit() - least }
    }

    fn counts(&self) -> (f64, f64) {
        (self.sample.ties() as f64, self.sample.censored() as f64)
    }

    /// The rate of one phase: the mean over times and censored times, with the least ones within their interval.
    fn one_phase(&self) -> f64 {
        let (ties, censored) = self.counts();
        let sum: f64 = self.above.iter().sum();
        let mut rate = self.above.len() as f64 / (sum + censored * self.limit);
        for _ in 0..20 {
            let inside = ties * mean_within(rate, self.sample.spacing());
            rate = (self.above.len() as f64 + ties) / (sum + inside + censored * self.limit);
        }
        rate
    }

    /// The rate of a phase of which a little makes one phase of rate `one` likelier; none where there is none.
    fn direction(&self, one: f64) -> Option<f64> {
        let rates: Vec<f64> =
            (-LOOKS..=LOOKS).filter(|k| *k != 0).map(|k| one * 2f64.powf(0.5 * f64::from(k))).collect();
        let (ties, censored) = self.counts();
        let spacing = self.sample.spacing();
        let mut ratios: Vec<f64> = rates
            .iter()
            .map(|rate| {
                let inside = (-rate * spacing).exp_m1() / (-one * spacing).exp_m1();
                ties * inside + censored * (-(rate - one) * self.limit).exp()
            })
            .collect();
        for y in &self.above {
            for (ratio, rate) in ratios.iter_mut().zip(&rates) {
                *ratio += rate / one * (-(rate - one) * y).exp();
            }
        }
        let count = self.sample.count() as f64;
        let best = (0..rates.len()).max_by(|&a, &b| ratios[a].total_cmp(&ratios[b]))?;
        (ratios[best] > count * (1.0 + 1e-9)).then(|| rates[best])
    }

    /// The likeliest phases, from those rates: steps of expectation and maximisation, extrapolated (the scheme S3 of
    /// [Varadhan and Roland 2008](https://doi.org/10.1111/j.1467-9469.2007.00585.x)).
    fn maximise(&self, one: f64, other: f64) -> Option<[f64; 3]> {
        let mut at = coordinates([0.5, one, other]);
        for _ in 0..MOST_PASSES / 3 {
            let (first, value) = self.step(at)?;
            let (second, _) = self.step(first)?;
            let r: [f64; 3] = std::array::from_fn(|i| first[i] - at[i]);
            let v: [f64; 3] = std::array::from_fn(|i| second[i] - first[i] - r[i]);
            let size = |x: &[f64; 3]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
            if size(&r) < CONVERGED {
                return Some(phases(second));
            }
            let length = (size(&r) / size(&v).max(1e-300)).clamp(1.0, 64.0);
            let far: [f64; 3] = std::array::from_fn(|i| at[i] + 2.0 * length * r[i] + length * length * v[i]);
            // A step from there, unless it lowered the likelihood.
            at = match self.step(far) {
                Some((next, reached)) if reached >= value => next,
                _ => second,
            };
        }
        Some(phases(at))
    }

    /// One step, and the log-likelihood before it.
    fn step(&self, at: [f64; 3]) -> Option<([f64; 3], f64)> {
        let [weight, fast, slow] = phases(at);
        let (ties, censored) = self.counts();
        let spacing = self.sample.spacing();
        // Of the first phase: how many are of it, and the sum of their excesses; and the sum of all.
        let [mut of_first, mut sum_first, mut sum, mut value] = [0.0; 4];
        let (a, b) = (weight * fast, (1.0 - weight) * slow);
        for y in &self.above {
            let (p, q) = (a * (-fast * y).exp(), b * (-slow * y).exp());
            let share = if p + q > 0.0 { p / (p + q) } else { f64::from(u8::from(fast < slow)) };
            value += if p + q > 0.0 { (p + q).ln() } else { a.max(b).ln() - fast.min(slow) * y };
            of_first += share;
            sum_first += share * y;
            sum += y;
        }
        let mut sum_second = sum - sum_first;
        // The least ones lie within their interval.
        let (p, q) = (-weight * (-fast * spacing).exp_m1(), -(1.0 - weight) * (-slow * spacing).exp_m1());
        let share = p / (p + q);
        of_first += ties * share;
        sum_first += ties * share * mean_within(fast, spacing);
        sum_second += ties * (1.0 - share) * mean_within(slow, spacing);
        value += ties * ((p + q) / spacing).ln();
        let (ended_first, ended_second) = (of_first, self.above.len() as f64 + ties - of_first);
        let mut weight_first = of_first;
        if censored > 0.0 {
            // Those that never came count in full for the weight, for the rate as the time that they were watched.
            let logarithm = (1.0 - weight).ln() - weight.ln() - (slow - fast) * self.limit;
            let share = 1.0 / (1.0 + logarithm.exp());
            weight_first += censored * share;
            sum_first += censored * share * self.limit;
            sum_second += censored * (1.0 - share) * self.limit;
            let (p, q) = (weight.ln() - fast * self.limit, (1.0 - weight).ln() - slow * self.limit);
            value += censored * (p.max(q) + (-(p - q).abs()).exp().ln_1p());
        }
        // Where some never came, a phase that never ends may be the likeliest: as good as none of any law.
        let least = ENDLESS / self.limit;
        let rates = [(ended_first / sum_first).max(least), (ended_second / sum_second).max(least)];
        let next = coordinates([weight_first / self.sample.count() as f64, rates[0], rates[1]]);
        (value.is_finite() && next.iter().all(|x| x.is_finite())).then_some((next, value))
    }
}

/// The mean of an exponential excess that is below a bound.
fn mean_within(rate: f64, bound: f64) -> f64 {
    let x = rate * bound;
    if x < 1e-4 { bound * (0.5 - x / 12.0) } else { 1.0 / rate - bound / x.exp_m1() }
}

/// Weight and rates as unbounded numbers, and back.
fn coordinates([weight, fast, slow]: [f64; 3]) -> [f64; 3] {
    [(weight / (1.0 - weight)).ln(), fast.ln(), slow.ln()]
}

fn phases([weight, fast, slow]: [f64; 3]) -> [f64; 3] {
    // A phase that vanishes is as good as none, and no law.
    [1.0 / (1.0 + (-weight.clamp(-VANISHED, VANISHED)).exp()), fast.exp(), slow.exp()]
}
