"""A file that cannot be opened or saved is refused by reason, and stays as it was."""

import errno
import io
import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.workbook_file.books import new_book, parts, rich, simple, with_parts
from workbook_file import Reason, WorkbookError, open_book
from workbook_file.parts.opening import Limits
from workbook_file.parts.saving import write_atomically

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _refused(path: Path, limits: Limits | None = None) -> WorkbookError:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(WorkbookError) as caught:
        open_book(path, limits=limits)
    assert (path.read_bytes() if path.is_file() else None) == before
    assert caught.value.path == path
    return caught.value


def test_missing_file(tmp_path: Path) -> None:
    assert _refused(tmp_path / "none.xlsx").reason is Reason.MISSING


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.touch()
    assert _refused(path).reason is Reason.EMPTY


@pytest.mark.parametrize("data", [b"id,name\n1,A\n", b"<html>", b"%PDF-1.7", b"\x00" * 100])
def test_other_content_is_no_workbook(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(data)
    assert _refused(path).reason is Reason.NOT_A_WORKBOOK


def test_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert _refused(path).reason is Reason.NOT_A_WORKBOOK


def test_folder_is_no_workbook(tmp_path: Path) -> None:
    assert _refused(tmp_path).reason is Reason.FOLDER


def test_encrypted_workbook_is_told_from_an_old_one(tmp_path: Path) -> None:
    """The user must remove a password, or save in the new format: two different steps."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(_OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert _refused(path).reason is Reason.ENCRYPTED
    path.write_bytes(_OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"))
    assert _refused(path).reason is Reason.OLD_FORMAT
    path.write_bytes(struct.pack("<HHHH", 0x0809, 8, 0x0500, 5))
    assert _refused(path).reason is Reason.OLD_FORMAT


def test_cut_off_file_is_damaged(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    assert _refused(path).reason is Reason.DAMAGED


def test_flipped_byte_is_damaged(tmp_path: Path) -> None:
    """A wrong digit in a wage would be worse than no wage."""
    path = simple(tmp_path / "a.xlsx")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    data[info.header_offset + 60] ^= 0xFF
    path.write_bytes(bytes(data))
    assert _refused(path).reason is Reason.DAMAGED


def test_broken_xml_of_a_sheet_is_damaged_at_once(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")

    def cut(all_parts: dict[str, bytes]) -> None:
        all_parts["xl/worksheets/sheet1.xml"] = all_parts["xl/worksheets/sheet1.xml"][:-30]

    assert _refused(with_parts(path, cut)).reason is Reason.DAMAGED


def test_a_sound_part_vouches_for_no_other_content(tmp_path: Path) -> None:
    """A part that an earlier workbook had too is not parsed again; one byte more and it is."""
    sound = simple(tmp_path / "a.xlsx")
    open_book(sound).close()
    broken = simple(tmp_path / "b.xlsx")
    part = "xl/worksheets/sheet1.xml"
    with_parts(broken, lambda all_: all_.update({part: all_[part] + b"<"}))

    for _ in range(2):
        assert _refused(broken).reason is Reason.DAMAGED
    open_book(sound).close()


def test_document_type_is_refused(tmp_path: Path) -> None:
    """Entities in it could unpack to gigabytes, or read files."""
    path = simple(tmp_path / "a.xlsx")

    def bomb(all_parts: dict[str, bytes]) -> None:
        all_parts["xl/workbook.xml"] = (
            b'<!DOCTYPE x [<!ENTITY a "b">]>' + all_parts["xl/workbook.xml"]
        )

    assert _refused(with_parts(path, bomb)).reason is Reason.DAMAGED


def test_missing_part_is_damaged(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")

    def lose(all_parts: dict[str, bytes]) -> None:
        del all_parts["xl/worksheets/sheet2.xml"]

    with_parts(path, lose)
    assert _refused(path).reason is Reason.DAMAGED


def test_zip_bomb_is_refused_before_unpacking(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    with_parts(path, lambda p: p.update({"xl/media/big.bin": b"\0" * 3_000_000}))
    assert _refused(path, Limits(total_bytes=1_000_000)).reason is Reason.TOO_LARGE
    tight = Limits(ratio=100, ratio_from_bytes=1_000_000)
    assert _refused(path, tight).reason is Reason.TOO_LARGE
    open_book(path).close()


@pytest.mark.parametrize("owner", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_file_open_elsewhere_is_in_use(tmp_path: Path, owner: str) -> None:
    """Excel would not see our change, and would overwrite it."""
    path = simple(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets[0]["A9"].value = "x"
    (tmp_path / owner).touch()
    assert _refused(path).reason is Reason.IN_USE
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.reason is Reason.IN_USE
    book.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows locks by opening; the windows job covers it")
def test_locked_file_is_in_use(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets[0]["A9"].value = "x"
    code = (
        "import fcntl,sys; f=open(sys.argv[1],'r+b'); fcntl.flock(f,fcntl.LOCK_EX);"
        "print('held',flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(WorkbookError) as caught:
            book.save()
        holder.communicate()
    assert caught.value.reason is Reason.IN_USE
    book.save()
    book.close()


def test_write_protected_file_is_read_only(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets[0]["A9"].value = "x"
    path.chmod(0o444)
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.reason is Reason.READ_ONLY
    assert path.read_bytes() == before
    book.close()


def test_file_changed_since_it_was_opened_is_not_overwritten(tmp_path: Path) -> None:
    """Someone else's work would be lost without a word."""
    path = simple(tmp_path / "a.xlsx")
    book = open_book(path)
    book.sheets[0]["A9"].value = "x"
    rich(path)
    before = path.read_bytes()
    with pytest.raises(WorkbookError) as caught:
        book.save()
    assert caught.value.reason is Reason.CHANGED
    assert path.read_bytes() == before
    book.save(tmp_path / "b.xlsx")
    book.close()


def test_full_disk_leaves_the_file_and_no_rest(tmp_path: Path) -> None:
    """The old file is all that HR has while the disk is full."""
    path = simple(tmp_path / "a.xlsx")
    before = path.read_bytes()

    def fill_up(file: BinaryIO) -> None:
        file.write(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(WorkbookError) as caught:
        write_atomically(path, fill_up)
    assert caught.value.reason is Reason.DISK_FULL
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_defect_while_writing_leaves_the_file_and_no_rest(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    before = path.read_bytes()

    def stumble(_: BinaryIO) -> None:
        raise RuntimeError("defect")

    with pytest.raises(RuntimeError, match="defect"):
        write_atomically(path, stumble)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    book = new_book(tmp_path / "a.xlsx")
    with pytest.raises(WorkbookError) as caught:
        book.save(tmp_path / "none" / "a.xlsx")
    assert caught.value.reason is Reason.MISSING
    book.close()


def test_permission_bits_are_kept(tmp_path: Path) -> None:
    """A file shared with a group must stay shared."""
    path = simple(tmp_path / "a.xlsx")
    path.chmod(0o664)
    book = open_book(path)
    book.sheets[0]["A9"].value = "x"
    book.save()
    book.close()
    assert path.stat().st_mode & 0o777 == 0o664


def test_unchanged_book_is_not_rewritten(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")
    before = path.stat()
    book = open_book(path)
    assert book.sheets["Wages"]["B2"].value == "A"
    book.save()
    book.close()
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_unchanged_book_saved_elsewhere_is_the_same_parts(tmp_path: Path) -> None:
    path = rich(tmp_path / "a.xlsx")
    book = open_book(path)
    book.save(tmp_path / "b.xlsx")
    book.close()
    assert parts(tmp_path / "b.xlsx") == parts(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [("_xmlsignatures/sig1.xml", "digital signature"), ("xl/revisions/log.xml", "revisions")],
)
def test_what_a_save_would_break_is_refused_by_name(tmp_path: Path, name: str, text: str) -> None:
    path = simple(tmp_path / "a.xlsx")
    with_parts(path, lambda all_parts: all_parts.update({name: b"<x/>"}))
    error = _refused(path)
    assert error.reason is Reason.UNSUPPORTED
    assert text in error.detail


def test_binary_workbook_is_refused_by_name(tmp_path: Path) -> None:
    path = simple(tmp_path / "a.xlsx")

    def binary(all_parts: dict[str, bytes]) -> None:
        all_parts["[Content_Types].xml"] = all_parts["[Content_Types].xml"].replace(
            b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"ms-excel.sheet.binary.macroEnabled.main",
        )

    error = _refused(with_parts(path, binary))
    assert (error.reason, error.detail) == (Reason.BINARY, "binary workbook")


def test_password_on_saving_is_not_available(tmp_path: Path) -> None:
    book = new_book(tmp_path / "b.xlsx")
    with pytest.raises(NotImplementedError, match=r"Book\.save"):
        book.save(tmp_path / "a.xlsx", password="secret")
    book.close()


@pytest.mark.parametrize("cell", [b"<v>abc</v>", b'<v t="s">9</v>'])
@pytest.mark.parametrize("big_sheet", [0, 10**9])
def test_value_that_is_none_is_damage(tmp_path: Path, cell: bytes, big_sheet: int) -> None:
    path = simple(tmp_path / "a.xlsx")

    def spoil(all_parts: dict[str, bytes]) -> None:
        name = "xl/worksheets/sheet1.xml"
        bad = b"<v>abc</v>" if b"abc" in cell else b"<v>5000.5</v>"
        kind = b't="n"' if b"abc" in cell else b't="s"'
        all_parts[name] = all_parts[name].replace(b't="n"><v>5000.5</v>', kind + b">" + bad)

    with_parts(path, spoil)
    book = open_book(path, big_sheet=big_sheet)
    with pytest.raises(WorkbookError) as caught:
        _ = book.sheets["Wages"]["C2"].value
    assert caught.value.reason is Reason.DAMAGED
    book.close()
