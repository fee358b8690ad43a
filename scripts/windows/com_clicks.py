"""Every button once, by clicks over COM: the tests' own walk, its commands pressed as Excel does.

    app\\python.exe com_clicks.py REPOSITORY FOLDER PAYROLL SANDBOX.json

Cells are filled and read in the process that plays Excel; what a button does is done by the
installed program, which xlwings' DLL started. Exit status 1 when a click did not end as it must.
"""

import json
import re
import sys
import time
import types
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace

sys.path[:0] = [sys.argv[1], str(Path(__file__).parent)]
import com_excel
import httpx

from shebao.domain.errors import ShebaoError
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.catalogue import SHEETS
from tests.com_stand_in import application
from tests.com_stand_in.desk import ComDesk

TITLES = {spec.name: spec.title for spec in SHEETS}
# Round trips to Excel that a click costs beyond what the gate counts: whose it is, and its window.
OF_A_CLICK = 150
MOST_FOR = {"reset_query": 1000}  # without a name all thirty sheets are asked for rows


class raises:  # noqa: N801 - pytest's, which is not on a clerk's computer
    """Take the refusal that must come."""

    def __init__(self, kind: type[Exception], match: str = "") -> None:
        self._kind, self._match = kind, match

    def __enter__(self) -> None:
        Clicks.must_be_refused = True

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        Clicks.must_be_refused = False
        assert isinstance(error, self._kind), f"not refused: {error!r}"
        assert re.search(self._match, str(error)), error
        return True


def walk_of_the_tests() -> types.ModuleType:
    """Return the walk, without what it starts on Linux itself."""

    class Any:
        """Whatever is asked of it, for modules that only name it."""

        def __getattr__(self, _name: str) -> "Any":
            return self

        def __call__(self, *_given: object, **_named: object) -> "Any":
            return self

        __getitem__ = __or__ = __ror__ = __call__

    for name, members in {
        "pytest": {"raises": raises},
        "tests.desk": {"SandboxHandle": Bureau},
        "tests.pairs": {},
    }.items():
        module = types.ModuleType(name)
        module.__dict__.update(members, __getattr__=lambda _name: Any())
        sys.modules[name] = module
    from tests.commands.desk import test_engine_calls

    return test_engine_calls


class Bureau:
    """The sandbox on Linux, and its control calls."""

    def __init__(self, told: dict[str, str]) -> None:
        self.url = told["url"]
        self.seeded = SimpleNamespace(**told)
        self._http = httpx.Client(
            base_url=self.url, headers={"X-Sandbox-Token": told["sandbox_token"]}, timeout=120
        )

    def control(self, call: str, /, **body: object) -> object:
        answer = self._http.post(f"/sandbox/{call}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def next_month(self) -> None:
        year, month = map(int, self._http.get("/sandbox/clock").json()["current_period"].split("-"))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        self.control("clock", now=f"{year}-{month:02}-10T04:00:00Z")


class Clicks:
    """A book in Excel, and how each button on it ended."""

    must_be_refused = False

    def __init__(self, folder: Path) -> None:
        self._path = folder / "社保费 & 2026.xlsx"
        self._server = com_excel.Server(com_excel.Dll())
        self.pressed: list[str] = []
        self.faults: list[str] = []

    @contextmanager
    def opening(self, template: Path) -> Iterator["Clicks"]:
        self._path.write_bytes(template.read_bytes())
        with com_excel.played(self._path) as excel:
            self._excel: ComDesk = excel
            self._server.take_seat()
            yield self

    @property
    def book(self) -> object:
        return self._excel.book

    @property
    def calls(self) -> int:
        return com_excel.CALLS.total()

    def reset(self) -> None:
        com_excel.CALLS.clear()

    def run(self, command: object, _book: object, _path: object, _ui: object,
            environment: dict[str, str], named: str = "") -> Outcome:  # fmt: skip
        """Press the button; raise what its box says where that must come.

        A clerk names a sheet by going there.
        """
        if named:
            sheet = self._excel.book.sheets[TITLES[named]]
            sheet.visible = True
            sheet.activate()
        given = {**environment, "DESK_PASSWORD": environment["SHEBAO_PASSWORD"]}
        del given["SHEBAO_PASSWORD"]  # it is asked in a window
        world = self._excel._world  # noqa: SLF001 - the Excel that is played
        world.settings["StatusBar"] = False
        opened = application.Workbook(world, self._excel._opened)  # noqa: SLF001
        began = time.monotonic()
        box = self._server.click(opened, command.id, given)
        shown = world.settings["StatusBar"]
        self.pressed.append(command.id)
        print(f"   {command.id}: {self.calls} calls, {time.monotonic() - began:.1f} s: "
              f"{shown or box!s:.90}", flush=True)  # fmt: skip
        if Clicks.must_be_refused and not shown:
            raise ShebaoError(box, log="refused")
        if not shown:  # what comes after it can be judged all the same
            self.faults.append(f"{command.id}: {box}")
        return Outcome(shown or box)

    def windows(self) -> str:
        return self._server.told("sorted(set(__import__('sys').modules['desk'].WINDOWS))")


def main() -> int:
    """Walk; print the calls of all clicks."""
    folder, payroll = Path(sys.argv[2]), Path(sys.argv[3])
    bureau = Bureau(json.loads(Path(sys.argv[4]).read_text(encoding="utf-8")))
    clicks = Clicks(folder)
    walk = walk_of_the_tests()
    walk.running_sandbox = lambda *_: nullcontext(bureau)
    walk.write_pair = lambda *_given, **_named: SimpleNamespace(
        roster_path=payroll, payroll_path=payroll
    )
    walk.run_command = clicks.run
    counts = walk.every_command(folder, 0, "enterprise", clicks.opening)
    commands = {command.id for command in walk.COMMANDS}
    print(f"   {len(clicks.pressed)} clicks on {len(counts)} of {len(commands)} buttons, "
          f"{sum(counts.values())} calls", flush=True)  # fmt: skip
    print("   windows answered:", clicks.windows(), flush=True)
    most = {**walk.MOST_FOR, **MOST_FOR}
    dear = {i: n for i, n in counts.items() if n > most.get(i, walk.MOST_CALLS) + OF_A_CLICK}
    print("   more calls than in the gate:", dear, flush=True)
    for fault in clicks.faults:
        print("   NOT AS IT MUST BE:", fault, flush=True)
    return 1 if clicks.faults or dear or set(counts) != commands else 0


if __name__ == "__main__":
    sys.exit(main())
