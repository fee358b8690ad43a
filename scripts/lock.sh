#!/bin/sh
# Writes the locks again: every version that the present ones hold stays, unless it no longer fits.
#   sh scripts/lock.sh [--upgrade | --upgrade-package NAME]
# requirements.lock        what the product needs: for its users
# requirements-dev.lock    and what building and testing it needs: scripts/setup.sh
# requirements-tools.lock  what releases and audits look with, in an environment apart: scripts/tools.sh
set -eu
cd "$(dirname "$0")/.."
uv=uv
if ! command -v uv >/dev/null 2>&1; then
    apart=$(mktemp -d)
    trap 'rm -rf "$apart"' EXIT
    python3 -m venv "$apart"
    "$apart/bin/python" -m pip install --quiet uv==0.13.9
    uv=$apart/bin/uv
fi
lock() {
    out=$1
    shift
    "$uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
        --custom-compile-command "sh scripts/lock.sh" -o "$out" "$@" >/dev/null
}
lock requirements.lock "$@" pyproject.toml
lock requirements-dev.lock "$@" --extra sandbox --extra dev --constraints requirements.lock pyproject.toml
lock requirements-tools.lock "$@" scripts/tools.in
