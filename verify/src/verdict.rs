//! What a judgement ends in.

use std::fmt;

/// Why a document was not accepted, and where: a JSON pointer (RFC 6901) into the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Which kind of refusal.
    pub kind: Kind,
    /// The place, `""` for the whole document.
    pub pointer: String,
    /// One sentence for a reader.
    pub reason: String,
}

/// The kinds of refusal, which are never merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The document does not have the form of a certificate: nothing was judged.
    NotACertificate,
    /// A claim is false, or what stands beside it does not prove it.
    Rejected,
    /// The claim may be true, but this checker cannot decide it within its limits.
    Unverified,
}

impl Kind {
    /// Exit status of the binary.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Rejected => 1,
            Self::NotACertificate => 2,
            Self::Unverified => 3,
        }
    }
}

impl Refusal {
    fn new(kind: Kind, pointer: &str, reason: impl Into<String>) -> Self {
        Self { kind, pointer: pointer.to_owned(), reason: reason.into() }
    }

    pub(crate) fn malformed(pointer: &str, reason: impl Into<String>) -> Self {
        Self::new(Kind::NotACertificate, pointer, reason)
    }

    pub(crate) fn rejected(pointer: &str, reason: impl Into<String>) -> Self {
        Self::new(Kind::Rejected, pointer, reason)
    }

    pub(crate) fn unverified(pointer: &str, reason: impl Into<String>) -> Self {
        Self::new(Kind::Unverified, pointer, reason)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            Kind::NotACertificate => "not a certificate",
            Kind::Rejected => "rejected",
            Kind::Unverified => "could not verify",
        };
        let place = if self.pointer.is_empty() { "the document" } else { &self.pointer };
        write!(f, "{kind}: {place}: {}", self.reason)
    }
}

impl std::error::Error for Refusal {}

/// An accepted document: one sentence a claim, saying what was proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// In the order of the document.
    pub claims: Vec<String>,
    /// What they speak of: a line for the instance, and for every partition.
    pub subject: Vec<String>,
}

pub(crate) type Judged<T> = Result<T, Refusal>;
