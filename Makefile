# One profile everywhere: HiGHS is compiled once, in some minutes, and used by every target.
CARGO ?= cargo
PROFILE := --release
# The tests check HiGHS against the pure-Rust solver microlp.
TESTED := $(PROFILE) --features microlp

.PHONY: help run test bench doc proofs check bootstrap

help:
	@echo "make run    build, then solve examples/paper-n20.toml by every method"
	@echo "make test   every test: unit, integration, doc"
	@echo "make check  formatting, clippy and rustdoc, warnings refused"
	@echo "make bench  benchmarks"
	@echo "make doc    the documentation of the library, in target/doc"
	@echo "make proofs check the machine-checked proofs"

bootstrap:
	@sh scripts/bootstrap.sh

run: bootstrap
	@echo "Building bcgc; the first time this compiles HiGHS, which takes some minutes."
	$(CARGO) build $(PROFILE)
	@$(CARGO) run $(PROFILE) --quiet -- solve examples/paper-n20.toml

# The fast ones first.
test: bootstrap
	$(CARGO) test $(TESTED) --lib --bins
	$(CARGO) test $(TESTED) --test '*'
	$(CARGO) test $(TESTED) --doc

bench: bootstrap
	$(CARGO) bench

doc: bootstrap
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(TESTED) --no-deps

check: bootstrap
	$(CARGO) fmt --check
	$(CARGO) clippy $(TESTED) --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc $(TESTED) --no-deps

proofs:
	$(MAKE) -C proofs
