#!/bin/sh
# Installs what test/kubernetes/apiserver.test.ts needs: etcd and a real kube-apiserver.
#
# etcd comes from Debian. Kubernetes publishes no apiserver in any package registry, so it is built from its Go module
# (about ten minutes on two cores, once; kept in the cache folder). Without Go or without root the part that cannot be
# done is said and left out: the test then reports what is missing, and fails where REQUIRE_TOOLS=1.
set -eu

version=v1.33.13
cache="${XDG_CACHE_HOME:-$HOME/.cache}/managed-temporal/tools"
apiserver="$cache/kube-apiserver-$version"

install_etcd() {
  if command -v etcd >/dev/null; then return; fi
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "MISSING TOOL etcd: not Debian or not root; install the package etcd-server" >&2
    return
  fi
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  # The package starts a service on the default ports after it is unpacked; a test starts its own.
  [ -e /usr/sbin/policy-rc.d ] || { printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; made_policy=1; }
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends etcd-server
  if [ "${made_policy:-0}" = 1 ]; then rm /usr/sbin/policy-rc.d; fi
}

build_apiserver() {
  if [ -x "$apiserver" ]; then return; fi
  if ! command -v go >/dev/null; then
    echo "MISSING TOOL kube-apiserver: no Go here to build it with" >&2
    return
  fi
  work=$(mktemp -d)
  export CGO_ENABLED=0 GOFLAGS="-mod=mod -buildvcs=false"
  # The download cache holds the module's go.mod, whose local replacements must become real versions.
  gomod=$(cd "$work" && go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/^\t"GoMod": "\(.*\)",$/\1/p')
  {
    echo 'module apiserver'
    grep -E '^(go|godebug) ' "$gomod"
    echo "require k8s.io/kubernetes $version"
    sed -nE 's/^\s+(k8s\.io\/[a-z-]+) => \.\/staging.*/\1/p' "$gomod" | sort -u | sed "s|.*|replace & => & v0.${version#v1.}|"
  } >"$work/go.mod"
  cat >"$work/main.go" <<'GO'
package main

import (
	"os"

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

func main() { os.Exit(cli.Run(app.NewAPIServerCommand())) }
GO
  mkdir -p "$cache"
  (
    cd "$work"
    nice go mod tidy -e
    stamp="-X k8s.io/component-base/version.gitVersion=$version -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=33"
    nice go build -trimpath -ldflags="-s -w $stamp" -o "$apiserver.part" .
  )
  mv "$apiserver.part" "$apiserver"
  chmod -R u+w "$work" && rm -rf "$work"
}

install_etcd
build_apiserver
# Tests look for the plain name.
if [ -x "$apiserver" ]; then ln -sf "kube-apiserver-$version" "$cache/kube-apiserver"; fi
