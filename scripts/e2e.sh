#!/usr/bin/env bash
# The web app in a real Chromium, first against its own mock of the server, then against the product.
set -euo pipefail
cd "$(dirname "$0")/../web"
npm run e2e --silent
