"""A finished PDF file on disk: there as a whole, or not at all."""

import os
import uuid
from pathlib import Path

from shebao.printing.errors import PrintNotSavedError


def save_pdf(pdf: bytes, path: Path) -> Path:
    """The file holds exactly these bytes; nobody ever sees half of it.

    Raises PrintNotSavedError; an older file at ``path`` is then unchanged.
    """
    # Not tempfile: it makes files that only their owner can read, also after the rename.
    # Not path.name plus a suffix: a long name would become too long.
    waiting = path.parent / f".{uuid.uuid4().hex}.tmp"
    try:
        _write(pdf, waiting, path)
        try:
            waiting.replace(path)
        except OSError as error:
            raise PrintNotSavedError(path, error, replacing=True) from error
    finally:
        _remove(waiting)
    return path


def _write(pdf: bytes, waiting: Path, path: Path) -> None:
    try:
        with waiting.open("xb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise PrintNotSavedError(path, error) from error


def _remove(waiting: Path) -> None:
    try:
        waiting.unlink(missing_ok=True)
    except OSError:
        return  # the reason it was left behind is already on its way to the user
