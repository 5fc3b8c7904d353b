# One profile everywhere: HiGHS is compiled once, in some minutes, and used by every target.
CARGO ?= cargo
PROFILE := --release
# Where `make install` puts things; DESTDIR stands before it where a package is made.
PREFIX ?= /usr/local
DESTDIR ?=
BCGC ?= $(or $(CARGO_TARGET_DIR),target)/release/bcgc

.PHONY: help install uninstall run test test-rust test-python test-library python python-doc wheel mpi-test fuzz bench instructions complexity growth doc proofs verified-checker check bootstrap

help:
	@echo "make bootstrap         install what the build needs, where it is missing; what builds with HiGHS does so first"
	@echo "make run               build, then solve examples/paper-n20.toml by every method"
	@echo "make install           put bcgc, its manual pages and completions into PREFIX (/usr/local)"
	@echo "make uninstall         take them away again"
	@echo "make test              every test: unit, integration, doc (make test-rust), and make test-python"
	@echo "make python            the Python package as a wheel, installed into a virtual environment below target/"
	@echo "make test-python       its types, stubs, tests and pages; its wheel and its source distribution"
	@echo "make mpi-test          coded gradients on MPI: installs Open MPI where it is missing, and runs ranks on this machine"
	@echo "make python-doc        the reference of the Python package, in target/python/doc"
	@echo "make wheel             a manylinux2014 wheel and the source distribution, in target/python/dist"
	@echo "make test-library      the library without HiGHS and the command line"
	@echo "make fuzz              a million spoiled inputs for every reader: some hours; make test tries 3000 of each"
	@echo "make check             formatting, clippy and rustdoc, warnings refused; the shape of src/, see CONTRIBUTING.md"
	@echo "make bench             benchmarks"
	@echo "make instructions      instructions of core operations against those stored; more than 3 % above them fails"
	@echo "make complexity        time against the number of workers, for docs/study"
	@echo "make growth            time and memory of the program against N, L and S, for docs/study"
	@echo "make doc               the documentation of the library, in target/doc"
	@echo "make proofs            check the machine-checked proofs"
	@echo "make verified-checker  compile the checker extracted from the proofs; run it on its examples, and both checkers on certificates"

bootstrap:
	@sh scripts/bootstrap.sh

run: bootstrap
	@echo "Building bcgc; the first time this compiles HiGHS, which takes some minutes."
	$(CARGO) build $(PROFILE)
	@$(CARGO) run $(PROFILE) --quiet -- solve examples/paper-n20.toml

$(BCGC):
	$(MAKE) bootstrap
	$(CARGO) build $(PROFILE)

# Build as yourself, then install as whoever may write there: nothing is compiled again.
install: $(BCGC)
	@sh scripts/install.sh "$(BCGC)" "$(DESTDIR)$(PREFIX)"

uninstall:
	@sh scripts/install.sh --remove "$(DESTDIR)$(PREFIX)"

test: test-rust test-python

# The fast ones first.
test-rust: bootstrap
	$(CARGO) test $(PROFILE) -p bcgc-verify
	$(CARGO) test $(PROFILE) --lib --bins
	$(CARGO) test $(PROFILE) --test '*'
	$(CARGO) test $(PROFILE) --doc

# cargo compiles the library once for this and for everything above.
python:
	@sh scripts/bootstrap.sh python
	@sh scripts/python.sh build

test-python: python
	$(CARGO) build $(PROFILE)
	@sh scripts/python.sh test

mpi-test: python
	@sh scripts/bootstrap.sh mpi
	@sh scripts/python.sh mpi

python-doc: python
	@sh scripts/python.sh doc

wheel:
	@sh scripts/bootstrap.sh python
	@sh scripts/python.sh wheel

# The library as a dependency sees it that wants neither HiGHS nor the command line: no CMake, no C++ compiler.
test-library:
	$(CARGO) test $(PROFILE) --no-default-features --tests

# TIMES is the number of inputs for each reader.
TIMES ?= 1000000
fuzz: bootstrap
	BCGC_FUZZ=$(TIMES) $(CARGO) test $(PROFILE) --test fuzz -- --nocapture

bench: bootstrap
	$(CARGO) bench --bench runtime --bench encoding --bench completion --bench global --bench rare
	BCGC_CROSSING_PROBABILITY=$$(sh scripts/peers.sh) $(CARGO) bench --bench peers
	$(CARGO) bench --bench integer_optimum

# Of the crate compiled as one unit: into how many the compiler divides it, and what it inlines between them, would be counted too.
# RECORD=1 stores the counts after a meant change.
ONE_UNIT := --config profile.release.package.bcgc.codegen-units=1 --config profile.bench.package.bcgc.codegen-units=1
instructions: bootstrap
	@sh scripts/bootstrap.sh valgrind
	$(CARGO) $(ONE_UNIT) bench --bench instructions -- $(if $(RECORD),--record)

# Time against the number of workers, beside what the paper claims: some minutes.
complexity: bootstrap
	$(CARGO) bench --bench complexity -- $(CURDIR)/docs/study

# Time and memory of the program against N, L and S: about a quarter of an hour.
growth: bootstrap
	$(CARGO) bench --bench growth -- $(CURDIR)/docs/study

doc: bootstrap
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(PROFILE) --no-deps

check: bootstrap
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(PROFILE) --workspace --all-targets -- -D warnings
	$(CARGO) test $(PROFILE) --test architecture
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(PROFILE) --no-deps

proofs:
	$(MAKE) -C proofs

# The checker whose soundness is machine-checked, extracted from the proofs and run on its examples; then it and
# bcgc-verify on stored certificates and on those of the tests: they must agree.
verified-checker: bootstrap
	$(MAKE) -C proofs verified-checker
	CARGO="$(CARGO)" sh scripts/both_checkers.sh
