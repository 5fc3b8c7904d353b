//! What proving the numbers of a report came to.

/// What proving the numbers of a report came to.
///
/// ```
/// use bcgc::{ExpectedRuntime, Instance, Options, Rigour, ShiftedExponential, System, solve};
///
/// let instance = Instance::new(System::new(4, 20)?, ShiftedExponential::new(1.0, 0.0)?, ExpectedRuntime)?;
/// let options = Options::default().with_methods(["relaxed", "uncoded"]).with_rigour(Rigour::Enclosed);
/// let report = solve(&instance, &options)?;
/// assert!(report.rows().iter().all(|row| row.value_rigour == Rigour::Enclosed));
/// assert_eq!(report.bound().map(|bound| bound.rigour), Some(Rigour::Enclosed));
/// assert!(report.proofs().is_some_and(|proofs| proofs.seconds > 0.0 && proofs.left_out.is_empty()));
/// # Ok::<(), bcgc::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Proofs {
    /// Wall-clock time that they took, in seconds.
    pub seconds: f64,
    /// What is not proved of the bound, and why, a sentence each; the notes of the rows say it of values.
    pub left_out: Vec<String>,
}
