"""Files that were uploaded: stored under their SHA-256, judged by content while they stream in."""

import hashlib
from collections.abc import AsyncIterator

from sqlalchemy import insert, select

from shebao.contract.files import HEAD_BYTES, MAX_FILE_BYTES, StoredFile, type_of_content
from shebao.contract.refusals import RefusalCode
from shebao.sandbox.database import writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.office_tables import files
from shebao.sandbox.people.access import Caller


async def read_content(
    stream: AsyncIterator[bytes], announced: str | None, most_bytes: int, too_large: RefusedError
) -> bytes:
    """The content, never more of it than the bureau takes.

    Raises RefusedError: ``too_large``; reading stopped where that was known.
    """
    if announced is not None and announced.isdigit() and int(announced) > most_bytes:
        raise too_large
    content = bytearray()
    async for chunk in stream:
        content += chunk
        if len(content) > most_bytes:
            raise too_large
    return bytes(content)


def store_file(caller: Caller, sha256: str, content: bytes) -> StoredFile:
    """The file is held; storing the same again changes nothing.

    Raises RefusedError: FILE_ODD, it is empty, damaged on the way or of no type that is taken.
    """
    if not content:
        raise RefusedError(RefusalCode.FILE_ODD, "附报资料是空文件，未作受理。")
    if hashlib.sha256(content).hexdigest() != sha256:
        raise RefusedError(RefusalCode.FILE_ODD, "附报资料在上传中损坏，请重新上传。")
    kind = type_of_content(content[:HEAD_BYTES])
    if kind is None:
        raise RefusedError(RefusalCode.FILE_ODD, "附报资料的内容不是 PDF、JPG 或 PNG，未作受理。")
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        held = connection.execute(
            select(files.c.size).where(
                files.c.employer_id == caller.employer_id, files.c.sha256 == sha256
            )
        ).first()
        if held is None:
            connection.execute(
                insert(files).values(
                    employer_id=caller.employer_id,
                    sha256=sha256,
                    size=len(content),
                    type=kind,
                    content=content,
                )
            )
    return StoredFile(sha256=sha256, size=len(content), type=kind)


def too_large_file() -> RefusedError:
    """What is said to more than the bureau takes."""
    megabytes = MAX_FILE_BYTES // 1024**2
    return RefusedError(RefusalCode.FILE_ODD, f"附报资料超过 {megabytes} MB，未作受理。")
