"""The step that signs a kit, tried with a certificate of our own; Windows would ask for a root."""

import base64
import hashlib
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from scripts.kit import write_kit
from scripts.sign_kit import app_of, is_signed, main

RECORD = "app/Lib/site-packages/b-1.dist-info/RECORD"


def program(*, bits: int = 64) -> bytes:
    """Return the smallest program that a signer takes: headers, one section, no code."""
    wide = bits == 64
    optional = struct.pack(
        "<HBBIIIII", 0x20B if wide else 0x10B, 14, 0, 0x200, 0, 0, 0x1000, 0x1000
    )
    optional += (
        struct.pack("<QII", 1 << 22, 0x1000, 0x200)
        if wide
        else struct.pack("<IIII", 0, 1 << 22, 0x1000, 0x200)
    )
    optional += struct.pack("<HHHHHHIIIIHH", 6, 0, 0, 0, 6, 0, 0, 0x2000, 0x200, 0, 3, 0)
    optional += (b"\0" * 8 * 4 if wide else b"\0" * 4 * 4) + struct.pack("<II", 0, 16) + b"\0" * 128
    machine = 0x8664 if wide else 0x14C
    coff = struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, len(optional), 0x2022)
    section = struct.pack(
        "<8sIIIIIIHHI", b".text", 0x200, 0x1000, 0x200, 0x200, 0, 0, 0, 0, 0x60000020
    )
    head = (
        b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0" + coff + optional + section
    )
    return head.ljust(0x200, b"\0") + b"\xc3".ljust(0x200, b"\0")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for code, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    asking = (
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=Example"
        " -addext extendedKeyUsage=codeSigning -addext keyUsage=digitalSignature"
    )
    command = [*asking.split(), "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def verified(content: bytes, certificate: Path, folder: Path) -> bool:
    path = folder / "asked"
    path.write_bytes(content)
    command = ["osslsigncode", "verify", "-CAfile", str(certificate), "-in", str(path)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.feature("X-KIT")
def test_signed_kit_has_every_program_signed_and_knows_it(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    """Lists that still named the unsigned bytes would refuse the kit, and trouble doctor."""
    pem, key = certificate
    makers = _signed_by_its_maker(tmp_path, certificate)
    library, small = program(), program(bits=32)
    app = {
        "app/python.exe": makers,
        "app/xlwings32.dll": small,
        "app/Lib/site-packages/b/c,d.pyd": library,
        "app/Lib/site-packages/b/e.py": b"",
        RECORD: b'"b/c,d.pyd",sha256=old,1\nb/e.py,sha256=x,0\n../../xlwings32.dll,sha256=old,1\n'
        b"b-1.dist-info/RECORD,,\n",
    }
    write_kit(tmp_path / "plain.zip", app)

    main([str(path) for path in (tmp_path / "plain.zip", pem, key, tmp_path / "signed.zip")])

    done = app_of(tmp_path / "signed.zip")
    assert done["app/python.exe"] == makers
    for name, before in (
        ("app/xlwings32.dll", small),
        ("app/Lib/site-packages/b/c,d.pyd", library),
    ):
        assert not is_signed(before)
        assert is_signed(done[name])
        assert verified(done[name], pem, tmp_path)
        touched = bytearray(done[name])
        touched[0x201] ^= 1
        assert not verified(bytes(touched), pem, tmp_path)
    with zipfile.ZipFile(tmp_path / "signed.zip") as kit:
        listed = kit.read("signed/files.sha256").decode()
    for name, content in done.items():
        assert f"{hashlib.sha256(content).hexdigest()}  {name.removeprefix('app/')}\n" in listed
    assert done[RECORD].decode().splitlines() == [
        f'"b/c,d.pyd",{_as_recorded(done["app/Lib/site-packages/b/c,d.pyd"])}',
        "b/e.py,sha256=x,0",
        f"../../xlwings32.dll,{_as_recorded(done['app/xlwings32.dll'])}",
        "b-1.dist-info/RECORD,,",
    ]


def test_key_of_another_certificate_signs_nothing(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    write_kit(tmp_path / "plain.zip", {"app/python.exe": program()})
    (tmp_path / "key.pem").write_text("no key")
    paths = (tmp_path / "plain.zip", certificate[0], tmp_path / "key.pem", tmp_path / "signed.zip")

    with pytest.raises(SystemExit, match="osslsigncode"):
        main([str(path) for path in paths])

    assert not (tmp_path / "signed.zip").exists()


def _signed_by_its_maker(folder: Path, certificate: tuple[Path, Path]) -> bytes:
    write_kit(folder / "maker.zip", {"app/python.exe": program()})
    paths = (folder / "maker.zip", *certificate, folder / "made.zip")
    main([str(path) for path in paths])
    return app_of(folder / "made.zip")["app/python.exe"]


def _as_recorded(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"sha256={digest},{len(content)}"
