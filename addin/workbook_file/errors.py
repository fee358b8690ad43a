"""Why a workbook file could not be opened or saved, as facts another room can translate.

WorkbookError           a file cannot be read or written; the file on disk is unchanged
TextConversionError     strict mode: Excel would turn this text into something else
"""

from enum import StrEnum
from pathlib import Path


class Reason(StrEnum):
    """What stood in the way; each is a different sentence and next step for the user."""

    MISSING = "missing"
    EMPTY = "empty"
    NOT_A_WORKBOOK = "not a workbook"
    FOLDER = "folder"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    OLD_FORMAT = "old format"
    BINARY = "binary workbook"
    OPEN_DOCUMENT = "OpenDocument"
    TOO_LARGE = "too large"
    IN_USE = "in use"
    READ_ONLY = "read only"
    DISK_FULL = "disk full"
    UNSUPPORTED = "unsupported"
    CHANGED = "changed"
    PROTECTED = "protected"


class WorkbookError(Exception):
    """A workbook file cannot be read or written; the file on disk is as it was.

    ``reason`` says which case, ``path`` which file, ``detail`` the fact behind it in English.
    """

    def __init__(self, reason: Reason, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: {reason.value}" + (f" ({detail})" if detail else ""))
        self.reason = reason
        self.path = path
        self.detail = detail


class TextConversionError(ValueError):
    """Excel would convert this text on assignment; set the number format "@" first."""

    def __init__(self, address: str, kind: str) -> None:
        super().__init__(f'{address}: Excel would read this text as {kind}; format the cell "@"')
        self.address = address
        self.kind = kind
