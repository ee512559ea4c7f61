# Awaz Pulse: two commands matter, `make run` and `make test`. `make` alone lists them all.
SHELL := /bin/bash
CARGO ?= cargo
DATA_DIR ?= ./data
export CARGO_TERM_COLOR ?= auto

.DEFAULT_GOAL := help
.PHONY: help setup setup-test web build run test check fmt lint api demo-audio bench clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## Install what building needs (Debian packages); says what it does
	@scripts/setup.sh build

setup-test: setup ## Install what the tests need as well: ffmpeg, Icecast, Liquidsoap, nginx, PostgreSQL, Chromium …
	@scripts/setup.sh test

web: web/dist/.stamp ## Build the web app into web/dist

web/node_modules/.stamp: web/package.json web/package-lock.json
	@echo "web: installing npm packages (web/package-lock.json)"
	@cd web && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.stamp

web/dist/.stamp: web/node_modules/.stamp $(shell find web/src web/public web/index.html web/vite.config.ts -type f 2>/dev/null)
	@echo "web: building the web app"
	@cd web && npm run build --silent && touch dist/.stamp

build: setup web ## Build target/release/awaz with the web app and every engine inside
	$(CARGO) build --release --locked -p awaz
	@ls -lh target/release/awaz

run: setup web ## Set up, build and start the product with its demo stations
	$(CARGO) build --locked -p awaz
	@exec target/debug/awaz serve --demo --data-dir $(DATA_DIR)

test: setup-test web ## Set up and pass every test
	@scripts/test.sh

check: ## The quick checks only: house rules, formatting, clippy, types
	@scripts/check.sh

fmt: ## Format everything
	$(CARGO) fmt --all
	cd web && npm run format --silent

api: ## Write openapi/awaz.json and the web's generated types
	$(CARGO) run --locked -q -p awaz -- openapi > openapi/awaz.json.new && mv openapi/awaz.json.new openapi/awaz.json
	cd web && npm run api --silent

demo-audio: ## Synthesise the demo stations' sound anew (fixtures/demo)
	@scripts/demo-audio.sh

bench: setup-test ## Measure side by side with the peers (release build; takes a while)
	$(CARGO) build --release --locked -p awaz
	target/release/awaz bench all

clean: ## Remove what was built; keeps ./data
	$(CARGO) clean
	rm -rf web/dist web/node_modules
