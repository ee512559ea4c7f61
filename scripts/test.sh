#!/usr/bin/env bash
# Every test. `make test` has set up before this runs.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS

step() { printf '\n== %s (%d s so far)\n' "$*" $((SECONDS - started)); }

# The stories' programs, out of cargo's messages: naming the package to cargo instead would build
# all libraries a second time, with other features.
stories() {
  node -e '
    const lines = require("node:fs").readFileSync(0, "utf8").split("\n").filter((line) => line.startsWith("{"));
    for (const line of lines) {
      const one = JSON.parse(line);
      if (one.executable && one.profile?.test && /awaz-tests/.test(one.package_id)) console.log(one.executable);
    }'
}

step "build"
cargo build --locked --workspace --all-targets
mapfile -t stories < <(cargo build --locked --workspace --all-targets --message-format=json 2>/dev/null | stories)
[ "${#stories[@]}" -gt 0 ] || { echo "test: the stories were not built" >&2; exit 1; }
step "unit and integration tests"
cargo test --locked --workspace --exclude awaz-tests
step "stories over the whole product, with real encoders, players and a browser"
for story in "${stories[@]}"; do
  (cd tests && AWAZ_BIN="${CARGO_TARGET_DIR:-$PWD/../target}/debug/awaz" "$story" --test-threads=6)
done
step "web: against the product in Chromium"
scripts/e2e.sh
step "checks"
scripts/check.sh
printf '\nAll passed in %d s.\n' $((SECONDS - started))
