"""Write the command line of every button, as the add-in's VBA makes it, for awkward workbook names.

    python -m scripts.windows.command_lines FILE.json

The names take turns; those that no line can carry are refused by VBA, and stand there without one.
"""

import json
import sys
import tempfile
from pathlib import Path

from shebao.commands.registry import COMMANDS
from tests.setup.building import built_addin
from tests.setup.excel_stand_in import Excel

CARRIED = [
    "社保费.xlsx",
    "工资 表（1 月）.xlsx",
    "a^&calc&.xlsx",
    "工资&表.xlsx",
    "a^b.xlsx",
    "奖金 5%.xlsx",
    "(a) !b! ,;.xlsx",
    "x';import y.xlsx",
    "$(calc).xlsx",
    "𠮷野家 ①②.xlsx",
    "Ünïcode é.xlsx",
]
REFUSED = ["a=b.xlsx", "%TEMP%.xlsx", "工资 %OS% & 表=1!.xlsx", "5% 和 6%.xlsx"]


def main() -> None:
    """Click; refuse to write when a name was not carried, or one was that cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        excel = Excel(built_addin(Path(folder)))
        lines = []
        for number, command in enumerate(COMMANDS):
            lines.append(clicked(excel, command.id, CARRIED[number % len(CARRIED)]))
        refused = [clicked(excel, COMMANDS[0].id, name) for name in REFUSED]
    if not all(each["line"] for each in lines) or any(each["line"] for each in refused):
        sys.exit("a name was carried that cannot be, or not one that can")
    Path(sys.argv[1]).write_text(json.dumps(lines, ensure_ascii=False), encoding="utf-8")
    print(f"   {len(lines)} lines, {len(CARRIED)} names; refused: {'、'.join(REFUSED)}")


def clicked(excel: Excel, command_id: str, name: str) -> dict[str, str]:
    """Return the line of one click; empty where VBA refused."""
    excel.forget()
    excel.book.name = name
    excel.click(command_id)
    return {"id": command_id, "name": name, "line": excel.lines[-1] if excel.lines else ""}


if __name__ == "__main__":
    main()
