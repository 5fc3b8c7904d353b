#!/bin/sh
# Installs what compiling HiGHS needs, where it is missing: CMake, Ninja, a C++ compiler, make and
# libclang (for the bindings); with the argument `python` also Python with its module venv, with `valgrind`
# also valgrind. Says what it does; does nothing where everything is present. Works as root or through sudo,
# and needs no input of its own.
set -eu
wanted=${1:-}

say() { printf 'bootstrap: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

# The library itself: libclang-cpp is another one.
has_libclang() {
    [ -n "${LIBCLANG_PATH:-}" ] && return 0
    for file in \
        /usr/lib/llvm*/lib/libclang.so* /usr/lib/llvm*/lib/libclang-[0-9]*.so* \
        /usr/lib/*/libclang.so* /usr/lib/*/libclang-[0-9]*.so* \
        /usr/lib/libclang.so* /usr/lib64/libclang.so* /usr/lib64/llvm*/lib/libclang.so* \
        /usr/local/lib/libclang.so* \
        /opt/homebrew/opt/llvm/lib/libclang.dylib /usr/local/opt/llvm/lib/libclang.dylib \
        /Library/Developer/CommandLineTools/usr/lib/libclang.dylib; do
        [ -e "$file" ] && return 0
    done
    return 1
}

# The needs that are not met, by name.
missing() {
    has make || echo make
    has cmake || echo cmake
    has ninja || echo ninja
    # rustc links through cc, CMake compiles through c++.
    { has cc && { has c++ || has g++ || has clang++; }; } || echo compiler
    has_libclang || echo libclang
    [ "$wanted" != python ] || has_python || echo python
    [ "$wanted" != valgrind ] || has valgrind || echo valgrind
}

# Debian leaves ensurepip, which venv needs, to a package of its own.
has_python() { has python3 && python3 -c 'import ensurepip, venv' 2>/dev/null; }

manager() {
    for candidate in apt-get dnf apk pacman zypper brew; do
        if has "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

# The package that meets a need under a package manager.
package() {
    case "$1:$2" in
        apt-get:ninja | dnf:ninja) echo ninja-build ;;
        apk:ninja) echo samurai ;;
        apt-get:compiler) echo g++ libc6-dev ;;
        dnf:compiler | zypper:compiler) echo gcc gcc-c++ ;;
        apk:compiler) echo gcc g++ musl-dev ;;
        pacman:compiler) echo gcc ;;
        brew:compiler) echo gcc ;;
        apt-get:libclang) newest_libclang ;;
        dnf:libclang | zypper:libclang) echo clang-devel ;;
        apk:libclang) echo clang-dev ;;
        pacman:libclang) echo clang ;;
        brew:libclang) echo llvm ;;
        apt-get:python) echo python3 python3-venv ;;
        dnf:python | zypper:python) echo python3 python3-pip ;;
        apk:python) echo python3 py3-pip ;;
        *) echo "$2" ;;
    esac
}

# Debian and Ubuntu number the package; the library alone is far smaller than libclang-dev.
newest_libclang() {
    newest=$(apt-cache search --names-only '^libclang1-[0-9]+$' | cut -d' ' -f1 | sort -t- -k2 -n | tail -n 1)
    echo "${newest:-libclang-dev}"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif has sudo; then
        sudo "$@"
    else
        say "this needs root: run  $*"
        exit 1
    fi
}

install() {
    say "$1: installing $(echo "$2" | tr '\n' ' ')"
    # The list of packages is split into words on purpose.
    # shellcheck disable=SC2086
    case "$1" in
        apt-get) as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $2 ;;
        dnf) as_root dnf install -y $2 ;;
        apk) as_root apk add --no-cache $2 ;;
        pacman) as_root pacman -Sy --needed --noconfirm $2 ;;
        zypper) as_root zypper --non-interactive install $2 ;;
        brew) brew install $2 ;;
    esac </dev/null >&2
}

if ! has cargo; then
    say "cargo is missing: install a Rust toolchain (https://rustup.rs) and try again"
    exit 1
fi

needs=$(missing)
[ -z "$needs" ] && exit 0
say "missing: $(echo "$needs" | tr '\n' ' ')"

manager=$(manager)
if [ -z "$manager" ]; then
    say "no package manager that this script knows; install CMake, Ninja, make, a C++ compiler and libclang"
    exit 1
fi
if [ "$manager" = apt-get ]; then
    say "apt-get: refreshing the lists of packages"
    as_root apt-get update -q </dev/null >&2
fi
packages=$(for need in $needs; do package "$manager" "$need"; done)
install "$manager" "$packages"

needs=$(missing)
if [ -n "$needs" ]; then
    say "still missing after the installation: $(echo "$needs" | tr '\n' ' ')"
    exit 1
fi
say "done"
