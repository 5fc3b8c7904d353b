//! Options that say how tables of times are read, as keys of instance files do.

use bcgc::{Delimiter, Missing, Names, Presence, Reading};
use clap::{Args, ValueEnum};

/// How a table of times is read.
#[derive(Debug, Args)]
pub struct Table {
    /// Whether the first line of a trace holds names: true, false or auto, which takes names for names and numbers for
    /// numbers
    #[arg(long, value_name = "BOOL", default_value = "auto", num_args = 0..=1, default_missing_value = "true")]
    header: Presence,
    /// Whether the first column of a trace holds names or numbers of the rounds: true, false or auto
    #[arg(long, value_name = "BOOL", default_value = "auto", num_args = 0..=1, default_missing_value = "true")]
    index: Presence,
    /// What stands between the cells: comma, semicolon, tab or space [default: told from the text]
    #[arg(long, value_name = "NAME")]
    delimiter: Option<Delimiter>,
    /// The workers' columns, separated by commas: positions from 1 (2-21), names of the header, or names with * for any
    /// letters [default: all]
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    columns: Vec<String>,
    /// What becomes of a round in which a worker's cell is empty or NA
    #[arg(long, value_enum, value_name = "HOW", default_value_t = OfMissing::Refuse)]
    missing: OfMissing,
    /// Whether a row is a round, or one time: of a round, a worker and its time
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Layout::Wide)]
    layout: Layout,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OfMissing {
    /// The trace is refused
    Refuse,
    /// The round is left out
    DropRow,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Layout {
    /// A row a round, a column a worker
    Wide,
    /// A row a time
    Long,
}

impl Table {
    /// What they say.
    pub fn reading(&self) -> Reading {
        let names = Names { header: self.header, index: self.index };
        let mut reading = Reading::default().with_names(names).with_columns(&self.columns);
        reading.delimiter = self.delimiter;
        reading.is_long = matches!(self.layout, Layout::Long);
        reading.missing = match self.missing {
            OfMissing::Refuse => Missing::Refuse,
            OfMissing::DropRow => Missing::DropRow,
        };
        reading
    }
}
