#!/usr/bin/env bash
# Installs what is missing on a Debian machine and says what it does. Starts no system-wide
# service: packages that would are kept from it while they install.
#   scripts/setup.sh build   what `make build` and `make run` need
#   scripts/setup.sh test    what `make test` needs as well
set -euo pipefail

BUILD_PACKAGES=(build-essential cmake make pkg-config)
TEST_PACKAGES=(
  ffmpeg               # a source, a player and the judge of what we encode
  icecast2             # the peer, and the target of push relays
  liquidsoap ezstream  # real encoders
  nginx-light          # the peer for HLS
  chromium             # the browser
  mpv                  # a player
  gstreamer1.0-tools gstreamer1.0-plugins-base gstreamer1.0-plugins-good
  gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly gstreamer1.0-libav
  postgresql-15        # the database at scale
  redis-server         # the cache at scale
  prometheus           # promtool checks our metrics
  default-jdk-headless maven  # OpenSearch, the search index at scale
  fonts-noto-core      # Urdu in screenshots
  curl openssl
)

missing() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || echo "$package"
  done
}

require() {
  command -v "$1" >/dev/null || { echo "setup: $1 is not here; $2" >&2; exit 1; }
}

keep_services_down() {
  [ -e /usr/sbin/policy-rc.d ] && return
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
  chmod +x /usr/sbin/policy-rc.d
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}

install() {
  local packages
  mapfile -t packages < <(missing "$@")
  if [ "${#packages[@]}" -eq 0 ]; then
    echo "setup: every Debian package needed is here"
    return
  fi
  if [ "$(id -u)" -ne 0 ]; then
    echo "setup: these Debian packages are missing; install them as root: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  require apt-get "this set-up knows Debian; install by hand: ${packages[*]}"
  echo "setup: installing Debian packages: ${packages[*]}"
  keep_services_down
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

require cargo "install Rust 1.95 or later"
require node "install Node.js 20.19 or later"
require npm "it comes with Node.js"
case "${1:-build}" in
  build) install "${BUILD_PACKAGES[@]}" ;;
  test)
    install "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
    "$(dirname "$0")/opensearch.sh"
    "$(dirname "$0")/s3.sh"
    ;;
  *) echo "usage: scripts/setup.sh build|test" >&2; exit 2 ;;
esac
