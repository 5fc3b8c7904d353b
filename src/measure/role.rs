//! What a process is told at its start, on a line of its own; then numbers follow, 8 bytes each.

use std::io::{self, BufRead, Read as _, Write};

use serde::{Deserialize, Serialize};

/// Longest line that says what a process is.
const LONGEST: u64 = 1 << 16;

/// What a process is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Answers to a point with the partial derivatives of its samples, once at every load.
    Worker {
        /// Numbers of a point and of an answer.
        coordinates: usize,
        /// Samples done at each load, ascending.
        samples: Vec<u64>,
        /// Seed of its data.
        seed: u64,
    },
    /// Is busy in bursts.
    Neighbour {
        /// Seed of the bursts.
        seed: u64,
    },
}

impl Role {
    /// Tells a process.
    pub fn tell(&self, mut to: impl Write) -> io::Result<()> {
        let mut line = serde_json::to_string(self).map_err(io::Error::other)?;
        line.push('\n');
        to.write_all(line.as_bytes())
    }

    /// Learns it.
    pub fn learn(from: &mut impl BufRead) -> io::Result<Self> {
        let mut line = String::new();
        from.take(LONGEST).read_line(&mut line)?;
        serde_json::from_str(&line).map_err(io::Error::other)
    }
}

/// Numbers as bytes.
pub fn bytes_of(numbers: &[f64], bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
}

/// As many numbers as there is room for.
pub fn numbers_of(bytes: &[u8], numbers: &mut [f64]) {
    for (x, bytes) in numbers.iter_mut().zip(bytes.chunks_exact(8)) {
        let mut eight = [0; 8];
        eight.copy_from_slice(bytes);
        *x = f64::from_le_bytes(eight);
    }
}

/// Bytes of so many numbers.
pub fn length(numbers: usize) -> usize {
    8 * numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_and_the_numbers_behind_it_are_read_back() {
        let role = Role::Worker { coordinates: 2, samples: vec![0, 7], seed: u64::MAX };
        let mut told = Vec::new();
        role.tell(&mut told).unwrap();
        let mut bytes = Vec::new();
        bytes_of(&[1.5, f64::MIN_POSITIVE], &mut bytes);
        told.extend(&bytes);
        let mut from = told.as_slice();
        assert_eq!(Role::learn(&mut from).unwrap(), role);
        let mut numbers = [0.0; 2];
        numbers_of(from, &mut numbers);
        assert_eq!((numbers, from.len()), ([1.5, f64::MIN_POSITIVE], length(2)));
        assert!(Role::learn(&mut &b"hello\n"[..]).is_err() && Role::learn(&mut &b""[..]).is_err());
    }
}
