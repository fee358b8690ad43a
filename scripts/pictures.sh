#!/bin/sh
# Makes the pictures of docs/pictures again: the dialogs, every sheet after a real run, the bureau's counter.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
.venv/bin/python -m tests.dialogs.pictures
.venv/bin/python -m tests.manual.walk
.venv/bin/python -m tests.manual.rare_sheets
.venv/bin/python -m tests.client_pictures
.venv/bin/python -m scripts.derive
