"""What xlwings' AppleScript hands to a Mac's shell, read from the script's own text and run here.

No Mac was seen: this shows that a click's Python gets the button and the workbook's name whole,
and that no workbook's name runs anything, as far as a shell alone decides it.
"""

import json
import re
import subprocess
from pathlib import Path

import pytest

from shebao.commands.registry import COMMANDS
from shebao.setup.desktop import kit_of_this_python
from shebao.setup.places import places_on
from tests.setup import fake_host

_PART = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"|(?P<name>\w+)')
NOTE = """#!/usr/bin/env python3
import json, sys
with open({place!r}, "w", encoding="utf-8") as out:
    json.dump(sys.argv[1:], out)
"""


def shell_command(values: dict[str, str]) -> str:
    """Return ``ShellCommand`` as the script concatenates it."""
    kit = kit_of_this_python(None)
    script = kit.parts[kit.applescript_name].decode()
    found = re.search(r"set ShellCommand to ((?:.*¬\r?\n)*.*)", script)
    assert found is not None
    parts = _PART.finditer(found[1].replace("¬", ""))
    return "".join(
        values[part["name"]] if part["name"] else re.sub(r"\\(.)", r"\1", part["text"])
        for part in parts
    )


def heard(tmp_path: Path, name: str, command_id: str) -> list[str]:
    """Run the line by a shell; return what the interpreter was given."""
    interpreter, place = tmp_path / "python", tmp_path / "heard.json"
    interpreter.write_text(NOTE.format(place=str(place)), encoding="utf-8")
    interpreter.chmod(0o755)
    line = shell_command(
        {
            "PYTHONPATH": "false;;;;",
            "PythonInterpreter": str(interpreter),
            "PythonCommand": f"import shebao.ribbon; shebao.ribbon.run('{command_id}')",
            "WorkbookName": name,
            "ApplicationFullName": "/Applications/Microsoft Excel.app",
            "LOG_FILE": str(tmp_path / "xlwings.log"),
        }
    )
    subprocess.run(["/bin/sh", "-c", f"{line.rstrip().rstrip('&')}"], check=True, cwd=tmp_path)
    words: list[str] = json.loads(place.read_text(encoding="utf-8"))
    return words


@pytest.mark.parametrize(
    "name",
    ["社保费.xlsx", "工资 & 社保（1月）.xlsx", "5% ^ !b!.xlsx", "x';import y.xlsx", "~ *.xlsx"],
)
def test_line_of_a_mac_carries_the_button_and_the_name(tmp_path: Path, name: str) -> None:
    for command in COMMANDS[:3]:
        words = heard(tmp_path, name, command.id)

        code = words[words.index("-c") + 1]
        assert code.strip().endswith(f"shebao.ribbon.run('{command.id}')")
        assert f"--wb={name}" in words
        compile(code, "<click>", "exec")


def test_name_that_would_run_something_is_one_that_vba_refuses(tmp_path: Path) -> None:
    """The refusal of ``IsOddName`` is needed: the script itself does not quote."""
    words = heard(tmp_path, "$(touch taken).xlsx", "login")
    assert (tmp_path / "taken").exists()
    assert "--wb=.xlsx" in words


def test_script_and_add_in_lie_in_the_folders_that_excel_reads_on_a_mac() -> None:
    """Office's own: the group container's startup folder and the application's scripts."""
    host = fake_host.macos()
    places = places_on(host)
    assert places is not None
    home = host.environment["HOME"]
    group = "Library/Group Containers/UBF8T346G9.Office/User Content.localized"
    assert str(places.addin) == f"{home}/{group}/Startup.localized/Excel/shebao.xlam"
    scripts = f"{home}/Library/Application Scripts/com.microsoft.Excel"
    assert str(places.script_folder) == scripts
    conf = f"{home}/Library/Containers/com.microsoft.Excel/Data/shebao.conf"
    assert str(places.settings_file) == conf
