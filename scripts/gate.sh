#!/bin/sh
# The gate, the same for people and for CI: format, lint, types, import contracts, tests.
#   sh scripts/gate.sh [PYTEST ARGUMENTS]      with --campaign: everything that docs/developing.md lists
#   WITH_WINE=1 sh scripts/gate.sh …           and the kit under Wine: a quarter of an hour more, as root, 2 GB
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
bin=.venv/bin
$bin/ruff format --check .
$bin/ruff check .
$bin/mypy
$bin/lint-imports
# Two workers a core: a test that waits for another process leaves its core to others.
$bin/pytest -n $(($(getconf _NPROCESSORS_ONLN) * 2)) --dist worksteal --nothing-skipped "$@"
if [ -n "${WITH_WINE:-}" ]; then
    sh scripts/release.sh
    bash scripts/wine.sh
    bash scripts/wine.sh unzip install tests
fi
