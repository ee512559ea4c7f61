#!/usr/bin/env bash
# Every test. `make test` has set up before this runs.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS

step() { printf '\n== %s (%d s so far)\n' "$*" $((SECONDS - started)); }

step "build"
cargo build --locked --workspace --all-targets
step "unit and integration tests"
cargo test --locked --workspace --exclude awaz-tests
step "stories over the whole product, with real encoders, players and a browser"
AWAZ_BIN="$PWD/target/debug/awaz" cargo test --locked -p awaz-tests -- --test-threads=6
step "web: against the product in Chromium"
scripts/e2e.sh
step "checks"
scripts/check.sh
printf '\nAll passed in %d s.\n' $((SECONDS - started))
