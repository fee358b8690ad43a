"""A file that is to be attached, judged by its content before one byte of it is sent."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shebao.contract.files import (
    HEAD_BYTES,
    MAX_FILE_BYTES,
    SUFFIXES,
    type_of_content,
)
from shebao.domain.errors import FileRefusedError

CHUNK = 256 * 1024
_TAKEN = "请选择 PDF、JPG 或 PNG 文件。"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that can be attached."""

    path: Path
    size: int
    sha256: str

    def chunks(self) -> Iterator[bytes]:
        """Yield the content, a piece at a time."""
        with self.path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk


def read_attachment(path: Path) -> Attachment:
    """Return the file when the bureau would take it.

    Raises FileRefusedError for a missing, empty or too large one, and for a content that is no
    PDF, JPG or PNG or is not what the name says.
    """
    megabytes = MAX_FILE_BYTES // 1024**2
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise FileRefusedError(path, "不是文件，没有上传", _TAKEN)
        if size == 0:
            raise FileRefusedError(path, "是空文件（0 字节），没有上传", "请检查文件后重试。")
        if size > MAX_FILE_BYTES:
            raise FileRefusedError(
                path,
                f"有 {size / 1024**2:,.1f} MB，超过 {megabytes} MB，没有上传",
                "请压缩或分成几份后重试。",
            )
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise FileRefusedError(path, "不存在或不能读取，没有上传", "请检查路径。") from error
    kind = type_of_content(head)
    if kind is None:
        raise FileRefusedError(path, "的内容不是 PDF、JPG 或 PNG，没有上传", _TAKEN)
    if SUFFIXES.get(path.suffix.lower()) is not kind:
        raise FileRefusedError(
            path, f"的内容是 {kind.upper()}，与文件名不符，没有上传", "请改正文件名后重试。"
        )
    return Attachment(path, size, sha256)
