"""What disturbs clicks on Windows, over COM: each trouble once, and what the clerk reads then.

    app\\python.exe com_trouble.py REPOSITORY FOLDER SANDBOX.json [victim]

Two workbooks, a renamed one, a busy Excel, a server that dies between and within clicks, two Excels
at once, an Excel that is ended within a click. Exit status 1 names what was not as it must be.
"""

# ruff: noqa: SLF001 - the Excel that is played
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [sys.argv[1], str(Path(__file__).parent)]
import com_excel
import win32api
import win32event

from shebao.commands.registry import BY_ID
from shebao.runner import set_parameters
from shebao.templates import template_path
from tests.com_stand_in import application, files
from tests.com_stand_in.workbook import Workbook

FOLDER, SANDBOX = Path(sys.argv[2]), Path(sys.argv[3])
TOLD = json.loads(SANDBOX.read_text(encoding="utf-8"))
HOME = {
    "SHEBAO_HOME": str(FOLDER / "home"),
    "SHEBAO_KEY_FILE": str(FOLDER / "store.key"),
    "SHEBAO_BUREAU_URL": TOLD["url"],
    "DESK_PASSWORD": TOLD["first_password"],
}
PATIENCE_SECONDS = 120


class Desk:
    """An Excel with workbooks, and its server."""

    def __init__(self, excel: object) -> None:
        self.excel, self.world = excel, excel._world
        self.server = com_excel.Server(com_excel.Dll())
        self._servers = 0
        self.faults: list[str] = []

    def start_again(self) -> None:
        """Ask for a server by another class id, after one died.

        Windows forgets what a dead process served, and the library then starts another under the
        same id. rpcss of wine 8.0 keeps it and answers RPC_S_SERVER_UNAVAILABLE for ever.
        """
        self._servers += 1
        self.server = com_excel.Server(com_excel.Dll(self._servers))

    def open(self, name: str) -> Workbook:
        """Open one more workbook."""
        path = FOLDER / name
        path.write_bytes(template_path("shebao").read_bytes())
        book = self.world.add_book(path)
        files.load(book, path)
        return book

    def click(self, book: Workbook, command_id: str) -> str:
        """Press a button; return what the status bar or the box says."""
        self.world.settings["StatusBar"] = False
        began = time.monotonic()
        box = self.server.click(application.Workbook(self.world, book), command_id, HOME)
        said = self.world.settings["StatusBar"] or box
        print(f"      {command_id}: {com_excel.CALLS.total()} calls, "
              f"{time.monotonic() - began:.1f} s: {said!s:.110}", flush=True)  # fmt: skip
        return str(said)

    def must(self, is_so: object, what: str) -> None:
        """Note what was not as it must be."""
        print("  ", "ok:" if is_so else "NOT AS IT MUST BE:", what, flush=True)
        if not is_so:
            self.faults.append(what)


def content(book: Workbook) -> list[object]:
    """Return all cells, to be compared."""
    return [
        [(row, column, str(cell)) for row, column, cell in grid.filled()] for grid in book.sheets
    ]


def has_ended(process: int) -> bool:
    """Whether a process ends within a while."""
    try:
        handle = win32api.OpenProcess(0x100000, False, process)  # noqa: FBT003 - SYNCHRONIZE
    except win32api.error:
        return True
    return win32event.WaitForSingleObject(handle, PATIENCE_SECONDS * 1000) == 0


def two_workbooks(desk: Desk, first: Workbook) -> None:
    """A click works on the workbook it came from, whichever is in front meanwhile."""
    other = desk.open("另一个.xlsx")
    before = content(other)
    desk.must("已登录" in desk.click(first, "login"), "a click on the workbook behind")
    desk.must(content(other) == before, "the workbook in front is untouched")
    said = desk.click(other, "update_roster")
    desk.must("“纳税人识别号”为空" in said, "a click on the other reads the other")


def renamed(desk: Desk, book: Workbook) -> None:
    """另存为 while the bureau answers: the rows go where the click came from."""

    def rename() -> None:
        book.path = FOLDER / "改了名 & 2.xlsx"
        book.name = book.path.name

    com_excel.Gate.after(100, rename)
    desk.must("12" in desk.click(book, "update_roster"), "renamed within a click")
    desk.must(book.name.startswith("改了名"), "it was renamed within it")
    desk.must("12" in desk.click(book, "new_wage_sheet"), "a click after it")


def busy(desk: Desk, book: Workbook) -> None:
    """0x800ac472: waited for; when it does not end, said in words."""
    com_excel.Gate.busy = 5
    desk.must("12" in desk.click(book, "update_roster"), "busy for five calls: waited for")
    before = content(book)
    com_excel.Gate.busy = 10**9
    said = desk.click(book, "check_wages")
    com_excel.Gate.busy = 0
    desk.must("Excel" in said and "编辑" in said and "意外" not in said, "busy for good: in words")
    desk.must(content(book) == before, "nothing was changed")
    desk.must("12" in desk.click(book, "update_roster"), "a click after it")


def dead_server(desk: Desk, book: Workbook) -> None:
    """A server that died, between clicks and within one: another one goes on."""
    first = int(desk.server.told("__import__('os').getpid()"))
    win32api.TerminateProcess(win32api.OpenProcess(1, False, first), 1)  # noqa: FBT003
    desk.must(has_ended(first), "the server was ended between clicks")
    desk.start_again()
    second = desk.server.take_seat()
    desk.must(second != first, f"another one started ({first}, {second})")
    desk.must("12" in desk.click(book, "update_roster"), "a click on it")

    def die() -> None:
        win32api.TerminateProcess(win32api.OpenProcess(1, False, second), 1)  # noqa: FBT003

    com_excel.Gate.after(100, die)
    try:
        desk.click(book, "update_roster")
        desk.must(False, "a click on a server that died within it fails")  # noqa: FBT003
    except com_excel.pywintypes.com_error as error:
        desk.must(True, f"a click on a server that died within it fails: {error.args[:2]}")  # noqa: FBT003
    desk.start_again()
    desk.server.take_seat()
    desk.must("12" in desk.click(book, "update_roster"), "the next click")


def another_excel(desk: Desk, book: Workbook) -> None:
    """Each Excel has its own server; one that is ended takes its own along and no other."""
    ours = int(desk.server.told("__import__('os').getpid()"))
    with (FOLDER / "victim").open("w+b") as out:
        command = [sys.executable, __file__, *sys.argv[1:4], "victim"]
        done = subprocess.run(
            command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, check=False
        )
        out.seek(0)
        said = out.read().decode("gbk", "replace")
    print("     ", said.strip().replace("\n", "\n      "), flush=True)
    theirs = int(said.partition("server ")[2].split()[0])
    desk.must(done.returncode == 3, "the other Excel was ended within a click")
    desk.must(theirs != ours, f"it had a server of its own ({theirs}, ours {ours})")
    desk.must(has_ended(theirs), "which ended with it")
    desk.must("12" in desk.click(book, "update_roster"), "ours goes on")


def victim(desk: Desk, book: Workbook) -> None:
    """Be ended within a click."""
    print("server", desk.server.take_seat(), flush=True)
    com_excel.Gate.after(50, lambda: os._exit(3))
    desk.click(book, "update_roster")


def main() -> int:
    """Meet each trouble; return 1 when something was not as it must be."""
    with com_excel.played() as excel:
        desk = Desk(excel)
        if "victim" in sys.argv:
            victim(desk, desk.open("别处.xlsx"))
            return 0
        desk.server.take_seat()
        book = desk.open("社保费 & 2026.xlsx")
        excel.book.set_mock_caller()
        named = {"纳税人识别号": TOLD["tax_id"]}
        set_parameters(BY_ID["login"], excel.book.app.books[book.name], named)
        troubles: list[Callable[[Desk, Workbook], None]] = [
            two_workbooks, renamed, busy, dead_server, another_excel,
        ]  # fmt: skip
        for trouble in troubles:
            print("  ", (trouble.__doc__ or "").splitlines()[0], flush=True)
            trouble(desk, book)
        return 1 if desk.faults else 0


if __name__ == "__main__":
    sys.exit(main())
