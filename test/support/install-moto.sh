#!/bin/sh
# Installs moto_server, which answers as AWS KMS does, into the cache folder, once. Needs uv, or Python with venv.
set -eu

version=5.2.5
tools="${XDG_CACHE_HOME:-$HOME/.cache}/managed-temporal/tools"
home="$tools/moto_server"
uv="${UV:-$(command -v uv || echo "$tools/uv/bin/uv")}"

[ -x "$home/bin/moto_server" ] && exit 0
rm -rf "$home"
if [ -x "$uv" ]; then
  "$uv" venv --quiet "$home"
  "$uv" pip install --quiet --python "$home/bin/python" "moto[server]==$version"
else
  python3 -m venv "$home"
  "$home/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$version"
fi
