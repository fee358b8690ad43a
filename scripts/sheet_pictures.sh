#!/bin/sh
# Draws every sheet before, in (checked, billed) and after a round, as a screen of 1366 × 768 shows it
# at 100 %.
#   sh scripts/sheet_pictures.sh FOLDER            four folders of pictures
#   sh scripts/sheet_pictures.sh FOLDER before     a new workbook's alone, in a fraction of the time
set -eu
cd "$(dirname "$0")/.."
sh scripts/setup.sh test
.venv/bin/python -m tests.sheet_pictures.pictures "$@"
