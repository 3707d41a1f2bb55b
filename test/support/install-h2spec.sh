#!/usr/bin/env bash
# Builds h2spec, which says what an HTTP/2 server does wrong, into the folder that tests look for heavy tools in.
set -euo pipefail
version=v2.2.1+incompatible

cache="${XDG_CACHE_HOME:-$HOME/.cache}/managed-temporal/tools"
if command -v h2spec >/dev/null || [ -x "$cache/h2spec" ]; then exit 0; fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"
cd "$work"
# It is older than Go modules: `go install …@version` does not find the program in it.
go mod init h2spec-of-a-test
go get "github.com/summerwind/h2spec@$version" github.com/spf13/cobra@v1.10.2
go get github.com/summerwind/h2spec/cmd/h2spec
GOBIN="$work" go install github.com/summerwind/h2spec/cmd/h2spec
mv "$work/h2spec" "$cache/h2spec.$$"
mv "$cache/h2spec.$$" "$cache/h2spec"
