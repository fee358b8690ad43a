"""A clerk's desk: a workbook file, a data folder and a running bureau, used by the terminal."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from fastapi import FastAPI

from shebao import cli
from shebao.domain.period import Period
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Settings
from shebao.sandbox.control.seeding import Seeded, seed
from shebao.sandbox.database import data_url
from shebao.sandbox.door import HEADER
from shebao.sandbox.people.people import make_people
from shebao.sandbox.people.roster import read_roster
from shebao.sandbox.serve import url_of
from shebao.sheets.declared.row import AnySheet
from shebao.workbooks import open_workbook
from tests.pairs import Kind, SamplePair, Truth, write_pair
from tests.patience import PATIENCE_SECONDS
from tests.prompt_server import PromptServer
from tests.sheet_cells import Row, SheetTable
from tests.stages import Calls, Copy, Stages, copy_of, lay_out, listening

# Every command logs in, and the bureau's own cost of a hash is a tenth of it; tests/sandbox pays.
CHEAP_HASH = {"argon2_memory_kib": 64}


@dataclass
class SandboxHandle:
    """A sandbox on a thread, and its control calls."""

    url: str
    seeded: Seeded
    app: FastAPI
    http: httpx.Client

    def seed_another(self, roster: Path) -> Seeded:
        """Let another employer be served too."""
        return seed(self.app.state.bureau, read_roster(roster))

    def control(self, call: str, /, **body: object) -> Any:
        answer = self.http.post(f"/sandbox/{call}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    @property
    def month(self) -> Period:
        """The month that it is at the bureau: a test must pass in any."""
        return Period.parse(self.http.get("/sandbox/clock").json()["current_period"])

    def next_month(self) -> str:
        """Turn the clock to the tenth of the next month; return that month."""
        month = self.month.plus(1)
        self.control("clock", now=f"{month}-10T04:00:00Z")
        return str(month)

    def received(self) -> dict[str, int]:
        return dict(self.http.get("/sandbox/received").json())


@contextmanager
def running_sandbox(
    folder: Path,
    roster: Path,
    *,
    region: str = "",
    fresh: bool = False,
    seeded: Seeded | None = None,
    **settings: Any,
) -> Iterator[SandboxHandle]:
    """Serve one employer on a free loopback port until the block ends.

    ``seeded``: the folder holds a bureau to which that was done already.
    """
    settings = {**CHEAP_HASH, **settings}
    app = create_app(Settings(database_url=data_url(folder), **settings))
    app.state.calls = 0
    app.add_middleware(Calls, state=app.state)
    if seeded is None:
        seeded = seed(app.state.bureau, read_roster(roster), region=region, fresh=fresh)
    try:
        with serving(app) as url, caller_of(url, app.state.control_token) as http:
            yield SandboxHandle(url, seeded, app, http)
    finally:
        app.state.bureau.engine.dispose()


def caller_of(url: str, token: str) -> httpx.Client:
    """Return a client that never meets a line the bureau just closed, nor loads certificates."""
    fresh = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(
        base_url=url,
        timeout=PATIENCE_SECONDS,
        limits=fresh,
        verify=False,
        headers={HEADER: token},
    )


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve on a free loopback port, on a thread of its own, until the block ends; its URL."""
    ready = threading.Event()
    server = PromptServer(app, on_ready=ready.set)
    with listening() as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            assert ready.wait(PATIENCE_SECONDS)
            yield url_of(listener)
        finally:
            server.end()
            thread.join(PATIENCE_SECONDS)


@dataclass
class Ran:
    """How one terminal command ended."""

    status: int
    answer: dict[str, Any]
    said: str

    @property
    def message(self) -> str:
        return str(self.answer["message"])


@dataclass
class Desk:
    """Runs ``shebao run`` in this process, through its own ``main``."""

    folder: Path
    bureau: SandboxHandle
    payroll: Path
    capture: pytest.CaptureFixture[str]
    truth: Truth
    stages: Stages | None = None  # none: a desk that no other is like

    @property
    def book(self) -> Path:
        return self.folder / "社保费.xlsx"

    def run(
        self,
        command_id: str,
        parameters: Mapping[str, str] | None = None,
        *more: str,
        agrees: bool = True,
    ) -> Ran:
        arguments = ["run", command_id, "--book", str(self.book), "--json", *more]
        arguments += ["--yes"] if agrees else []
        if command_id == "login":  # its eight downloads have tests of their own
            parameters = {"登录时初始化": "否", **(parameters or {})}
        for name, value in (parameters or {}).items():
            arguments += ["--set", f"{name}={value}"]
        self.capture.readouterr()
        status = cli.main(arguments)
        out, err = self.capture.readouterr()
        return Ran(status, json.loads(out) if out else {}, err)

    def ask(self, command_id: str, parameters: Mapping[str, str] | None = None) -> Ran:
        """Run without ``--yes``: every question is answered by no."""
        return self.run(command_id, parameters, agrees=False)

    def new_book(self) -> None:
        """Lay a fresh workbook on the desk in place of the present one."""
        self.book.unlink(missing_ok=True)
        assert cli.main(["new", "shebao", "--out", str(self.book)]) == 0

    def done(self, command_id: str, parameters: Mapping[str, str] | None = None) -> Ran:
        """Run and insist that it ended well."""
        ran = self.run(command_id, parameters)
        assert ran.status == 0, ran.said
        return ran

    def rows(self, spec: AnySheet) -> list[Row]:
        """Read a sheet back from the file, as a later run would."""
        book = open_workbook(self.book)
        try:
            return SheetTable(book, spec).rows()
        finally:
            book.close()

    def write(self, spec: AnySheet, rows: list[Row]) -> None:
        """Put rows in place of a sheet's, as the clerk would, and save."""
        book = open_workbook(self.book)
        try:
            SheetTable(book, spec).replace(rows)
            book.save()
        finally:
            book.close()

    def change(self, change: Callable[[openpyxl.Workbook], None]) -> None:
        """Change the file as another program would, and save."""
        workbook = openpyxl.load_workbook(self.book)
        change(workbook)
        workbook.save(self.book)

    def note(self, spec: AnySheet) -> str:
        """Read the line under a sheet's title."""
        book = open_workbook(self.book)
        try:
            return SheetTable(book, spec).noted()
        finally:
            book.close()

    def edit(self, spec: AnySheet, rows: list[Row], *fields: str) -> None:
        """Type into cells, as the clerk would, and save."""
        book = open_workbook(self.book)
        try:
            SheetTable(book, spec).update(rows, fields)
            book.save()
        finally:
            book.close()

    def join(self, name: str, *insurances: str, number: int = 1) -> str:
        """Let a made-up employee without any wage join; return the id number."""
        id_number = make_people(number, seed=4711)[-1].id_number
        self.bureau.control(
            "people/join",
            tax_id=self.bureau.seeded.tax_id,
            name=name,
            id_number=id_number,
            insurances=list(insurances),
        )
        return id_number

    def next_month(self) -> str:
        """Turn the bureau's clock to the next month; return that month."""
        return self.bureau.next_month()

    def in_november(self) -> None:
        """Turn the bureau's clock to the month whose days a test writes out."""
        self.bureau.control("clock", now="2026-11-20T04:00:00Z")

    def until_rostered(self) -> None:
        """Log in and download the employees."""
        self._walk("rostered")

    def until_filled(self) -> None:
        """And open the wage sheet and fill it from the payroll."""
        self._walk("filled")

    def until_filed(self) -> None:
        """And file the wages, and have the answer."""
        self._walk("filed")

    def until_billed(self) -> None:
        """And have the bills."""
        self._walk("billed")

    def until_confirmed(self) -> None:
        """And confirm them, and have the answer."""
        self._walk("confirmed")

    def until_owed(self) -> None:
        """And have the debts."""
        self._walk("owed")

    def until_paid(self) -> None:
        """And pay them, and have the answer."""
        self._walk("paid")

    def until_arrived(self) -> None:
        """And see the money in the treasury."""
        self._walk("arrived")

    def _walk(self, stage: str) -> None:
        everything = {"提交范围": "全部"}
        payroll = {"工资表文件": self.payroll.name}
        login = {"纳税人识别号": self.bureau.seeded.tax_id}
        ways: dict[str, list[tuple[str, dict[str, str]]]] = {
            "rostered": [("login", login), ("update_roster", {})],
            "filled": [("new_wage_sheet", {}), ("fill_from_payroll", payroll)],
            "filed": [("submit_wages", {}), ("fetch_wage_result", {})],
            "billed": [("update_bills", {})],
            "confirmed": [("submit_bills", everything), ("fetch_filing_result", {})],
            "owed": [("update_debts", {})],
            "paid": [("pay_by_agreement", everything), ("fetch_payment_result", {})],
            "arrived": [("query_arrivals", {})],
        }
        steps = {name: partial(self._go, way) for name, way in ways.items()}
        stages = self.stages or Stages(self.folder, self.bureau.app, self.folder)
        stages.walk(steps, stage)

    def _go(self, way: list[tuple[str, dict[str, str]]]) -> None:
        for command_id, parameters in way:
            self.done(command_id, parameters)


@dataclass(frozen=True)
class Opened:
    """What a desk of one make is when nobody has touched it."""

    pair: SamplePair
    seeded: Seeded
    copy: Copy


def moved(pair: SamplePair, folder: Path) -> SamplePair:
    """The same pair, copied into another folder."""
    roster, payroll = folder / pair.roster_path.name, folder / pair.payroll_path.name
    return replace(pair, roster_path=roster, payroll_path=payroll)


_opened: dict[tuple[object, ...], Opened] = {}


@contextmanager
def open_desk(
    folder: Path,
    capture: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    kind: Kind = "enterprise",
    people: int = 30,
    seed_number: int = 7,
    **settings: Any,
) -> Iterator[Desk]:
    """Make the sample pair, start the bureau, lay a fresh workbook on the desk.

    A worker's second desk of the same make is laid a copy of the first as it was opened.
    """
    make = (kind, people, seed_number, *sorted(settings.items()))
    opened = _opened.get(make)
    if opened is None:
        pair = write_pair(folder, kind=kind, layout=0, people=people, seed=seed_number)
        seeded = None
    else:
        lay_out(folder, opened.copy)
        pair, seeded = moved(opened.pair, folder), opened.seeded
    with running_sandbox(folder / "bureau", pair.roster_path, seeded=seeded, **settings) as bureau:
        environment = {
            "SHEBAO_HOME": str(folder / "home"),
            "SHEBAO_BUREAU_URL": bureau.url,
            "SHEBAO_PASSWORD": bureau.seeded.first_password,
            "SHEBAO_KEY_FILE": str(folder / "store.key"),
            "SHEBAO_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
            "SHEBAO_VOID_WAIT_SECONDS": "0",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        desk = Desk(folder, bureau, pair.payroll_path, capture, pair.truth)
        if opened is None:
            desk.new_book()
            _opened[make] = Opened(pair, bureau.seeded, copy_of(folder, bureau.app))
        desk.stages = Stages(folder, bureau.app, *make, bureau.url)
        yield desk
