"""Makes the Windows kit on Linux: Windows' own Python, the locked wheels, three scripts.

    python scripts/kit.py WHEEL OUT.zip

Every download is checked against the lock that names it. The same commit gives the same bytes.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".venv" / "kit"
TOOLS = ROOT / ".venv" / "tools" / "bin" / "python"  # has what an sdist's metadata is made with
PYTHON_LOCK = ROOT / "scripts" / "windows" / "python.lock"
PRODUCT_LOCK = ROOT / "requirements.lock"
WINDOWS = {
    "sys_platform": "win32",
    "platform_system": "Windows",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "python_version": "3.13",
    "python_full_version": "3.13.2",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "extra": "",
}
FOR_WINDOWS = (
    *("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp"),
    *("--only-binary", ":all:", "--no-deps"),
)
PACKAGES = PurePosixPath("Lib/site-packages")
# The path list of an embeddable Python; without "import site" no .pth file would be read.
PATH_LIST = "python313.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n"
TCL_PATH = (
    "import os, sys; os.environ.setdefault('TCL_LIBRARY', "
    "os.path.join(sys.prefix, 'tcl', 'tcl8.6'))\n"
)
TK_FILES = ("_tkinter.pyd", "tcl86t.dll", "tk86t.dll", "zlib.dll")
TCL_FOLDERS = ("tcl/tcl8/", "tcl/tcl8.6/", "tcl/tk8.6/")
TCL_UNUSED = ("tcl/tcl8.6/tzdata/", "tcl/tk8.6/demos/", "tcl/tk8.6/images/")
# The practice bureau, and what libraries bring for their own tests, demos and compilers.
UNUSED = re.compile(
    r"(^|/)(tests?|__pycache__|[Dd]emos?|include)/|^shebao/(sandbox|demo)/"
    r"|^xlwings/pro/"  # of another licence, and not used
    r"|^(pythonwin|isapi|adodbapi|win32comext|bin)/|\.(lib|chm|h|pyi|c|pxd|pyx)$|/direct_url\.json$"
)
SCRIPTS = {"安装.cmd": "install", "修复.cmd": "repair", "卸载.cmd": "uninstall"}
MOMENT = (2026, 1, 1, 0, 0, 0)


def main() -> None:
    """Write the kit and say its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=CACHE.parent) as folder:
        app = Path(folder) / "app"
        place_python(app, downloaded(PYTHON_LOCK, "sdists"))
        place_packages(app, [*downloaded(windows_lock(), "wheels"), options.wheel])
        files = {
            f"app/{path.relative_to(app).as_posix()}": path.read_bytes()
            for path in app.rglob("*")
            if path.is_file()
        }
    write_kit(options.out, files)
    unpacked = sum(map(len, files.values()))
    print(
        f"{options.out.name}: {options.out.stat().st_size / 1e6:.1f} MB, "
        f"{len(files)} files of {unpacked / 1e6:.1f} MB"
    )


def windows_lock(source: Path = PRODUCT_LOCK, only: Iterable[str] = ()) -> Path:
    """Return a lock without what Windows does not need, or with some of its packages only.

    pip asks the markers of the computer it runs on, so they are asked and taken off here.
    """
    blocks = re.split(r"(?m)^(?=[\w.-]+==)", source.read_text(encoding="utf-8"))[1:]
    kept = []
    for block in blocks:
        head, _, rest = block.partition("\\\n")
        requirement = Requirement(head.strip())
        if only and requirement.name not in only:
            continue
        if requirement.marker is None or requirement.marker.evaluate(WINDOWS):
            kept.append(f"{requirement.name}{requirement.specifier} \\\n{rest}")
    path = CACHE / f"windows-{source.name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(kept), encoding="utf-8")
    return path


def downloaded(lock: Path, kind: str) -> list[Path]:
    """Return the files that a lock names, from the cache or the package registry, each checked."""
    text = lock.read_text(encoding="utf-8")
    folder = CACHE / f"{kind}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    pins = len(re.findall(r"(?m)^[\w.-]+==", text))
    if not folder.is_dir():
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        how = (
            FOR_WINDOWS
            if kind == "wheels"
            else (
                *("--no-binary", ":all:", "--no-deps", "--ignore-requires-python"),
                "--no-build-isolation",
            )
        )
        asking = "download --quiet --disable-pip-version-check --require-hashes"
        subprocess.run(
            [TOOLS, "-m", "pip", *asking.split(), *how, "-r", lock, "-d", fresh], check=True
        )
        fresh.rename(folder)
    hashes = set(re.findall(r"sha256:([0-9a-f]{64})", text))
    files = sorted(folder.iterdir())
    for path in files:
        if hashlib.sha256(path.read_bytes()).hexdigest() not in hashes:
            sys.exit(f"{path} is not what {lock.name} names: remove it and start again")
    if len(files) != pins:
        sys.exit(f"{folder} holds {len(files)} files, {lock.name} names {pins}")
    return files


def place_python(app: Path, sdists: Iterable[Path]) -> None:
    """Unpack the embeddable Python, and Tk beside it without its demos and import libraries."""
    for sdist in sdists:
        is_tk = sdist.name.startswith("tkinter")
        for name, content in _inner(sdist):
            if is_tk and name.startswith("tkinter/"):
                _write(app / PACKAGES / name, content)
            elif not is_tk or name in TK_FILES or _is_tcl(name):
                _write(app / name, content)
    _write(app / "python313._pth", PATH_LIST.encode())
    _write(app / PACKAGES / "shebao_tcl.pth", TCL_PATH.encode())


def _is_tcl(name: str) -> bool:
    return name.startswith(TCL_FOLDERS) and not name.startswith(TCL_UNUSED)


def _inner(sdist: Path) -> Iterable[tuple[str, bytes]]:
    """Yield the files of the archive that the sdist carries, by their names below ``cp313``."""
    with tarfile.open(sdist) as archive:
        name = next(name for name in archive.getnames() if name.endswith("/data.zip"))
        inner = archive.extractfile(name)
        data = inner.read() if inner else b""
    with zipfile.ZipFile(BytesIO(data)) as zipped:
        for info in zipped.infolist():
            if not info.is_dir():
                yield info.filename.split("/", 1)[1], zipped.read(info)


def place_packages(app: Path, wheels: list[Path]) -> None:
    """Install the wheels, then take away what no clerk's machine needs, records included."""
    target = app / PACKAGES
    asking = "install --quiet --disable-pip-version-check --no-index --no-compile"
    subprocess.run(
        [TOOLS, "-m", "pip", *asking.split(), *FOR_WINDOWS, "--target", target, *wheels],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    for library in target.glob("xlwings*.dll"):
        library.rename(app / library.name)  # where VBA and its record look for it
    for path in sorted(target.rglob("*")):
        if path.is_file() and UNUSED.search(path.relative_to(target).as_posix()):
            path.unlink()
    for record in sorted(target.glob("*.dist-info/RECORD")):
        rows = record.read_text(encoding="utf-8").splitlines()
        kept = [row for row in rows if (target / row.split(",", 1)[0].strip('"')).is_file()]
        record.write_text("".join(f"{row}\n" for row in sorted(kept)), encoding="utf-8")


def write_kit(out: Path, app: dict[str, bytes]) -> None:
    """Write everything under one folder, in order, all of one moment."""
    windows = ROOT / "scripts" / "windows"
    files = dict(app)
    for name, verb in SCRIPTS.items():
        source = windows / ("uninstall.cmd" if verb == "uninstall" else "install.cmd")
        text = source.read_text(encoding="utf-8").replace(" VERB ", f" {verb} ")
        files[name] = text.replace("\n", "\r\n").encode()
    text = (windows / "read_me.txt").read_text(encoding="utf-8").replace("\n", "\r\n")
    files["说明.txt"] = text.encode("utf-8-sig")  # or Notepad on older Windows would misread it
    files["LICENSE.txt"] = (ROOT / "LICENSE").read_bytes()
    files["files.sha256"] = "".join(
        f"{hashlib.sha256(app[name]).hexdigest()}  {name.removeprefix('app/')}\n"
        for name in sorted(app)
    ).encode()
    fresh = out.with_name(f"{out.name}.new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as kit:
        for name in sorted(files):
            info = zipfile.ZipInfo(f"{out.stem}/{name}", MOMENT)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            kit.writestr(info, files[name])
    fresh.replace(out)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


if __name__ == "__main__":
    main()
