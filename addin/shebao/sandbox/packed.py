"""Packed contents, unpacked in bounds: a few bytes can be made to hold gigabytes."""

import zlib

from shebao.contract.refusals import RefusalCode
from shebao.sandbox.errors import RefusedError


def unpacked(packed: bytes, most_bytes: int) -> bytes:
    """The content of one whole gzip member, never more of it than ``most_bytes``.

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
