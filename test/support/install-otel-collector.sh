#!/usr/bin/env bash
# Builds a collector of OpenTelemetry, from test/support/otel-collector, into the folder that tests look for heavy tools in.
set -euo pipefail
source="$(cd "$(dirname "$0")" && pwd)/otel-collector"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/managed-temporal/tools"
# Another source is another collector.
version="$(cat "$source"/main.go "$source"/go.sum | sha256sum | cut -c1-12)"
collector="$cache/otel-collector-$version"
mkdir -p "$cache"
if [ ! -x "$collector" ]; then
  (cd "$source" && CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o "$collector.$$" .)
  mv "$collector.$$" "$collector"
fi
# Tests look for the plain name.
ln -sfn "otel-collector-$version" "$cache/otel-collector"
