//! `--words`: claims for the verified checker, one file each.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bcgc_verify::{Clock, Words, words_of_file};

/// Writes the words of every file that is a certificate; the answer says how many.
pub fn run(folder: &Path, files: &[PathBuf], seconds: u64) -> Result<String, String> {
    for verdict in ["accept", "reject"] {
        let folder = folder.join(verdict);
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let (mut accepted, mut rejected, mut silent) = (0, 0, 0);
    for file in files {
        std::fs::File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let clock = Clock::start(Some(Duration::from_secs(seconds)));
        // What is no certificate has no words.
        let claims = words_of_file(file, &clock).unwrap_or_default();
        silent += usize::from(claims.is_empty());
        for claim in claims {
            *(if claim.is_accepted { &mut accepted } else { &mut rejected }) += 1;
            write(folder, file, &claim)?;
        }
    }
    Ok(format!(
        "in words: {accepted} accepted claims and {rejected} rejected ones of {} files, {silent} of which have none",
        files.len()
    ))
}

/// One file a claim, named after the certificate; nothing is overwritten.
fn write(folder: &Path, file: &Path, words: &Words) -> Result<(), String> {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let verdict = if words.is_accepted { "accept" } else { "reject" };
    let path = folder.join(verdict).join(format!("{stem}-{}.cert", words.claim));
    let text =
        format!("# Claim {} of {}.\n{}", words.claim, file.display().to_string().escape_debug(), words.text);
    let written = std::fs::File::create_new(&path).and_then(|mut out| out.write_all(text.as_bytes()));
    written.map_err(|error| format!("{}: {error}", path.display()))
}
