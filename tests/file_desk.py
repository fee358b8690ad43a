"""A desk without any bureau: a workbook, a data folder, and somebody who plays the client."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shebao import cli
from shebao.demo.client_player import Staff
from shebao.domain.moments import beijing_day
from shebao.domain.period import Period
from shebao.sandbox.people.people import make_people, make_tax_id
from shebao.sheets.declared.row import AnySheet
from shebao.wiring import now
from shebao.workbooks import open_workbook
from tests.client_layouts import Player
from tests.desk import Ran
from tests.sheet_cells import Row, SheetTable

CHENGDU, GUIYANG, FUZHOU = "510100", "520100", "350100"
FILES = "官方客户端（文件）"


@dataclass
class FileDesk:
    """Runs ``shebao run`` in this process; there is no network to go to."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    @property
    def book(self) -> Path:
        return self.folder / "社保费.xlsx"

    def run(self, command_id: str, **parameters: str) -> Ran:
        return self._run(command_id, parameters, agrees=True)

    def ask(self, command_id: str, **parameters: str) -> Ran:
        """Run without ``--yes``: every question is answered by no."""
        return self._run(command_id, parameters, agrees=False)

    def _run(self, command_id: str, parameters: Mapping[str, str], *, agrees: bool) -> Ran:
        arguments = ["run", command_id, "--book", str(self.book), "--json"]
        arguments += ["--yes"] if agrees else []
        for name, value in parameters.items():
            arguments += ["--set", f"{name}={value}"]
        self.capture.readouterr()
        status = cli.main(arguments)
        out, err = self.capture.readouterr()
        return Ran(status, json.loads(out) if out else {}, err)

    def done(self, command_id: str, **parameters: str) -> dict[str, Any]:
        """Run and insist that it ended well."""
        ran = self.run(command_id, **parameters)
        assert ran.status == 0, ran.said
        return ran.answer

    def refused(self, command_id: str, **parameters: str) -> str:
        """Run, insist on one sentence and an unchanged workbook; return the sentence."""
        before = self.book.read_bytes()
        ran = self.run(command_id, **parameters)
        assert ran.status == 1, ran.answer
        assert "意外错误" not in ran.said
        assert ran.said.count("\n") == 1
        assert self.book.read_bytes() == before
        return ran.said

    def rows(self, spec: AnySheet) -> list[Row]:
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

    def edit(self, spec: AnySheet, rows: list[Row], *fields: str) -> None:
        book = open_workbook(self.book)
        try:
            SheetTable(book, spec).update(rows, fields)
            book.save()
        finally:
            book.close()

    def by_files(self, player: Player, region: str = "") -> dict[str, Any]:
        """Choose the channel of files for the player's unit."""
        given = {
            "办理方式": FILES,
            "纳税人识别号": player.tax_id,
            "参保地": region or player.region,
        }
        return self.done("set_channel", **given)

    def rostered(self, player: Player, layout: int = 3) -> dict[str, Any]:
        """And import its roster."""
        self.by_files(player)
        name = f"参保职工_{layout}.{'csv' if layout == 2 else 'xlsx'}"
        player.roster(self.folder / name, layout)
        return self.done("import_roster_file", 参保职工文件=name)


def this_month() -> str:
    return str(Period.of(beijing_day(now())))


# Where the law that is written out ends; of later months nothing is computed.
LAST_MONTHS = {"350100": "2026-12"}


def make_player(region: str = CHENGDU, people: int = 12, seed: int = 5, period: str = "") -> Player:
    staff = [
        Staff(p.name, p.id_number, Decimal(p.wage_fen) / 100) for p in make_people(people, seed)
    ]
    tax_id = make_tax_id(region[:4] + "04", seed)
    latest = min(this_month(), LAST_MONTHS.get(region, this_month()))
    return Player.of(tax_id, region, period or latest, staff)


@pytest.fixture
def file_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> FileDesk:
    """An empty workbook, no address of any bureau, no password."""
    environment: Mapping[str, str] = {
        "SHEBAO_HOME": str(tmp_path / "home"),
        "SHEBAO_KEY_FILE": str(tmp_path / "store.key"),
    }
    for name in ("SHEBAO_BUREAU_URL", "SHEBAO_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    desk = FileDesk(tmp_path, capsys)
    assert cli.main(["new", "shebao", "--out", str(desk.book)]) == 0
    return desk
