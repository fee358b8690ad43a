#!/bin/sh
# Makes the pictures of docs/pictures again, from the running dialogs.
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
.venv/bin/python -m tests.dialogs.pictures
