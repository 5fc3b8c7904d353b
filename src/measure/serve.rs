//! What a process does that a measurement started.

use std::io::{self, BufRead, ErrorKind, Write};

use super::neighbour::disturb;
use super::role::{Role, bytes_of, length, numbers_of};
use super::work::Work;

/// Learns from its input what it is, and is that until the input ends: the end of whoever started it ends it.
///
/// # Errors
/// For an input that says nothing of the kind, and for an output that nobody reads.
pub fn serve(mut input: impl BufRead + Send + 'static, output: impl Write) -> io::Result<()> {
    match Role::learn(&mut input)? {
        Role::Worker { coordinates, samples, seed } => {
            work(&Work::generate(coordinates, seed), coordinates, &samples, input, output)
        }
        Role::Neighbour { seed } => {
            disturb(seed, input);
            Ok(())
        }
    }
}

/// Products between two looks whether whoever started the process is still there: less than a millisecond.
const BETWEEN_LOOKS: u64 = 1 << 20;

/// The parent of this process, where the system tells it: another one once the first has ended.
#[cfg(unix)]
fn parent() -> Option<u32> {
    Some(std::os::unix::process::parent_id())
}

#[cfg(not(unix))]
fn parent() -> Option<u32> {
    None
}

/// Says that it is ready by an answer, then answers to every point at every load.
fn work(
    work: &Work,
    coordinates: usize,
    samples: &[u64],
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<()> {
    let (starter, at_once) = (parent(), (BETWEEN_LOOKS / coordinates.max(1) as u64).max(1));
    let (mut point, mut gradient) = (vec![0.0; coordinates], vec![0.0; coordinates]);
    let (mut received, mut sent) = (vec![0; length(coordinates)], Vec::new());
    bytes_of(&gradient, &mut sent);
    output.write_all(&sent)?;
    output.flush()?;
    loop {
        match input.read_exact(&mut received) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        numbers_of(&received, &mut point);
        gradient.fill(0.0);
        let mut done = 0;
        for &samples in samples {
            while done < samples {
                let next = samples.min(done + at_once);
                work.add(&point, done..next, &mut gradient);
                done = next;
                if parent() != starter {
                    return Ok(());
                }
            }
            bytes_of(&gradient, &mut sent);
            output.write_all(&sent)?;
            output.flush()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_worker_answers_at_every_load_with_what_it_has() {
        let role = Role::Worker { coordinates: 3, samples: vec![0, 5, 9], seed: 4 };
        let mut input = Vec::new();
        role.tell(&mut input).unwrap();
        let points: [[f64; 3]; 2] = [[0.5, -0.25, 1.0], [0.0, 0.0, 0.125]];
        for point in &points {
            input.extend(point.iter().flat_map(|x| x.to_le_bytes()));
        }
        let mut output = Vec::new();
        serve(Cursor::new(input), &mut output).unwrap();
        let answers: Vec<Vec<f64>> = output
            .chunks_exact(24)
            .map(|bytes| {
                let mut numbers = vec![0.0; 3];
                numbers_of(bytes, &mut numbers);
                numbers
            })
            .collect();
        let work = Work::generate(3, 4);
        let of = |point: &[f64], samples: u64| {
            let mut gradient = vec![0.0; 3];
            work.add(point, 0..samples, &mut gradient);
            gradient
        };
        let zero = vec![0.0; 3];
        let [one, two] = &points;
        let expected = [zero.clone(), zero.clone(), of(one, 5), of(one, 9), zero, of(two, 5), of(two, 9)];
        assert_eq!(answers, expected);
        assert!(answers[2] != answers[3] && answers[3] != answers[6]);
    }

    #[test]
    fn nonsense_is_no_role() {
        assert!(serve(Cursor::new(b"go\n".to_vec()), Vec::new()).is_err());
        assert!(serve(Cursor::new(Vec::new()), Vec::new()).is_err());
    }
}
