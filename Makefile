# `make` is the only door; `make help` explains it.
.DEFAULT_GOAL := help
SHELL := /bin/bash
BUILD ?= .build
PRODUCTS := duban duband duban-plugin-documents duban-plugin-notices
PACKAGES := libsqlite3-dev libsystemd-dev libcairo2-dev libpango1.0-dev libqrencode-dev fonts-noto-cjk pkg-config tzdata \
            systemd poppler-utils procps sqlite3 bubblewrap

.PHONY: help deps build demo test test-notices run check format bench clean

help: ## Show what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

deps: ## Install the system libraries that this machine lacks (Debian 12, as root or with sudo)
	@missing=$$(for p in $(PACKAGES); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'install ok installed' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	    echo "· installing $$missing"; \
	    sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	    $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

build: deps ## Build the daemon, the command line and the plugins
	@for p in $(PRODUCTS); do swift build --scratch-path $(BUILD) --product $$p || exit 1; done

demo: build ## Play one certificate case, and one that breaks its promise, from application to PDF
	@.ci/with-journald .ci/demo $(BUILD)/debug

test: deps ## Run everything quick: unit, conformance, simulation, whole processes
	@swift build --scratch-path $(BUILD) --build-tests && .ci/with-journald swift test --scratch-path $(BUILD) --skip-build

test-notices: build ## Send notices to a real mail server and a receiver that checks with the reference libraries (from PyPI)
	@python3 Tests/Tools/test-notices.py $(BUILD)/debug

run: build ## Serve on ./scratch/state with a real clock, letting --as NAME act for anyone
	@$(BUILD)/debug/duband --dev --state scratch/state

check: ## Check formatting, and the shipped workflow against the shipped roster
	@swift format lint --strict --configuration .swift-format --recursive Sources Tests
	@swift build --scratch-path $(BUILD) --product duban && $(BUILD)/debug/duban workflow check workflows/certificate-issuance --staff config/staff.yaml

format: ## Format all Swift files
	@swift format -i --configuration .swift-format --recursive Sources Tests

bench: deps ## Measure durable steps a second (W1) beside its floor, in release
	@swift run -c release --package-path Benchmarks --scratch-path .build-bench duban-bench

clean: ## Remove what was built
	@rm -rf $(BUILD) .build-bench .build-notices
