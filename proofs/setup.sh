#!/bin/sh
# Install what the proofs need and is missing: Coq and the algebra part of the Mathematical Components
# library, from Debian's packages (bookworm: coq 8.16.1, mathcomp 1.15; about 1 GB); with the argument
# `checker` also what compiles the extracted checker (zarith).  Says what it does; does nothing when all is there.
set -eu
wanted=${1:-proofs}

proofs_present() {
    command -v coqc >/dev/null && command -v coq_makefile >/dev/null &&
        [ -e "$(coqc -where)/user-contrib/mathcomp/algebra/all_algebra.vo" ]
}

present() {
    proofs_present || return 1
    # Coq itself brings zarith without what compiling against it needs.
    [ "$wanted" != checker ] || [ -e "$(ocamlfind query zarith 2>/dev/null)/big_int_Z.cmi" ]
}

if present; then
    echo "proofs: using $(coqc --print-version | cut -d' ' -f1 | sed 's/^/Coq /') with mathcomp, already installed"
    exit 0
fi

packages="coq libcoq-mathcomp-algebra"
if [ "$wanted" = checker ]; then packages="$packages ocaml-nox ocaml-findlib libzarith-ocaml-dev"; fi
if ! command -v apt-get >/dev/null; then
    echo "proofs: Coq 8.16 and mathcomp 1.15 (ssreflect, algebra), or for the checker OCaml, findlib and zarith, are" \
        "missing and there is no apt-get; install them and run this again" >&2
    exit 1
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "proofs: needs root or sudo to install: $packages" >&2
        exit 1
    fi
    as_root=sudo
fi

echo "proofs: installing $packages with apt-get"
$as_root apt-get update -q
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages
if ! present; then
    echo "proofs: apt-get finished, but something of $packages is still missing" >&2
    exit 1
fi
