#!/bin/sh
# The gate, the same for people and for CI: format, lint, types, import contracts, tests.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
bin=.venv/bin
$bin/ruff format --check .
$bin/ruff check .
$bin/mypy
$bin/lint-imports
$bin/pytest -n 2 --dist worksteal --nothing-skipped "$@"
