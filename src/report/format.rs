//! The formats of every command's result.

use std::str::FromStr;

/// The formats in which a result can be written.
///
/// ```
/// use bcgc::Format;
///
/// let format: Format = "markdown".parse()?;
/// assert_eq!((format, format.name()), (Format::Markdown, "markdown"));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Aligned columns for a terminal of 80 to 100 columns.
    Text,
    /// One document with every digit; its fields and their order are stable.
    Json,
    /// Rows for a program, every digit: a method each, of `simulate` a round, of `fit` a parameter, of
    /// `measure` a load, of `code` the matrix alone.
    Csv,
    /// Tables for a README or an issue.
    Markdown,
    /// A table for a paper (packages booktabs and siunitx).
    Latex,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Csv, Self::Markdown, Self::Latex];

    /// What it is for, in a line.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Text => "Aligned columns for a terminal of 80 to 100 columns",
            Self::Json => "One document with every digit; its fields and their order are stable",
            Self::Csv => {
                "Rows for a program, every digit: a method each, of `simulate` a round, of `fit` a parameter, of \
                 `measure` a load, of `code` the matrix alone"
            }
            Self::Markdown => "Tables for a README or an issue",
            Self::Latex => "A table for a paper (packages booktabs and siunitx)",
        }
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Latex => "latex",
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| format!("must be one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}
