"""What the terminal prints: a sentence, or with ``--json`` one object on every code page."""

import json
import sys
from collections.abc import Mapping

from shebao.domain.outcome import Outcome


def print_json(answer: Mapping[str, object]) -> None:
    """Print one object for programs, at once.

    In UTF-8 as it is. On any other code page, as of a Chinese Windows, as pure ASCII: a reader need
    not know the page, and no character is missing from it.
    """
    is_utf_8 = (sys.stdout.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8")
    text = json.dumps(answer, ensure_ascii=not is_utf_8)
    try:
        text.encode()
    except UnicodeEncodeError:  # half a character, from the name of a file
        text = json.dumps(answer)
    print(text, flush=True)  # noqa: T201 - a way in


def print_outcome(command: str, outcome: Outcome, /, *, as_json: bool, **more: object) -> None:
    """Print what was done, for people or for programs."""
    if not as_json:
        print(outcome.message)  # noqa: T201 - a way in
        return
    answer = {
        "command": command,
        "status": str(outcome.status),
        "message": outcome.message,
        "counts": outcome.counts,
        "files": list(outcome.files),
    }
    print_json(answer | more)
