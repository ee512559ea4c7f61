#!/usr/bin/env bash
# The quick checks: house rules, formatting, lints, types. No server is started.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$*"; }

step "house rules (imports, sizes, words, licences)"
cargo run --locked -q -p xtask -- tidy
cargo run --locked -q -p xtask -- licences
step "formatting"
cargo fmt --all --check
step "clippy"
cargo clippy --locked --workspace --all-targets -q -- -D warnings
step "web: types, linter, unit tests"
(cd web && npm run check --silent)
