# `make` is the only door; `make help` explains it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BUILD ?= .build
DESTDIR ?=
# What `deps` sees to on a clean Debian 12: libraries to build with, then what runs, tests and the demo use.
PACKAGES := libsqlite3-dev libsystemd-dev libcairo2-dev libpango1.0-dev libqrencode-dev pkg-config \
            fonts-noto-cjk tzdata systemd poppler-utils procps bubblewrap strace python3

# Tests at once: those over whole processes block a thread each, and all of them at once would keep the others from their time limits.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 4

.PHONY: help deps build release demo test test-notices run check format simulate torture bench bench-peers bench-plots container-test install clean

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

deps: ## Install the system libraries that this machine lacks (Debian 12, as root or with sudo)
	@.ci/install-packages $(PACKAGES)

build: deps ## Build the daemon, the command line and the plugins
	@swift build --scratch-path $(BUILD)

release: deps ## Build them optimised, with Swift's own libraries linked in
	@swift build -c release --static-swift-stdlib --scratch-path $(BUILD)

demo: build ## Play one certificate case, and one that breaks its promise, from application to PDF
	@.ci/with-journald .ci/demo $(BUILD)/debug

test: deps ## Run everything quick: unit, conformance, simulation, whole processes
	@swift build --scratch-path $(BUILD) --build-tests && .ci/with-journald swift test --scratch-path $(BUILD) --skip-build

test-notices: build ## Send notices to a real mail server and a receiver that checks with the reference libraries (from PyPI)
	@python3 Tests/Tools/test-notices.py $(BUILD)/debug

run: build ## Serve on ./scratch/state with a real clock, letting --as NAME act for anyone
	@$(BUILD)/debug/duband --dev --state scratch/state

check: build ## Check formatting, the shipped workflows against the shipped roster, and the sandbox of the service
	@swift format lint --strict --parallel --configuration .swift-format --recursive Sources Tests
	@for bundle in workflows/*/; do $(BUILD)/debug/duban workflow check $$bundle --staff config/staff.yaml || exit 1; done
	@! command -v systemd-analyze >/dev/null || systemd-analyze security --offline=yes --no-pager --threshold=10 systemd/duband.service | tail -1

format: ## Format all Swift files
	@swift format -i --parallel --configuration .swift-format --recursive Sources Tests

simulate: deps ## Run the simulator over a thousand seeds (DUBAN_SEEDS=N; DUBAN_SEED=N runs one)
	@DUBAN_SEEDS=$${DUBAN_SEEDS:-1000} swift test --scratch-path $(BUILD) --filter DubanSimulationTests

torture: build ## Kill, starve and poison the real daemon, and prove that nothing was lost (TORTURE=--quick for a short one)
	@.ci/install-packages strace python3
	@.ci/with-journald .ci/torture $(TORTURE) $(BUILD)/debug

bench: deps ## Measure W1 to W5 and the API beside their floors, in release (WORKS="W1 W4" for some; BENCH_OPTIONS="--cases 5000")
	@swift build -c release --scratch-path .build-release --product duband
	@swift build -c release --package-path Benchmarks --scratch-path .build-bench --product duban-bench
	@.ci/with-journald .build-bench/release/duban-bench $(WORKS) $(BENCH_OPTIONS)

bench-peers: deps ## Run peers from PyPI and Duban side by side, and print how many times faster Duban is
	@.ci/install-packages python3-venv postgresql
	@swift build -c release --package-path Benchmarks --scratch-path .build-bench --product duban-bench
	@.ci/with-journald Benchmarks/peers/run

bench-plots: deps ## Draw the plots of docs/performance.md: W1 against cases in flight, W3 against pending timers
	@swift build -c release --package-path Benchmarks --scratch-path .build-bench --product duban-bench
	@.ci/with-journald Benchmarks/plots .build-bench/release/duban-bench

container-test: release ## Boot a Debian container with the real systemd and try the service in it (root; needs debootstrap, systemd-nspawn)
	@Tests/Container/run $(BUILD)/release

install: ## Install what `make release` built under DESTDIR: binaries, configuration, units (see docs/operations.md)
	@.ci/install $(BUILD)/release "$(DESTDIR)"

clean: ## Remove what was built
	@rm -rf $(BUILD) .build-bench .build-release .build-notices scratch
