"""Signs what the Windows kit carries unsigned, for a company whose policy asks for a publisher.

    python -m scripts.sign_kit KIT.zip CERTIFICATES.pem KEY.pem OUT.zip [TIMESTAMP_URL]

By osslsigncode, on Linux. What its own maker signed stays as it is; the kit's lists are told of
the rest. Without a timestamp the signatures end with the certificate.
"""

import base64
import csv
import hashlib
import io
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from posixpath import normpath

from scripts.kit import PACKAGES, write_kit

PROGRAMS = (".exe", ".dll", ".pyd")
NAME = "shebao"


def main(arguments: Sequence[str]) -> None:
    """Write the signed kit and say how many files were signed."""
    kit, certificates, key, out = map(Path, arguments[:4])
    app = app_of(kit)
    unsigned = [
        name for name in sorted(app) if name.endswith(PROGRAMS) and not is_signed(app[name])
    ]
    options = ["-certs", str(certificates), "-key", str(key), "-h", "sha256", "-n", NAME]
    for url in arguments[4:]:
        options += ["-ts", url]
    for name in unsigned:
        app[name] = signed(app[name], options)
    tell_records(app, unsigned)
    write_kit(out, app)
    print(f"{out.name}: {len(unsigned)} files signed")


def app_of(kit: Path) -> dict[str, bytes]:
    """Return the kit's program, file by file: app/…"""
    with zipfile.ZipFile(kit) as archive:
        names = {name.split("/", 1)[1]: name for name in archive.namelist()}
        return {name: archive.read(full) for name, full in names.items() if name[:4] == "app/"}


def is_signed(program: bytes) -> bool:
    """Whether the table of certificates (the fifth data directory of a PE) has an entry."""
    (header,) = struct.unpack_from("<I", program, 0x3C)
    optional = header + 24
    (magic,) = struct.unpack_from("<H", program, optional)
    directories = optional + (112 if magic == 0x20B else 96)  # PE32+, PE32
    _, size = struct.unpack_from("<II", program, directories + 4 * 8)
    return bool(size)


def signed(program: bytes, options: Sequence[str]) -> bytes:
    """Return the program with a signature; stops where osslsigncode makes none."""
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "before", Path(folder) / "after"
        before.write_bytes(program)
        command = ["osslsigncode", "sign", *options, "-in", str(before), "-out", str(after)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"osslsigncode: {done.stdout}{done.stderr}")
        return after.read_bytes()


def tell_records(app: dict[str, bytes], changed: Sequence[str]) -> None:
    """Write the new digests into the records that ``doctor`` holds against the disk."""
    for record in [name for name in app if name.endswith(".dist-info/RECORD")]:
        rows = list(csv.reader(io.StringIO(app[record].decode())))
        for row in rows:
            name = normpath(f"app/{PACKAGES}/{row[0]}")
            if name in changed and row[1]:
                digest = base64.urlsafe_b64encode(hashlib.sha256(app[name]).digest())
                row[1:] = [f"sha256={digest.decode().rstrip('=')}", str(len(app[name]))]
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(rows)
        app[record] = text.getvalue().encode()


if __name__ == "__main__":
    main(sys.argv[1:])
