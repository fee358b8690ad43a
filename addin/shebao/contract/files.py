"""Attachments: what the bureau takes, judged by content; a name can say anything."""

from enum import StrEnum

from pydantic import Base64Bytes, Field

from shebao.contract.wire import Answer, Text, Whole

MAX_FILE_BYTES = 10 * 1024 * 1024
HEAD_BYTES = 16  # enough of a file to know its type


class FileType(StrEnum):
    """What an attachment can be."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"


SIGNATURES: dict[FileType, bytes] = {
    FileType.PDF: b"%PDF-",
    FileType.JPEG: b"\xff\xd8\xff",
    FileType.PNG: b"\x89PNG\r\n\x1a\n",
}
SUFFIXES: dict[str, FileType] = {
    ".pdf": FileType.PDF,
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".png": FileType.PNG,
}


def type_of_content(head: bytes) -> FileType | None:
    """Return what a file is by its first bytes; None for what the bureau does not take."""
    return next((kind for kind, mark in SIGNATURES.items() if head.startswith(mark)), None)


class FileContent(Answer):
    """A content as it is held, to be looked at."""

    name: Text
    content: Base64Bytes = Field(repr=False)


class StoredFile(Answer):
    """A content the bureau holds under its SHA-256, to be attached to something."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: Whole
    type: FileType
