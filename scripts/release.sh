#!/bin/sh
# Puts what a release attaches into dist/: the wheel, the add-in, and their checksums.
#   sh scripts/release.sh [FOLDER]
# Needs no network: .venv comes from scripts/setup.sh test. The same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
python=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
rm -f "$out"/shebao*.whl "$out"/shebao*.xlam "$out"/SHA256SUMS
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600} # 2026-01-01, as in the add-in itself
export SOURCE_DATE_EPOCH
"$python" -m pip wheel . --quiet --no-deps --no-index --no-build-isolation --wheel-dir "$out"
"$python" -m shebao.cli build-addin --out "$out/shebao.xlam"
(cd "$out" && sha256sum shebao*.whl shebao.xlam >SHA256SUMS && sha256sum --check --quiet SHA256SUMS)
cat "$out/SHA256SUMS"
