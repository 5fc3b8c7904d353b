#!/bin/sh
# Has certificates judged by both checkers, bcgc-verify and the one extracted from the proofs: the stored ones, and those
# that the tests write. Needs proofs/checker/verified-checker (make verified-checker compiles it). CARGO is the cargo to use.
set -eu
cd "$(dirname "$0")/.."
cargo=${CARGO:-cargo}
target=${CARGO_TARGET_DIR:-target}
case $target in /*) ;; *) target=$PWD/$target ;; esac
certificates=$target/certificates
words=$target/words
rm -rf "$certificates" "$words"

# Tests leave what they judge in that folder (verify/tests/common/keep.rs).
BCGC_CERTIFICATES=$certificates
export BCGC_CERTIFICATES
$cargo test --quiet --release -p bcgc-verify --test traces --test mutations
$cargo test --quiet --release --test certificates

export_words() {
    folder=$1
    shift
    find "$@" -name '*.json' -print0 | sort -z |
        xargs -0 "$target/release/bcgc-verify" --words "$words/$folder"
}

$cargo build --quiet --release -p bcgc-verify
export_words corpus verify/tests/corpus
export_words tests "$certificates"
proofs/checker/test.sh "$words/corpus" "$words/tests"
