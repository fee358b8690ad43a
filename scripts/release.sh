#!/bin/sh
# Puts what a release attaches into dist/: the wheel, the add-in, the kit for Windows, the lock that pins what the
# wheel needs, its parts (CycloneDX), their licences (as installed on this system), and all checksums.
#   sh scripts/release.sh [FOLDER]          WITHOUT_KIT=1 leaves the kit out
# On a fresh clone it sets everything up itself. Downloads are checked by their hashes and kept in .venv; after the
# first run none is needed. The same commit gives the same bytes.
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
python=${PYTHON:-.venv/bin/python}
[ -n "${PYTHON:-}" ] || sh scripts/setup.sh
mkdir -p "$out"
rm -f "$out"/shebao* "$out"/SHA256SUMS
sh scripts/tools.sh
tools=.venv/tools/bin
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-1767225600} # 2026-01-01, as in the add-in itself
export SOURCE_DATE_EPOCH
"$python" -m pip wheel . --quiet --no-deps --no-index --no-build-isolation --wheel-dir "$out"
for wheel in "$out"/shebao-*.whl; do
    version=$(basename "$wheel" | cut -d- -f2)
    [ -n "${WITHOUT_KIT:-}" ] || "$python" scripts/kit.py "$wheel" "$out/shebao-$version-windows.zip"
done
"$python" -m shebao.cli build-addin --out "$out/shebao.xlam"
cp requirements.lock "$out/"
PYTHONWARNINGS=ignore "$tools/cyclonedx-py" requirements --output-reproducible --index-url packages \
    --pyproject pyproject.toml requirements.lock --output-file "$out/shebao.cdx.json"
# shellcheck disable=SC2046 # a list of package names
"$tools/pip-licenses" --python "$(command -v "$python")" --format markdown --output-file "$out/shebao-licences.md" \
    --packages $(sed -n 's/^\([A-Za-z0-9._-]*\)==.*/\1/p' requirements.lock) >/dev/null
(cd "$out" && sha256sum shebao* requirements.lock >SHA256SUMS && sha256sum --check --quiet SHA256SUMS)
cat "$out/SHA256SUMS"
