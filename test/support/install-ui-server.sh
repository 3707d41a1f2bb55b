#!/usr/bin/env bash
# Builds the Temporal UI server, into the folder that tests look for heavy tools in.
set -euo pipefail
version=v2.42.1

cache="${XDG_CACHE_HOME:-$HOME/.cache}/managed-temporal/tools"
if [ -x "$cache/temporal-ui-server" ]; then exit 0; fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"
GOBIN="$work" go install "github.com/temporalio/ui-server/v2/cmd/server@$version"
mv "$work/server" "$cache/temporal-ui-server.$$"
mv "$cache/temporal-ui-server.$$" "$cache/temporal-ui-server"
