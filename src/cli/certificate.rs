//! `--certificate`: writes what the judge has accepted.

use std::io::{Write as _, stderr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bcgc::certificate::Certificate;
use bcgc::internals::document_kind::DocumentKind;
use bcgc::internals::output::OverwriteGuard;
use clap::Args;

use super::destination;
use super::failure::Failure;
use super::{interrupt, leftovers, progress, values};

/// The option of every command that can prove its result.
#[derive(Debug, Clone, Args)]
pub struct Certified {
    /// Write a certificate of the result: bcgc verify judges it without the code that found it. If its name ends in .vipr, the
    /// proof of an integer optimum of an expected runtime for checkers of integer programs
    #[arg(long, value_name = "FILE", value_parser = values::file)]
    certificate: Option<PathBuf>,
    /// Whether what the file holds is of this run.
    #[arg(skip)]
    is_settled: Arc<AtomicBool>,
}

fn is_vipr(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("vipr"))
}

/// What a proof for checkers of integer programs is of.
const OF_RUNTIMES: &str = "a name that ends in .vipr asks for the proof of an integer optimum of an expected runtime, and there is \
                           none of";

impl Certified {
    /// Refuses a proof for checkers of integer programs where there can be none of what the certificate is of.
    pub fn not_of_integers(&self, subject: &str) -> Result<(), Failure> {
        match &self.certificate {
            Some(path) if is_vipr(path) => Err(Failure::Input(format!(
                "--certificate {}: {OF_RUNTIMES} {subject}: name it .json",
                path.display()
            ))),
            _ => Ok(()),
        }
    }

    /// The file among those that are checked before any work.
    pub fn outputs(&self, outputs: OverwriteGuard) -> OverwriteGuard {
        let kind = DocumentKind::Certificate;
        (self.certificate.iter())
            .fold(outputs, |outputs, path| outputs.writing_document("--certificate", path, kind))
    }

    /// What to say of a result that is not whole, of which there is no certificate; one from before, of another result, is
    /// removed.
    pub fn withheld(&self) -> &'static str {
        match self.certificate.as_deref().map(leftovers::remove) {
            None => "",
            Some(true) => "; no certificate is written, and the earlier one is removed",
            Some(false) => "; no certificate is written",
        }
    }

    /// How a run ended: where it came to no certificate, one from before is of another result, and is removed.
    pub fn settled(&self, ended: Result<(), Failure>) -> Result<(), Failure> {
        ended.map_err(|failure| match failure {
            Failure::Verdict(text) if !self.is_settled.load(Ordering::Relaxed) => {
                Failure::Verdict(text + self.withheld())
            }
            failure => failure,
        })
    }

    /// Makes the certificate of a result that has been printed, and writes it.
    pub fn put<E: std::fmt::Display>(
        &self,
        certify: impl FnOnce() -> Result<Certificate, E>,
    ) -> Result<(), Failure> {
        self.write(self.make(|| (), certify))
    }

    /// Makes the certificate, if one is asked for. Whoever stops that has the result, which `hand_over` puts where it goes.
    pub fn make<E>(
        &self,
        hand_over: impl Fn() + Send + 'static,
        certify: impl FnOnce() -> Result<Certificate, E>,
    ) -> Option<Result<Certificate, E>> {
        self.certificate.as_ref()?;
        let stopped = self.clone();
        interrupt::ends(move || {
            hand_over();
            format!("the result is whole, its proof was stopped{}", stopped.withheld())
        });
        let line = progress::Line::start("certifying", None);
        let certificate = certify();
        drop(line);
        // What is to be put is in hand.
        interrupt::ends_at_once();
        Some(certificate)
    }

    /// Writes the certificate that was made, and says what it proves.
    pub fn write<E: std::fmt::Display>(&self, made: Option<Result<Certificate, E>>) -> Result<(), Failure> {
        let (Some(path), Some(certificate)) = (&self.certificate, made) else { return Ok(()) };
        self.is_settled.store(true, Ordering::Relaxed);
        let failed = |error: &dyn std::fmt::Display| {
            // One from before, of another result, would be taken for that of this one; that it is ours was checked.
            let earlier = if leftovers::remove(path) { "; the earlier one there is removed" } else { "" };
            Failure::Verdict(format!("--certificate: {error}{earlier}"))
        };
        let certificate = certificate.map_err(|error| failed(&error))?;
        let exported = match is_vipr(path) {
            true => Some(certificate.vipr().map_err(|error| failed(&error))?),
            false => None,
        };
        let text = exported.as_deref().unwrap_or(certificate.text());
        destination::write_all(&[(path, text)])?;
        if progress::is_quiet() {
            return Ok(());
        }
        let claims = certificate.claims().iter().map(|claim| format!("proved: {claim}\n"));
        let left_out = certificate.left_out().iter().map(|claim| format!("not proved: {claim}\n"));
        let lines: String = claims.chain(left_out).collect();
        let (bytes, seconds) = (text.len(), certificate.seconds());
        // Nothing is lost where standard error is closed: the claims stand in the file.
        let _ = writeln!(stderr(), "{lines}{}: {bytes} bytes, judged in {seconds:.2} s", path.display());
        Ok(())
    }
}
