#!/usr/bin/env bash
# The web app in a real Chromium, first against its own mock of the server, then against the product.
set -euo pipefail
cd "$(dirname "$0")/.."
awaz="${CARGO_TARGET_DIR:-$PWD/target}/debug/awaz"
(cd web && npm run e2e --silent)

folder=$(mktemp -d)
# The free ports are taken in one go, so that they differ.
read -r http icecast < <(node -e '
  const net = require("node:net");
  const open = () => new Promise((done) => { const server = net.createServer().listen(0, "127.0.0.1", () => done(server)); });
  Promise.all([open(), open()]).then((servers) => {
    console.log(servers.map((server) => server.address().port).join(" "));
    for (const server of servers) server.close();
  });')
"$awaz" serve --demo --http "127.0.0.1:$http" --icecast "127.0.0.1:$icecast" --shoutcast off \
  --data-dir "$folder/data" >"$folder/out.log" 2>"$folder/err.log" &
server=$!
finish() {
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
for _ in $(seq 100); do
  curl -sf "http://127.0.0.1:$http/ready" >/dev/null && break
  sleep 0.2
done
password=$(sed -n 's/.*with the password //p' "$folder/out.log")
# The first pieces are being taken in: the stories want music, not the tone bed.
sleep 5
if ! (cd web && AWAZ_E2E_URL="http://127.0.0.1:$http" AWAZ_E2E_EMAIL=owner@localhost.example \
  AWAZ_E2E_PASSWORD="$password" npm run e2e --silent -- --real); then
  tail -n 40 "$folder/err.log" | cut -c1-300 >&2
  exit 1
fi
