#!/bin/sh
# Asks whether a known vulnerability is in what the product, its tests and its releases are made of.
# For a weekly job. Exit status: 0 none known of any, 1 some (listed), 3 not every one could be asked
# about: the database was not reached, or does not know it. That is no answer, and never shown as one.
#   sh scripts/audit_dependencies.sh [PIP-AUDIT OPTIONS]      such as -s osv
set -eu
cd "$(dirname "$0")/.."
sh scripts/tools.sh
answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
status=0
for lock in requirements-dev.lock requirements-tools.lock; do # the product's own is part of the first
    .venv/tools/bin/pip-audit --disable-pip --require-hashes -r "$lock" --progress-spinner off \
        --format json --output "$answers/$lock" "$@" 2>"$answers/said" || true
    .venv/tools/bin/python scripts/audited.py "$lock" "$answers/$lock" "$answers/said" || found=$?
    [ "${found:-0}" -le "$status" ] || status=$found
done
exit "$status"
