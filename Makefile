# opstui: `make run` to see it, `make test` to check it. Everything else: `make help`.

SWIFT ?= swift
BINARY := .build/release/opstui
PREFIX ?= /usr/local
DEMO_ARGUMENTS ?=
# A group of tests that has not ended by then hangs.
TEST_SECONDS ?= 600

.PHONY: help run build test check lint format bench bench-store fuzz-api fuzz-payloads fuzz-metrics check-sparkplug install health packages test-packages

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: packages build ## install what is missing, build, and run the demo
	@exec $(BINARY) demo $(DEMO_ARGUMENTS)

build: packages ## the release binary, at .build/release/opstui
	@$(SWIFT) build -c release --static-swift-stdlib --product opstui 1>&2

test: test-packages ## all tests, each on servers of its own
	@$(SWIFT) build --build-tests 1>&2
	@SWIFT=$(SWIFT) scripts/run-tests $(TEST_SECONDS)

check: lint test ## lint, then all tests

lint: ## formatting and style
	@$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests

format: ## put the formatting right
	@$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

bench: build ## measurements beside a peer, in one run
	@bench/run

bench-store: ## two hours of 10,000 series beside Prometheus: bytes a sample, samples a second
	@scripts/install-packages run test bench
	@$(SWIFT) build -c release --static-swift-stdlib --product StoreBench 1>&2
	@bench/store/run.py

fuzz-api: ## three minutes of Schemathesis against the API of a demo
	@$(SWIFT) build --product opstui 1>&2
	@scripts/fuzz-api

fuzz-payloads: ## a minute of libFuzzer over everything that reads bytes from a broker
	@scripts/fuzz-payloads

fuzz-metrics: ## a minute of libFuzzer over each reader of the metrics library (docs/fuzzing.md)
	@scripts/fuzz-metrics

check-sparkplug: ## opstui beside a stock Sparkplug B client from PyPI
	@$(SWIFT) build --product opstui 1>&2
	@scripts/check-sparkplug

install: build ## into PREFIX (default /usr/local)
	@scripts/install-into "$(DESTDIR)$(PREFIX)"

health: ## ask a running server how it is
	@$(BINARY) status

packages:
	@scripts/install-packages run

test-packages:
	@scripts/install-packages run test
