#!/usr/bin/env bash
# Synthesises the demo stations' sound anew into fixtures/demo. Needs ffmpeg and espeak-ng.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in ffmpeg espeak-ng; do
  command -v "$tool" >/dev/null || { echo "demo-audio: $tool is missing: apt-get install $tool" >&2; exit 1; }
done
cargo run --release --locked -q -p xtask -- demo-audio
du -sh fixtures/demo
