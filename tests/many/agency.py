"""A bookkeeping agency's desk: a sandbox of many employers, and the list of them."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from shebao import cli
from shebao.commands.batch.plan import begin, read_plan
from shebao.many.lease import DesktopLease, Lease, SharedLease
from shebao.many.worker import Worker
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Settings
from shebao.sandbox.control.seeding import seed
from shebao.sandbox.database import data_url
from shebao.sandbox.people.people import make_people
from shebao.sandbox.people.roster import MADE_UP_REGION, made_up_roster
from shebao.settings import read_settings
from shebao.sheets.declared.employer_list_sheet import EMPLOYERS
from shebao.sheets.table import SheetTable
from shebao.store import Store, open_shared_store, open_store
from shebao.store.many.batches import Job
from shebao.vault import Vault
from shebao.vault.key_file import read_key_file
from shebao.vault.secret_file import SecretFile
from shebao.vault.vault import CREDENTIALS_FILE
from shebao.wiring import now
from shebao.workbooks import opened
from tests.desk import caller_of, serving
from tests.patience import PATIENCE_SECONDS

SHEBAO = [sys.executable, "-P", "-m", "shebao.cli"]
EVERYTHING = "更新职工、申报工资、确认社保费、缴费"


@dataclass
class Agency:
    """Its folder, its bureau and its employers as the bureau announced them."""

    folder: Path
    url: str
    employers: list[dict[str, str]]
    http: httpx.Client
    capture: pytest.CaptureFixture[str] | None = None  # none: commands run in their own processes
    database: str = ""
    said: list[str] = field(default_factory=list)  # on standard error

    @property
    def list_path(self) -> Path:
        return self.folder / "单位清单.xlsx"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "SHEBAO_HOME": str(self.folder / "home"),
            "SHEBAO_BUREAU_URL": self.url,
            "SHEBAO_KEY_FILE": str(self.folder / "store.key"),
            "SHEBAO_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
            "SHEBAO_DATABASE": self.database,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }

    def run(self, *arguments: str, says: str = "") -> tuple[int, str]:
        """Run a terminal command to its end; its status and output."""
        if self.capture is None:
            started = self.start(*arguments)
            out, err = started.communicate(says, timeout=PATIENCE_SECONDS)
            self.said.append(err)
            return started.returncode, out
        self.capture.readouterr()
        stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(says.encode()))
        try:
            status = cli.main(arguments)
        finally:
            sys.stdin = stdin
        out, err = self.capture.readouterr()
        self.said.append(err)
        return status, out

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a terminal command in a process of its own."""
        return subprocess.Popen(
            [*SHEBAO, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, **self.environment},
        )

    def batch(self, what: str, *more: str) -> tuple[int, dict[str, Any]]:
        """Run ``shebao batch``; its status and its last line."""
        status, out = self.run("batch", what, str(self.list_path), "--json", *more)
        assert out, self.said[-1]
        answer: dict[str, Any] = json.loads(out.splitlines()[-1])
        return status, answer

    def keep_passwords(self) -> None:
        """Keep every employer's password under its tax id, as one credential each."""
        for employer in self.employers:
            name, secret = employer["tax_id"], employer["first_password"]
            assert self.run("vault", "set", name, says=f"{secret}\n")[0] == 0, self.said[-1]

    def keep_passwords_at_once(self) -> None:
        """The same without a process for each; the keyring of the tests is none."""
        key_file, home = self.folder / "store.key", self.folder / "home"
        vault = Vault({"SHEBAO_KEY_FILE": str(key_file)}, home)
        secrets = {each["tax_id"]: each["first_password"] for each in self.employers}
        home.mkdir()
        file = SecretFile(home / CREDENTIALS_FILE, lambda: vault.store_key(database_exists=False))
        file.change(lambda kept: kept.update(secrets))

    def write_list(self, changes: Mapping[int, Mapping[str, object]] | None = None) -> None:
        """Write the list with every employer, and ``changes`` by its place from 0 on."""
        if not self.list_path.exists():
            assert self.run("new", "employers", "--out", str(self.list_path))[0] == 0
        rows: list[dict[str, Any]] = [
            {
                "纳税人识别号": employer["tax_id"],
                "单位名称": employer["name"],
                "凭据": employer["tax_id"],
                "工资表": f"工资表_{number}.xlsx",
                "步骤": EVERYTHING,
                "可缴上限": 1_000_000,
            }
            for number, employer in enumerate(self.employers, start=1)
        ]
        for at, change in (changes or {}).items():
            rows[at].update(change)
        write_rows(self.list_path, rows)

    def write_hours(self, hours: str) -> None:
        """Say in the list when work may go on; empty for always."""
        write_labelled(self.list_path, EMPLOYERS.title, "办理时段", hours)

    def without(self, at: int) -> None:
        """Delete an employer's row from the list, by its place from 0 on."""
        workbook = openpyxl.load_workbook(self.list_path)
        workbook[EMPLOYERS.title].delete_rows(EMPLOYERS.header_row + 1 + at)
        workbook.save(self.list_path)

    def write_payrolls(self, employees: int, most: int | None = None) -> None:
        for number in range(1, (most or len(self.employers)) + 1):
            write_payroll(self.folder / f"工资表_{number}.xlsx", employees, number)

    def received(self) -> dict[str, int]:
        told = self.http.get("/sandbox/received").json()
        return {kind: number for kind, number in told.items() if number}

    def control(self, call: str, /, **body: object) -> Any:
        answer = self.http.post(f"/sandbox/{call}", json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None


def key_of(agency: Agency) -> bytes:
    key = read_key_file(agency.folder / "store.key")
    assert key is not None
    return key


def jobs_kept(agency: Agency) -> list[Job]:
    """Every employer of every batch, read as a later run would."""
    with open_store(agency.folder / "home" / "shebao.db", key_of(agency)) as store:
        return [job for each in store.batches.all() for job in store.batches.jobs(each.batch_id)]


@contextmanager
def walking(agency: Agency, **changed: str) -> Iterator[Worker]:
    """A worker whose queue is this test, under a changed environment."""
    environment = {**os.environ, **changed}
    settings = read_settings(environment)
    with ExitStack() as closing:
        if settings.database_url:
            store = closing.enter_context(open_shared_store(settings.database_url, key_of(agency)))
            lease: Lease = SharedLease(settings.database_url)
        else:
            path = settings.home / "shebao.db"
            store = closing.enter_context(open_store(path, key_of(agency)))
            lease = DesktopLease(settings.home)
        closing.callback(lease.close)
        yield Worker(settings, environment, store, lease)


def begun_again(agency: Agency, store: Store, when: datetime | None = None) -> list[Job]:
    """What the list asks for now, kept as ``batch run`` keeps it, and nobody at work on it."""
    with opened(agency.list_path) as book:
        vault = Vault(os.environ, agency.folder / "home")
        plan = read_plan(SheetTable(book, EMPLOYERS), agency.list_path, vault, when or now())
    return store.batches.jobs(begin(store, plan, when or now()).batch_id)


def report_rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Read a sheet of a batch's report, by header."""
    heads, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=True)) for row in rows]


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """Write rows under the list's headers, as a user does in a spreadsheet."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[EMPLOYERS.title]
    heads = [cell.value for cell in sheet[EMPLOYERS.header_row]]
    sheet.delete_rows(EMPLOYERS.header_row + 1, sheet.max_row)
    for number, row in enumerate(rows, start=EMPLOYERS.header_row + 1):
        for head, value in row.items():
            sheet.cell(number, heads.index(head) + 1, value)
    workbook.save(path)


def write_labelled(path: Path, sheet: str, label: str, value: str) -> None:
    """Write into the cell beside a label, as a user does."""
    workbook = openpyxl.load_workbook(path)
    cells = (cell for row in workbook[sheet] for cell in row)
    next(cell for cell in cells if cell.value == label).offset(column=1).value = value
    workbook.save(path)


def write_payroll(path: Path, employees: int, seed_number: int, more: int = 10) -> None:
    """Write a clean payroll of an employer that the sandbox made up, wages so many yuan higher."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["姓名", "身份证号码", "应发工资"])
    for person in make_people(employees, seed_number):
        sheet.append([person.name, person.id_number, person.wage_fen / 100 + more])
    workbook.save(path)


@contextmanager
def open_agency(
    folder: Path,
    capture: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    employers: int,
    employees: int,
) -> Iterator[Agency]:
    """Serve on a thread until the block ends; commands run in this process."""
    app = create_app(Settings(database_url=data_url(folder / "bureau")))
    bureau = app.state.bureau
    seeded = [
        seed(bureau, made_up_roster(employees, MADE_UP_REGION, public_body=False, seed=number))
        for number in range(1, employers + 1)
    ]
    with serving(app) as url, caller_of(url, app.state.control_token) as http:
        opened = Agency(folder, url, [asdict(one) for one in seeded], http, capture)
        for name, value in opened.environment.items():
            monkeypatch.setenv(name, value)
        opened.keep_passwords_at_once()
        opened.write_payrolls(employees)
        opened.write_list()
        yield opened


@contextmanager
def agency_apart(
    folder: Path, employers: int, employees: int, *, database: str = ""
) -> Iterator[Agency]:
    """Serve from a process of its own until the block ends, as the commands have theirs."""
    counts = ["--employers", str(employers), "--employees", str(employees)]
    bureau = subprocess.Popen(
        [*SHEBAO, "sandbox", "--port", "0", "--data", str(folder / "bureau"), *counts],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert bureau.stdout is not None
        told = [json.loads(bureau.stdout.readline()) for _ in range(employers)]
        with caller_of(told[0]["url"], told[0]["sandbox_token"]) as http:
            opened = Agency(folder, told[0]["url"], told, http, database=database)
            opened.write_payrolls(employees)
            yield opened
    finally:
        bureau.terminate()
        bureau.communicate(timeout=PATIENCE_SECONDS)
