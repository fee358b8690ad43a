"""One text for one value, so that equal content has an equal digest."""

import hashlib
import json
from datetime import date


def canonical_json(value: object) -> str:
    """Return the value as JSON with sorted keys and no spaces, other scripts as they are.

    Dates and times, which cells hold, become ISO 8601 text.

    Raises: TypeError or ValueError for what JSON cannot say, NaN included.
    """
    return json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
        default=_plain,
    )


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date):  # a datetime is a date too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical JSON")
