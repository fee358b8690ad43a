#!/bin/sh
# Measures the product beside its floors and writes the figures into docs/performance.md.
#   sh scripts/bench.sh                                        1,000 and 10,000 people, some minutes
#   SIZES="1000 10000 100000" RUNS=5 sh scripts/bench.sh       the whole page, on a quiet machine
# What fails ends it: no figure of a command that did nothing is written.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
SHEBAO_BENCH_LOAD=$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo 0)
SHEBAO_BENCH_RECORD=$(mktemp)
SHEBAO_BENCH_RUNS=${RUNS:-3}
export SHEBAO_BENCH_LOAD SHEBAO_BENCH_RECORD SHEBAO_BENCH_RUNS
trap 'rm -f "$SHEBAO_BENCH_RECORD"' EXIT
for rows in ${SIZES:-1000 10000}; do
    SHEBAO_BENCH_ROWS=$rows .venv/bin/pytest -q -n 0 --campaign -p no:cacheprovider tests/benchmarks
done
.venv/bin/python -m tests.benchmarks.page "$SHEBAO_BENCH_RECORD"
