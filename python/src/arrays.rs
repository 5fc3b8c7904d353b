//! Partitions and shares from numpy arrays, read where they lie.

use bcgc::{CodingParameters, CodingParametersError, Error, Partition, PartitionError, Shares, System};
use numpy::ndarray::ArrayView1;

/// A partition from a row of block sizes.
///
/// # Errors
/// When an entry is negative, or the row does not fit the system.
pub fn partition(row: ArrayView1<'_, i64>, system: &System) -> Result<Partition, Error> {
    let block = |(position, &x): (usize, &i64)| {
        u64::try_from(x).map_err(|_| PartitionError::Entry {
            position,
            text: x.to_string(),
            allowed: format!("an integer from 0 to {}", system.coordinates),
        })
    };
    let blocks = row.iter().enumerate().map(block).collect::<Result<Vec<_>, _>>()?;
    Ok(Partition::new(blocks, system.workers, system.coordinates)?)
}

/// Shares of the coordinates from a row of real numbers of coordinates.
///
/// # Errors
/// When the row has not an entry a worker, or is no relaxed partition.
pub fn shares(row: ArrayView1<'_, f64>, system: &System) -> Result<Shares, Error> {
    if row.len() != system.workers {
        return Err(PartitionError::Length { found: row.len(), expected: system.workers }.into());
    }
    let total = system.coordinates as f64;
    Ok(Shares::new(row.iter().map(|x| x / total).collect())?)
}

/// Coding parameters from a row of numbers of stragglers.
///
/// # Errors
/// When an entry is negative, or the row does not fit the system.
pub fn coding_parameters(row: ArrayView1<'_, i64>, system: &System) -> Result<CodingParameters, Error> {
    let parameter = |(coordinate, &s): (u64, &i64)| {
        usize::try_from(s).map_err(|_| CodingParametersError::Entry {
            coordinate,
            text: s.to_string(),
            allowed: format!("an integer from 0 to {}, the stragglers that it tolerates", system.workers - 1),
        })
    };
    let parameters = (1..).zip(row).map(parameter).collect::<Result<_, _>>()?;
    Ok(CodingParameters::new(parameters, system.workers, system.coordinates)?)
}
