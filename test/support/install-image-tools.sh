#!/bin/sh
# Installs what test/e2e/image.e2e.test.ts needs: buildah, debootstrap and a root file system to build images on.
#
# A golden image starts from the company's own base image; here one is made from Debian's packages and npm's `node`, once,
# and kept in the cache folder (about two minutes). Without root the part that cannot be done is said and left out: the
# test then reports what is missing, and fails where REQUIRE_TOOLS=1.
set -eu

suite=bookworm
node=24
cache="${XDG_CACHE_HOME:-$HOME/.cache}/managed-temporal/tools"
base="$cache/base-$suite-node$node.tar"
PATH="$PATH:/usr/sbin"

install_packages() {
  command -v buildah >/dev/null && command -v debootstrap >/dev/null && return
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "MISSING TOOL buildah, debootstrap: not Debian or not root; install the packages of these names" >&2
    return
  fi
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends buildah debootstrap
}

make_base() {
  if [ -f "$base" ]; then return; fi
  if ! command -v debootstrap >/dev/null || [ "$(id -u)" != 0 ]; then
    echo "MISSING TOOL base image: debootstrap and root are needed" >&2
    return
  fi
  work=$(mktemp -d)
  nice debootstrap --variant=minbase --include=ca-certificates,python3,python3-venv "$suite" "$work/root" >&2
  npm install --silent --no-audit --no-fund --prefix "$work/node" "node@$node" npm@11 >&2
  # A copy of the file and not of the link that npm may have made of it.
  cp -L "$work/node/node_modules/node/bin/node" "$work/root/usr/local/bin/node"
  mkdir -p "$work/root/usr/local/lib/node_modules"
  cp -R "$work/node/node_modules/npm" "$work/root/usr/local/lib/node_modules/npm"
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$work/root/usr/local/bin/$name"; done
  rm -rf "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/* "$work"/root/usr/share/doc/* "$work"/root/usr/share/locale/*
  mkdir -p "$cache"
  tar -C "$work/root" --one-file-system --numeric-owner -cf "$base.part" .
  mv "$base.part" "$base"
  rm -rf "$work"
}

install_packages
make_base
# Tests look for the plain name.
if [ -f "$base" ]; then ln -sf "$(basename "$base")" "$cache/base-image.tar"; fi
