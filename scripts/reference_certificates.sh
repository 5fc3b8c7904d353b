#!/bin/sh
# usage: scripts/reference_certificates.sh [BCGC]
# Makes the certificates of verify/tests/corpus that bcgc writes: reference/ (the examples and the instances that
# documentation and tests give values of; slow/ holds those that take over five seconds to judge) and accept/law-*
# (one small instance of every law, which tests/mutations changes; law-boxes-* need HiGHS). Takes some minutes; the answers
# beside them are renewed by
#     BCGC_UPDATE_CORPUS=1 cargo test --release -p bcgc-verify --test corpus -- --include-ignored
set -eu
cd "$(dirname "$0")/.."
bcgc=${1:-${CARGO_TARGET_DIR:-target}/release/bcgc}
corpus=verify/tests/corpus
mkdir -p "$corpus/reference/slow"

# write FILE COMMAND...: what is proved, and what is left out with its reason, is printed.
write() {
    file=$corpus/$1.json
    shift
    echo "$file"
    "$bcgc" "$@" --certificate "$file" --format csv --output /dev/null --force 2>&1 | grep -E '^(proved|not proved|error)' || true
    test -s "$file"
}

optimum() { name=$1; shift; write "$name" solve "$@" --method lattice,relaxed; }
bounds() { name=$1; shift; write "$name" solve "$@" --method relaxed; }
law() { name=$1; workers=$2; coordinates=$3; shift 3; "$how" "$name" -N "$workers" -L "$coordinates" --law "$@"; }

# The examples.
for example in exponential-n4 mixture-n8 paper-n20 uniform-n5; do
    optimum "reference/$example" "examples/$example.toml"
done
optimum reference/slow/weibull-n8 examples/weibull-n8.toml
optimum reference/trace-n6 examples/trace-n6.toml
bounds reference/probability-n20 examples/probability-n20.toml
bounds reference/probability-weibull-n6 examples/probability-weibull-n6.toml
write reference/pareto-n6 evaluate examples/pareto-n6.toml --partition 0,4,49,68,69,110 --no-bound

# The paper's setting of the expected runtime (Sec. VII) at N = 50: value and bound.
bounds reference/paper-n50-bound examples/paper-n20.toml --set system.workers=50

# A law each, optima at N = 20 and small. Erlang's is a gamma law; the exponential one at N = 20 is paper-n20.
every_law() {
    law "$1-hyper-exponential$2" "$3" "$4" hyper-exponential --param weights=[0.7,0.3] --param rates=[2,0.4] --param shift=0.1
    law "$1-pareto$2" "$3" "$4" pareto --param shape=2.5 --param scale=1
    law "$1-uniform$2" "$3" "$4" uniform --param min=1 --param max=3
    law "$1-weibull$2" "$3" "$4" weibull --param shape=1.8 --param scale=2 --param shift=0.2
    law "$1-gamma$2" "$3" "$4" gamma --param shape=2.5 --param rate=1.5 --param shift=0.1
    law "$1-erlang$2" "$3" "$4" erlang --param shape=3 --param rate=1.5 --param shift=0.1
    law "$1-log-normal$2" "$3" "$4" log-normal --param location=0.1 --param scale=0.5 --param shift=0.2
}
how=optimum
every_law accept/law "" 3 8
law accept/law-shifted-exponential 3 8 shifted-exponential --param rate=1 --param shift=0.2
law accept/law-shifted-exponential-of-two 2 9 shifted-exponential --param rate=1 --param shift=0
every_law reference/law -n20 20 20000
for slow in pareto log-normal; do
    mv "$corpus/reference/law-$slow-n20.json" "$corpus/reference/slow/"
done
how=bounds
law accept/law-probability 3 8 shifted-exponential --param rate=1 --param shift=1 --deadline 25
law accept/law-probability-uniform 3 8 uniform --param min=2 --param max=3.5 --deadline 36
law accept/law-probability-log-normal 3 8 log-normal --param location=0.1 --param scale=0.5 --param shift=0.2 --deadline 30

# Probabilities by boxes; gaps are wide enough for a proof of the integer optimum.
boxes() {
    name=$1 deadline=$2 gap=$3
    shift 3
    write "accept/law-boxes-$name" solve -N 3 -L 20 --deadline "$deadline" --law "$name" "$@" --method global --gap "$gap" \
        --complement-gap 10
}
boxes shifted-exponential 75 1e-3 --param rate=0.5 --param shift=0.25
boxes hyper-exponential 40 1e-3 --param weights=[0.7,0.3] --param rates=[2,0.4] --param shift=0.01
boxes pareto 40 1e-3 --param shape=0.7 --param scale=0.3
boxes uniform 16 2e-2 --param min=0.1 --param max=1
boxes weibull 28 2e-2 --param shape=3.3 --param scale=1 --param shift=0.1
boxes gamma 40 1e-3 --param shape=0.8 --param rate=1 --param shift=0.1
boxes log-normal 40 1e-3 --param location=0.1 --param scale=0.5 --param shift=0.05

# Codes.
write reference/code-cyclic-repetition code --workers 5 --stragglers 2
write reference/code-reed-solomon code --construction reed-solomon --workers 6 --stragglers 2
write reference/code-fractional-repetition code --construction fractional-repetition --workers 6 --stragglers 2
