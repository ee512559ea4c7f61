#!/usr/bin/env bash
# Fetches OpenSearch for the tests, as Maven packages, where it is not here yet; prints nothing else.
set -euo pipefail
cd "$(dirname "$0")/../libs/testkit/engines/opensearch"
version=$(sed -n 's:.*<version>\([0-9.]*\)</version>.*:\1:p' pom.xml | tail -n 1)
folder="${AWAZ_ENGINES:-$HOME/.cache/awaz}/opensearch-$version"
[ -e "$folder/complete" ] && exit 0
echo "setup: fetching OpenSearch $version for the tests into $folder"
rm -rf "$folder"
mkdir -p "$folder"
mvn -B -q -f pom.xml dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$folder" >/dev/null
touch "$folder/complete"
