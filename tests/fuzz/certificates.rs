//! Certificates, as the judge reads them and as the checker extracted from the proofs gets them, and the traces beside them.

use std::path::Path;
use std::time::Duration;

use bcgc_verify::Clock;
use sha2::{Digest as _, Sha256};

use crate::{files, never_panics, texts, times};

fn clock() -> Clock {
    Clock::start(Some(Duration::from_secs(20)))
}

#[test]
fn certificates() {
    let mut originals = files(&["verify/tests/corpus/accept"], "json");
    // Those that take a moment to judge would leave no time for many.
    let holds = |text: &[u8], word: &str| text.windows(word.len()).any(|piece| piece == word.as_bytes());
    originals.retain(|text| {
        let slow = ["pareto", "weibull", "gamma", "erlang", "log-normal"];
        let is_quick = holds(text, "completion-probability") || !slow.iter().any(|law| holds(text, law));
        text.len() < 7000 && is_quick
    });
    assert!(originals.len() > 8 && originals.iter().any(|text| holds(text, "survivals")));
    never_panics("certificates", &originals, times(), |bytes| {
        drop((bcgc_verify::words(bytes, None, &clock()), bcgc_verify::bounds(bytes, None, &clock())));
        bcgc_verify::judge(bytes, None, &clock()).is_ok()
    });
}

/// The table that a certificate names, with the sum that it has when it is spoiled: who changes one changes both.
#[test]
fn traces_of_certificates() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz-certificates");
    std::fs::create_dir_all(&folder).expect("a folder");
    let originals = texts(&["a,b\n1.5,3\n2,2.25\n", "# times\n\n1.5,3\n2,9/4\n", "15e-1,3\n2,2.25"]);
    never_panics("traces of certificates", &originals, times(), |bytes| {
        std::fs::write(folder.join("times.csv"), bytes).expect("a file");
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        let document = format!(
            r#"{{"format": "bcgc-certificate", "version": 1, "instance": {{
            "system": {{"workers": 2, "coordinates": 10, "samples": 2, "cycles": 1}},
            "stragglers": {{"trace": {{"path": "times.csv", "sha256": "{digest}"}}}},
            "objective": {{"kind": "expected-runtime"}}}},
            "claims": [{{"claim": "value", "partition": [10, 0], "low": 0, "high": 1000000000000}}]}}"#
        );
        bcgc_verify::judge(document.as_bytes(), Some(&folder), &clock()).is_ok()
    });
}
