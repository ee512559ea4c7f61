#!/usr/bin/env bash
# Builds the S3 servers of the tests from their Go modules, each once per version: versitygw, and
# MinIO, which is the more complete one (a tool of the tests only; its licence is the AGPL). Prints
# nothing where they are here.
set -euo pipefail
cache="${AWAZ_ENGINES:-$HOME/.cache/awaz}"

build() {
  local folder="$cache/$1" package="$2"
  [ -e "$folder/complete" ] && return
  command -v go >/dev/null || { echo "setup: Go is not here; install Go 1.24 or later" >&2; exit 1; }
  echo "setup: building $1 for the tests into $folder (minutes, once)"
  rm -rf "$folder"
  mkdir -p "$folder"
  GOBIN="$folder" go install -trimpath -ldflags "-s -w" "$package"
  touch "$folder/complete"
}

build versitygw-1.8.0 github.com/versity/versitygw/cmd/versitygw@v1.8.0
build minio-20260212 github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c
