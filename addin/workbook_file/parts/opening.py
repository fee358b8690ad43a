"""Judges a file before anything is parsed: is it there, is it a workbook, is it safe to unpack."""

import hashlib
import os
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate

from workbook_file.errors import Reason, WorkbookError
from workbook_file.parts.package import CONTENT_TYPES, part_name

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARSED = ("xl/", "_rels/", CONTENT_TYPES.lower())
_PARSED_BYTES = 16 * 1024**2
_MOST_KNOWN = 4096
_SELECTED = b"tabSelected"
_BEGINNING = 16384
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_WORKBOOK = (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml",
    "application/vnd.ms-excel.template.macroenabled.main+xml",
    "application/vnd.ms-excel.addin.macroenabled.main+xml",
)


_well_formed: dict[bytes, None] = {}  # digests of parts, oldest first: most are in every workbook


@dataclass(slots=True, frozen=True)
class Limits:
    """How much a file may unpack to before it counts as a zip bomb."""

    total_bytes: int = 2 * 1024**3
    ratio: int = 400
    ratio_from_bytes: int = 64 * 1024**2


@dataclass(slots=True, frozen=True)
class Stamp:
    """What a file on disk looked like: its digest, so that a foreign change is noticed."""

    digest: str

    @classmethod
    def of(cls, data: bytes) -> "Stamp":
        return cls(hashlib.sha256(data).hexdigest())


def read_file(path: Path, limits: Limits) -> bytes:
    """The bytes of a file that may be a workbook. Raises WorkbookError."""
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise WorkbookError(Reason.FOLDER, path)
        if size > limits.total_bytes:
            raise WorkbookError(Reason.TOO_LARGE, path, f"{size} bytes")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise WorkbookError(Reason.MISSING, path) from error
    except PermissionError as error:
        # Windows answers so while Excel holds the file; elsewhere it is a matter of rights.
        reason = Reason.IN_USE if os.name == "nt" else Reason.READ_ONLY
        raise WorkbookError(reason, path, "cannot be opened") from error
    except OSError as error:
        raise WorkbookError(Reason.DAMAGED, path, error.strerror or "cannot be read") from error
    if not data:
        raise WorkbookError(Reason.EMPTY, path)
    return data


def check_container(path: Path, data: bytes, limits: Limits) -> frozenset[str]:
    """Return when the bytes are a sound zip of an .xlsx workbook.

    The answer are the sheets' parts that say their tab is selected: saving asks, and here each
    part is unpacked anyway.

    Raises WorkbookError.
    """
    if data.startswith(_OLE):
        raise WorkbookError(_inside_ole(data), path, "OLE container")
    if data[:2] in _BIFF:
        raise WorkbookError(Reason.OLD_FORMAT, path, "BIFF stream")
    if not data.startswith(b"PK"):
        raise WorkbookError(Reason.NOT_A_WORKBOOK, path, "not a zip file")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_size(path, infos, limits)
            _check_names(path, archive, infos)
            return frozenset(
                part_name(info.filename)
                for info in infos
                if _SELECTED in _check_part(archive, info)
            )
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        ExpatError,
        ValueError,
    ) as error:
        raise WorkbookError(Reason.DAMAGED, path, str(error)) from error
    except (NotImplementedError, RuntimeError) as error:
        raise WorkbookError(Reason.UNSUPPORTED, path, str(error)) from error


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Read a part through: its checksum must hold, and its XML must be well-formed.

    The largest sheets are only checked for their sum here; reading them tells the rest. Returns
    the beginning, in which a sheet's views stand.
    """
    name = part_name(info.filename).lower()
    is_parsed = name.startswith(_PARSED) and name.endswith((".xml", ".rels"))
    with archive.open(info) as part:
        if is_parsed and info.file_size <= _PARSED_BYTES:
            data = part.read()
            _check_xml(data)
            return data[:_BEGINNING]
        beginning = part.read(_BEGINNING)
        while part.read(1 << 20):
            pass
    return beginning


def _check_xml(data: bytes) -> None:
    """Return when the XML is well-formed and has no document type, as other workbooks' may tell."""
    digest = hashlib.sha256(data).digest()
    if digest in _well_formed:
        return
    parse = ParserCreate()
    parse.StartDoctypeDeclHandler = _refuse_doctype
    parse.Parse(data, True)  # noqa: FBT003  expat takes no keywords
    if len(_well_formed) >= _MOST_KNOWN:
        _well_formed.pop(next(iter(_well_formed)), None)
    _well_formed[digest] = None


def _refuse_doctype(*_: object) -> None:
    raise ValueError("document type declaration")


def _inside_ole(data: bytes) -> Reason:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Reason.ENCRYPTED
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return Reason.OLD_FORMAT
    return Reason.NOT_A_WORKBOOK


def _check_size(path: Path, infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for info in infos:
        total += info.file_size
        if (
            info.file_size > limits.ratio_from_bytes
            and info.file_size > info.compress_size * limits.ratio
        ):
            raise WorkbookError(Reason.TOO_LARGE, path, f"{info.filename} unpacks too much")
    if total > limits.total_bytes:
        raise WorkbookError(Reason.TOO_LARGE, path, f"unpacks to {total} bytes")


def _check_names(path: Path, archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> None:
    names = [part_name(info.filename).lower() for info in infos]
    if len(set(names)) != len(names):
        raise WorkbookError(Reason.DAMAGED, path, "two parts of one name")
    if CONTENT_TYPES.lower() not in names:
        kind = archive.read("mimetype") if "mimetype" in names else b""
        is_document = kind.startswith(b"application/vnd.oasis.opendocument")
        raise WorkbookError(
            Reason.OPEN_DOCUMENT if is_document else Reason.NOT_A_WORKBOOK, path, "no content types"
        )
    for name in names:
        if name.startswith("_xmlsignatures/"):
            raise WorkbookError(Reason.UNSUPPORTED, path, "digital signature")
        if name.startswith("xl/revisions/"):
            raise WorkbookError(Reason.UNSUPPORTED, path, "shared workbook revisions")


def check_workbook_type(path: Path, content_type: str) -> None:
    """Return when the main part of a package is a workbook in XML. Raises WorkbookError."""
    if "sheet.binary" in content_type:
        raise WorkbookError(Reason.BINARY, path, "binary workbook")
    if content_type.lower() not in _WORKBOOK:
        raise WorkbookError(Reason.NOT_A_WORKBOOK, path, f"main part of type {content_type}")
