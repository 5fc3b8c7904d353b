#!/bin/sh
# The Python package, in a virtual environment of its own below the folder of cargo's outputs:
#   build   makes a wheel for this machine and installs it there
#   test    types, stubs, tests and the pages of the documentation, on the wheel that is installed; then wheel and source
#           distribution themselves
#   mpi     tests coded gradients on MPI, ranks of this machine
#   doc     makes the reference of all functions, in target/python/doc
#   wheel   makes a manylinux2014 wheel with the toolchain of ziglang, and the source distribution, in target/python/dist
# What is missing is installed from PyPI. The build shares what cargo has compiled before in release mode.
set -eu
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-$PWD/target}
venv=$target/python/venv
wheels=$target/python/wheels
dist=$target/python/dist
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
    checked "types" "$venv/bin/mypy" --no-incremental --strict package/bcgc build_backend.py
    checked "stubs" "$venv/bin/stubtest" --concise bcgc._bcgc
    checked "tests" env BCGC="${BCGC:-$target/release/bcgc}" "$python" -m pytest
    cd ..
    packages
}

# What maturin says of manifests that are not for crates.io, and of a backend in front of it, is left out where all went well.
quietly() {
    "$@" 2>"$target/python/log" || {
        cat "$target/python/log" >&2
        exit 1
    }
}

# The wheel of this machine, the source distribution, and the wheel that is built from that: it has the same files, and works.
# Only the crates of this repository are compiled for it, as they lie elsewhere, and without optimisation, as nothing is timed.
packages() {
    [ "$(uname)" = Linux ] || return 0
    checked "wheel" "$python" scripts/packages.py wheel "$wheels"/bcgc-*.whl
    source=$target/python/source
    rm -rf "$source"
    quietly "$venv/bin/maturin" sdist --manifest-path python/Cargo.toml --out "$source"
    checked "source distribution" "$python" scripts/packages.py source "$source"/bcgc-*.tar.gz
    tar -xzmf "$source"/bcgc-*.tar.gz -C "$source"
    say "a wheel from the source distribution"
    set --
    for crate in bcgc bcgc-verify bcgc-python; do
        set -- "$@" --config "profile.release.package.$crate.opt-level=0" --config "profile.release.package.$crate.debug=false"
    done
    (
        cd "$source"/bcgc-*/
        quietly env CARGO_TARGET_DIR="$target" "$venv/bin/maturin" build --release --out "$source" "$@"
    )
    "$python" scripts/packages.py same "$wheels"/bcgc-*.whl "$source"/bcgc-*.whl
    "$python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$source/installed" "$source"/bcgc-*.whl
    PYTHONPATH=$source/installed "$python" -c "
import bcgc
assert bcgc.__file__.startswith('$source/installed'), bcgc.__file__
report = bcgc.solve(bcgc.Instance(4, 20, bcgc.ShiftedExponential(rate=1.0)), ['exact'])
assert report.best.partition.tolist() == [3, 1, 2, 14], report.best.partition"
}

# mpi4py takes the MPI library of that name, also where pip has brought another one into the environment.
mpi_test() {
    environment
    cd python
    checked "coded gradients on MPI" env MPI4PY_MPIABI=openmpi OMP_NUM_THREADS=1 "$python" -m pytest tests_mpi
}

wheel() {
    environment
    rm -rf "$dist"
    "$python" -m pip install --quiet --disable-pip-version-check ziglang cmake ninja
    PATH=$venv/bin:$PATH "$venv/bin/maturin" build --release --zig --compatibility manylinux2014 \
        --target "$(uname -m)-unknown-linux-gnu" --manifest-path python/Cargo.toml --out "$dist"
    "$venv/bin/maturin" sdist --manifest-path python/Cargo.toml --out "$dist"
    "$python" scripts/packages.py wheel "$dist"/bcgc-*-manylinux2014_*.whl manylinux_2_17
    "$python" scripts/packages.py source "$dist"/bcgc-*.tar.gz
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
