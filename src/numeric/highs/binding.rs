//! What the `highs` crate does not bind, on its pointers: the only unsafe code of the crate.
//!
//! HiGHS sees a time limit in every part of it, but cancellation only where it asks a callback: in every iteration of
//! the simplex and interior point methods and between the steps of branch and bound. Rows that are added one at
//! a time move all others every time: 40 000 of them took five seconds.
#![allow(unsafe_code)]

use std::ffi::{c_char, c_int, c_void};
use std::ptr::null_mut;

use highs::{HighsStatus, Model, SolvedModel};
use highs_sys::{
    Highs_addRows, Highs_setCallback, Highs_startCallback, HighsCallbackDataIn, HighsCallbackDataOut,
    HighsInt, STATUS_ERROR, kHighsCallbackIpmInterrupt, kHighsCallbackMipInterrupt,
    kHighsCallbackSimplexInterrupt,
};

use crate::clock::Clock;
use crate::numeric::linear::Row;

/// Runs the model until it ends by itself or the clock is over.
pub fn run(mut model: Model, clock: &Clock) -> Result<SolvedModel, HighsStatus> {
    let data = std::ptr::from_ref(clock).cast_mut().cast::<c_void>();
    // SAFETY: the pointer is that of a live model; `data` points to a clock that outlives the run, after which the
    // callback is taken away again (or the model is gone with it). The clock is only read, through `&Clock`.
    unsafe {
        Highs_setCallback(model.as_mut_ptr(), Some(ask), data);
        for kind in [kHighsCallbackSimplexInterrupt, kHighsCallbackIpmInterrupt, kHighsCallbackMipInterrupt] {
            Highs_startCallback(model.as_mut_ptr(), kind);
        }
    }
    let mut solved = model.try_solve()?;
    // SAFETY: as above; no callback is active from here on.
    unsafe {
        Highs_setCallback(solved.as_mut_ptr(), None, null_mut());
    }
    Ok(solved)
}

/// Adds rows at once; `None` where HiGHS refuses them or they are too many for it.
pub fn add_rows(model: &mut Model, rows: &[Row]) -> Option<()> {
    let columns = model.num_cols();
    let (low, high): (Vec<f64>, Vec<f64>) = rows.iter().map(|row| (row.low, row.high)).unzip();
    let (mut starts, mut indices, mut values) = (Vec::with_capacity(rows.len()), Vec::new(), Vec::new());
    for row in rows {
        starts.push(HighsInt::try_from(indices.len()).ok()?);
        for &(column, value) in &row.terms {
            indices.push(HighsInt::try_from(column).ok().filter(|_| column < columns)?);
            values.push(value);
        }
    }
    let (count, terms) = (HighsInt::try_from(rows.len()).ok()?, HighsInt::try_from(values.len()).ok()?);
    // SAFETY: the pointer is that of a live model; all arrays have the lengths stated, and every index is that of a
    // column of the model. HiGHS copies them.
    let status = unsafe {
        Highs_addRows(
            model.as_mut_ptr(),
            count,
            low.as_ptr(),
            high.as_ptr(),
            terms,
            starts.as_ptr(),
            indices.as_ptr(),
            values.as_ptr(),
        )
    };
    (status != STATUS_ERROR).then_some(())
}

/// Tells HiGHS to stop once the clock is over.
unsafe extern "C" fn ask(
    _kind: c_int,
    _message: *const c_char,
    _out: *const HighsCallbackDataOut,
    answer: *mut HighsCallbackDataIn,
    clock: *mut c_void,
) {
    // SAFETY: HiGHS hands back the clock of `run`, which is alive while it runs, and an answer of its own or none.
    unsafe {
        if let (Some(answer), Some(clock)) = (answer.as_mut(), clock.cast::<Clock>().as_ref()) {
            answer.user_interrupt = c_int::from(clock.is_over());
        }
    }
}
