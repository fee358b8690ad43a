"""What is uploaded: attachments, and bodies of submissions in parts, each under its digest."""

import hashlib
import zlib
from datetime import timedelta

from fastapi import Request
from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from shebao.contract.files import HEAD_BYTES, StoredFile, type_of_content
from shebao.contract.refusals import RefusalCode
from shebao.contract.submissions import KEPT_HOURS, PART_BYTES, HeldPart, Upload
from shebao.sandbox.database import of_employer, reading, writing
from shebao.sandbox.errors import RefusedError, UnheardError
from shebao.sandbox.office_tables import files, upload_parts
from shebao.sandbox.people.access import Caller


async def read_content(request: Request, most_bytes: int, too_large: UnheardError) -> bytes:
    """The content, never more of it than the bureau takes.

    Raises UnheardError: ``too_large``; reading stopped where that was known.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most_bytes:
        raise too_large
    content = bytearray()
    async for chunk in request.stream():
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
        held = of_employer(files.c.size, caller.employer_id, files.c.sha256 == sha256)
        if connection.execute(held).first() is None:
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


def unpacked(packed: bytes, most_bytes: int) -> bytes:
    """The content of one whole gzip member, never more of it than ``most_bytes``.

    A few bytes can be made to hold gigabytes.

    Raises RefusedError: BAD_REQUEST; it is longer, cut off, damaged or followed by something else.
    """
    unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = unpacking.decompress(packed, most_bytes + 1)
    except zlib.error as error:
        raise _damaged() from error
    if len(plain) > most_bytes:
        raise RefusedError(
            RefusalCode.BAD_REQUEST,
            f"压缩的内容展开后超过 {most_bytes:,} 字节，未作受理。",
            kind="too_long",
        )
    if not unpacking.eof or unpacking.unused_data:
        raise _damaged()
    return plain


def _damaged() -> RefusedError:
    return RefusedError(
        RefusalCode.BAD_REQUEST, "压缩的内容（gzip）不完整或已损坏，未作受理。", kind="gzip_invalid"
    )


MOST_UPLOADS = 4  # of an employer at a time: the oldest gives way to a fifth
_KEPT = timedelta(hours=KEPT_HOURS)
_parts = upload_parts.c


def keep_part(caller: Caller, sha256: str, part_no: int, packed: bytes) -> Upload:
    """The part is held; what came in its place before is not any more.

    Raises RefusedError: BAD_REQUEST, it is empty, too long or damaged.
    """
    plain = unpacked(packed, PART_BYTES)
    if not plain:
        raise RefusedError(RefusalCode.BAD_REQUEST, "上传的部分没有内容，未作受理。")
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        mine = _parts.employer_id == caller.employer_id
        connection.execute(
            delete(upload_parts).where(
                mine,
                (_parts.received_at <= caller.now - _KEPT)
                | ((_parts.sha256 == sha256) & (_parts.part_no == part_no)),
            )
        )
        connection.execute(
            insert(upload_parts).values(
                employer_id=caller.employer_id,
                sha256=sha256,
                part_no=part_no,
                part_sha256=hashlib.sha256(plain).hexdigest(),
                content=packed,
                received_at=caller.now,
            )
        )
        _drop_oldest(connection, caller, sha256)
        return held_upload(connection, caller, sha256)


def joined(caller: Caller, sha256: str, count: int) -> bytes:
    """The whole body, from its parts in their order.

    Raises RefusedError: UPLOAD_INCOMPLETE, a part is missing or too old, or they are not what was
    named; of these none is held any more.
    """
    query = (
        select(_parts.content)
        .where(*_of(caller, sha256), _parts.part_no < count)
        .order_by(_parts.part_no)
    )
    with reading(caller.bureau.engine) as connection:
        contents = connection.scalars(query).all()
    if len(contents) < count:
        raise _incomplete(f"只收到 {len(contents)}/{count} 部分")
    body = b"".join(unpacked(content, PART_BYTES) for content in contents)
    if hashlib.sha256(body).hexdigest() != sha256:
        with writing(caller.bureau.engine, caller.employer_id) as connection:
            connection.execute(delete(upload_parts).where(*_of(caller, sha256)))
        raise _incomplete("各部分与所报的摘要不符")
    return body


def _of(caller: Caller, sha256: str) -> tuple[ColumnElement[bool], ...]:
    return (
        _parts.employer_id == caller.employer_id,
        _parts.sha256 == sha256,
        _parts.received_at > caller.now - _KEPT,
    )


def held_upload(connection: Connection, caller: Caller, sha256: str) -> Upload:
    """What is held of a body, for this employer; nothing of anybody else's."""
    found = connection.execute(
        select(_parts.part_no, _parts.part_sha256)
        .where(*_of(caller, sha256))
        .order_by(_parts.part_no)
    )
    parts = [HeldPart(part_no=row.part_no, sha256=row.part_sha256) for row in found]
    return Upload(sha256=sha256, parts=parts)


def _drop_oldest(connection: Connection, caller: Caller, present: str) -> None:
    """Drop whole bodies until no more are held than may be; never the one that comes now."""
    mine = _parts.employer_id == caller.employer_id
    newest_first = connection.scalars(
        select(_parts.sha256)
        .where(mine, _parts.sha256 != present)
        .group_by(_parts.sha256)
        .order_by(func.max(_parts.received_at).desc(), _parts.sha256)
    ).all()
    for sha256 in newest_first[MOST_UPLOADS - 1 :]:
        connection.execute(delete(upload_parts).where(mine, _parts.sha256 == sha256))


def _incomplete(why: str) -> RefusedError:
    return RefusedError(
        RefusalCode.UPLOAD_INCOMPLETE, f"提交的内容没有完整上传（{why}），未作受理，请重新提交。"
    )
