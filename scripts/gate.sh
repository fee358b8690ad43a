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
# In memory where 4 GB are free there: on a disk two fifths of the time are waiting for it.
if [ "$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')" -gt 4000000 ] 2>/dev/null; then
    TMPDIR=$(mktemp -d /dev/shm/shebao-gate-XXXXXX)
    chmod 711 "$TMPDIR" # PostgreSQL runs as a user of its own
    export TMPDIR
    trap 'rm -rf "$TMPDIR"' EXIT
fi
# Two workers a core: a test that waits for another process leaves its core to others.
$bin/pytest -n $(($(getconf _NPROCESSORS_ONLN) * 2)) --dist worksteal --nothing-skipped "$@"
