#!/bin/sh
# The gate, the same for people and for CI: format, lint, types, import contracts, tests.
#   sh scripts/gate.sh [PYTEST ARGUMENTS]      with --campaign: everything that docs/developing.md lists
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
