#!/bin/sh
# Makes .venv/tools, what releases and audits look with, apart from what they look at.
set -eu
cd "$(dirname "$0")/.."
lock=requirements-tools.lock
if ! cmp -s "$lock" .venv/tools/.locked; then
    python3 -m venv --clear .venv/tools
    .venv/tools/bin/python -m pip install --quiet --require-hashes -r "$lock"
    cp "$lock" .venv/tools/.locked
fi
