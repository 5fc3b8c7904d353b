#!/bin/sh
# The Python package, in a virtual environment of its own below the folder of cargo's outputs:
#   build   makes a wheel for this machine and installs it there
#   test    types, stubs, tests and the pages of the documentation, on the wheel that is installed
#   mpi     tests coded gradients on MPI, ranks of this machine
#   doc     makes the reference of all functions, in target/python/doc
#   wheel   makes a manylinux2014 wheel with the toolchain of ziglang, and the source distribution
# What is missing is installed from PyPI. The build shares what cargo has compiled before in release mode.
set -eu
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$PWD/target}
venv=$target/python/venv
wheels=$target/python/wheels
python=$venv/bin/python

say() { printf 'python: %s\n' "$*" >&2; }

# A virtual environment with what python/requirements.txt names; made again where that has changed.
environment() {
    if ! cmp -s python/requirements.txt "$venv/requirements.txt"; then
        say "making $venv"
        rm -rf "$venv"
        python3 -m venv "$venv"
        "$python" -m pip install --quiet --disable-pip-version-check -r python/requirements.txt
        cp python/requirements.txt "$venv/requirements.txt"
    fi
}

build() {
    environment
    rm -rf "$wheels"
    "$venv/bin/maturin" build --release --manifest-path python/Cargo.toml --out "$wheels" --quiet
    "$python" -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps "$wheels"/bcgc-*.whl
    ls "$wheels"/bcgc-*.whl
}

checked() {
    say "$1"
    shift
    "$@"
}

test_all() {
    environment
    checked "licences" python3 scripts/licences.py --check
    cd python
    # Not from the sources: what is installed is tested.
    checked "types" "$venv/bin/mypy" --no-incremental --strict package/bcgc
    checked "stubs" "$venv/bin/stubtest" --concise bcgc._bcgc
    checked "tests" env BCGC="${BCGC:-$target/release/bcgc}" "$python" -m pytest
}

# mpi4py takes the MPI library of that name, also where pip has brought another one into the environment.
mpi_test() {
    environment
    cd python
    checked "coded gradients on MPI" env MPI4PY_MPIABI=openmpi OMP_NUM_THREADS=1 "$python" -m pytest tests_mpi
}

wheel() {
    environment
    "$python" -m pip install --quiet --disable-pip-version-check ziglang cmake ninja
    PATH=$venv/bin:$PATH "$venv/bin/maturin" build --release --zig --compatibility manylinux2014 \
        --target "$(uname -m)-unknown-linux-gnu" --manifest-path python/Cargo.toml --out "$wheels"
    "$venv/bin/maturin" sdist --manifest-path python/Cargo.toml --out "$wheels"
    ls "$wheels"
}

doc() {
    environment
    "$venv/bin/pdoc" --docformat numpy --no-show-source --output-directory "$target/python/doc" bcgc bcgc.plots bcgc.mpi bcgc.mpi.figures
    echo "$target/python/doc/bcgc.html"
}

case "${1:-}" in
    build) build ;;
    test) test_all ;;
    mpi) mpi_test ;;
    doc) doc ;;
    wheel) wheel ;;
    *)
        say "give build, test, mpi, doc or wheel"
        exit 2
        ;;
esac
