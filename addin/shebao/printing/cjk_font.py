"""Whether this computer has a font for Chinese, as fontconfig knows it."""

import logging
import os
import subprocess

from shebao.domain.programs import find_program
from shebao.printing.errors import CjkFontMissingError

_log = logging.getLogger(__name__)
_TIMEOUT_SECONDS = 10


def require_cjk_font(fc_list: str) -> None:
    """A font for Chinese is installed, or the check could not run and the log says so.

    Windows and macOS bring Chinese fonts and no ``fc-list``; there the check never runs.

    Raises CjkFontMissingError when fontconfig knows no font for Chinese.
    """
    program = find_program(fc_list, os.environ)
    if program is None:
        _log.info("fonts not checked: no fc-list")
        return
    try:
        answer = subprocess.run(  # noqa: S603 - a program from our settings, fixed arguments
            [program, ":lang=zh", "family"],
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("fonts not checked: fc-list failed with %s", type(error).__name__)
        return
    if not answer.stdout.strip():
        raise CjkFontMissingError
