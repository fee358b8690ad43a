#!/bin/sh
# Measures the product beside its floors and writes the figures into docs/performance.md.
#   sh scripts/bench.sh                                        1,000 and 10,000 people, some minutes
#   SIZES="1000 10000 100000" RUNS=5 sh scripts/bench.sh       the whole page, on a quiet machine
# From 100,000 people on each thing runs once: it takes minutes, beside which a run's chance is small.
# What fails ends it: no figure of a command that did nothing is written.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
SHEBAO_BENCH_LOAD=$(cut -d' ' -f1 /proc/loadavg 2>/dev/null || echo 0)
SHEBAO_BENCH_RECORD=$(mktemp)
export SHEBAO_BENCH_LOAD SHEBAO_BENCH_RECORD
# As the kit installs it: else every click would compile hundreds of modules anew.
unset PYTHONDONTWRITEBYTECODE
.venv/bin/python -m compileall -q addin/shebao addin/workbook_file
trap 'rm -f "$SHEBAO_BENCH_RECORD"' EXIT
for rows in ${SIZES:-1000 10000}; do
    runs=${RUNS:-3}
    [ "$rows" -lt 100000 ] || runs=1
    SHEBAO_BENCH_ROWS=$rows SHEBAO_BENCH_RUNS=$runs .venv/bin/pytest -q -n 0 --campaign -p no:cacheprovider tests/benchmarks
done
.venv/bin/python -m tests.benchmarks.page "$SHEBAO_BENCH_RECORD"
