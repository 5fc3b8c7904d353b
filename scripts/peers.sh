#!/bin/sh
# Compiles what `make bench` measures beside bcgc where CROSSING_PROBABILITY names a checkout of
# github.com/mosco/crossing-probability and FFTW 3 is installed (libfftw3-dev); prints the path of the program, or nothing.
# usage: sh scripts/peers.sh
set -eu
cd "$(dirname "$0")/.."
sources=${CROSSING_PROBABILITY:-}
if [ -z "$sources" ]; then
    echo "peers: CROSSING_PROBABILITY does not name a checkout of that program: it is left out" >&2
    exit 0
fi
program=${CARGO_TARGET_DIR:-target}/peers/crossing_probability
mkdir -p "$(dirname "$program")"
if ! [ "$program" -nt benches/peers/crossing_probability.cc ]; then
    # As its own Makefile does, with headers that newer compilers no longer include by themselves.
    ${CXX:-g++} -include iterator -include limits -std=c++11 -O3 -ffast-math -fwrapv -march=native -I"$sources/src" -o "$program" \
        benches/peers/crossing_probability.cc "$sources/src/ecdf1_new.cc" "$sources/src/fftwconvolver.cc" \
        "$sources/src/poisson_pmf.cc" "$sources/src/common.cc" "$sources/src/string_utils.cc" -lfftw3 >&2
fi
echo "$program"
