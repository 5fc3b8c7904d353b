//! What keeps a command from writing a file.

use std::path::PathBuf;

use thiserror::Error;

/// Why a command may not write where it is told to. The option, the file, and what to do instead.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OutputError {
    /// The command reads the file.
    #[error("{option} {}: is {what}, which is read and never written to; give another file", path.display())]
    Input {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
        /// What the command reads from it.
        what: String,
    },
    /// Two results would go into one file.
    #[error("{first} and {second}: give two different files; {} would be both", path.display())]
    Twice {
        /// The option that gave the file.
        first: String,
        /// Another one that gave it.
        second: String,
        /// The file.
        path: PathBuf,
    },
    /// There is a file that the program did not write.
    #[error(
        "{option} {}: is there and was not written by bcgc; give another place, or --force to replace it",
        path.display()
    )]
    Foreign {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
    },
    /// There are data that the program wrote for people to go on with, as `measure` and `fit --write` do.
    #[error(
        "{option} {}: is there and is no result but data or an instance, which may have been changed by hand; give another \
         place, or --force to replace it",
        path.display()
    )]
    Data {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
    },
    /// There is a document of the program, but of another command.
    #[error("{option} {}: is there and is {kind}; give another place, or --force to replace it", path.display())]
    OtherKind {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
        /// What it is.
        kind: &'static str,
    },
    /// There is a file that people may have changed since it was written, or that cannot be made again.
    #[error(
        "{option} {}: is there already, and may have been measured or changed by hand; give another place, or --force to \
         replace it",
        path.display()
    )]
    Kept {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
    },
    /// The ending of a result is that of another format.
    #[error(
        "{option} {}: there is no format for this ending; the formats are .json, .csv, .md and .tex, and text for .txt or \
         what --format says",
        path.display()
    )]
    Ending {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
    },
    /// The ending of a result is that of another format than the one asked for.
    #[error(
        "{option} {}: the ending stands for another format than --format {format}; leave --format out, or give a file with \
         another ending",
        path.display()
    )]
    Contradiction {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
        /// The format asked for.
        format: String,
    },
    /// There is a folder of that name.
    #[error("{option} {}: is a folder; give a file", path.display())]
    Folder {
        /// The option that gave the file.
        option: String,
        /// The folder.
        path: PathBuf,
    },
    /// The file could not be written.
    #[error("{option} {}: cannot be written: {reason}", path.display())]
    Unwritable {
        /// The option that gave the file.
        option: String,
        /// The file.
        path: PathBuf,
        /// The system's reason, or what is in the way.
        reason: String,
    },
}
