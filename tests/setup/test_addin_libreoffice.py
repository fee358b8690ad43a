"""A second Basic compiler, LibreOffice's, takes every module of the add-in."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pyopenvba.interpreter._preprocess import strip_directives

from shebao.commands.registry import COMMANDS
from shebao.setup.assembly.build_addin import ribbon_bytes, vba_modules
from shebao.setup.assembly.build_package import package, workbook_parts
from tests.patience import PATIENCE_SECONDS

SYSTEM_PYTHON = Path("/usr/bin/python3")
# What each module is asked for, so that it must have been compiled.
PROBES = {
    "xlwings": "PROJECT_NAME",
    "shebao_texts": "TEXT_TITLE",
    "shebao_ribbon": '"loaded"',
    "shebao_state": 'CStr(MayRun("open"))',
    "shebao_wizard": '"silent"',
    "shebao_help": '"described"',
    "shebao_words": "Unescape(TEXT_NOT_LOGGED_IN)",
}
ANSWERS = {
    "xlwings": "shebao",
    "shebao_texts": r"\u793e\u4fdd\u8d39",
    "shebao_ribbon": "loaded",
    "shebao_state": "True",
    "shebao_wizard": "silent",
    "shebao_help": "described",
    "shebao_words": "未登录",
}


WINDOWS: dict[str, object] = {}  # pyopenvba's own defaults
MAC: dict[str, object] = {"Mac": True, "Win32": False, "Win64": False}


def probe(
    folder: Path, constants: dict[str, object] = WINDOWS, broken: str = ""
) -> dict[str, object]:
    """Build with ``#If`` resolved, which LibreOffice lacks, and a probe a module; ask them all."""
    soffice = shutil.which("soffice")
    if soffice is None or not Path("/usr/lib/python3/dist-packages/uno.py").is_file():
        pytest.skip("LibreOffice with python3-uno is missing; the gate on Debian with it compiles")
    modules = {}
    for name, source in vba_modules({}).items():
        text = strip_directives(source, constants=constants)
        text += (
            f"\nFunction Probe_{name}() As String\nProbe_{name} = {PROBES[name]}\nEnd Function\n"
        )
        if name == broken:
            text += "Sub Broken()\nx = = 1\nEnd Sub\n"
        modules[name] = text
    file = folder / "probe.xlam"
    file.write_bytes(package(workbook_parts(modules), ribbon_bytes(COMMANDS), version="0"))
    script = Path(__file__).with_name("office_probe.py")
    profile = folder / f"{folder.name}-profile"
    done = subprocess.run(
        [str(SYSTEM_PYTHON), str(script), soffice, str(file), str(profile), *modules],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: dict[str, object] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("constants", [WINDOWS, MAC], ids=["windows", "mac"])
def test_every_module_compiles(tmp_path: Path, constants: dict[str, object]) -> None:
    assert set(PROBES) == set(vba_modules({}))
    assert probe(tmp_path, constants) == ANSWERS


def test_module_that_does_not_compile_is_noticed(tmp_path: Path) -> None:
    """The check must be able to fail: LibreOffice itself says nothing."""
    assert probe(tmp_path, broken="shebao_words") != ANSWERS
