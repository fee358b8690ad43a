"""Nothing of a person, of money or of a way in reaches a log, whatever goes wrong in a month."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select, text

from shebao.domain.money import yuan
from shebao.failures import LOG_FILE
from shebao.sandbox import office_tables, tables
from shebao.sandbox.database import reading, writing
from tests.desk import Desk, Ran, open_desk

ALL = {"提交范围": "全部"}
NEW_PASSWORD, WRONG_PASSWORD = "Geheim-2026", "Wrong-2026-x"
MOMENT = r"\d{4}-\d\d-\d\dT\S+ [0-9a-f]{8}\n"  # of a defect and its number: digits of nobody


@dataclass
class Watched:
    """A desk, and everything that its runs wrote beside their answers."""

    desk: Desk
    given: list[str]  # tokens and proofs
    sentences: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def run(self, command_id: str, parameters: dict[str, str] | None = None) -> Ran:
        ran = self.desk.run(command_id, parameters)
        sentence = f"{ran.message}\n" if ran.status else ""
        assert sentence in ran.said
        self.sentences.append(sentence)
        self.beside.append(ran.said.replace(sentence, ""))
        return ran

    def of_people(self) -> Iterator[str]:
        with reading(self.desk.bureau.app.state.bureau.engine) as connection:
            for row in connection.execute(select(tables.people.c.name, tables.people.c.id_number)):
                yield from row
            yield from connection.scalars(select(office_tables.agreements.c.account_no))
        for wage_fen in self.desk.truth["wages_fen"].values():
            yield from (str(wage_fen), yuan(wage_fen), f"{wage_fen / 100:.2f}")

    def ways_in(self) -> list[str]:
        first = self.desk.bureau.seeded.first_password
        key = (self.desk.folder / "store.key").read_text(encoding="utf-8").strip()
        return [*self.given, first, NEW_PASSWORD, WRONG_PASSWORD, key]


@pytest.fixture
def watched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Watched]:
    given: list[str] = []
    make: Callable[[int], str] = secrets.token_urlsafe

    def kept(length: int) -> str:
        given.append(make(length))
        return given[-1]

    monkeypatch.setattr(secrets, "token_urlsafe", kept)
    with open_desk(tmp_path, capsys, monkeypatch, fresh=True) as desk:
        yield Watched(desk, given)


def broken(watched: Watched) -> Callable[..., object]:
    """A defect whose words, and those of its cause, hold what they can."""

    def fail(*_: object, **__: object) -> object:
        everything = [*watched.of_people(), *watched.ways_in()]
        known: dict[str, object] = {}
        try:
            return known[" ".join(everything)]
        except KeyError as error:
            raise RuntimeError(" ".join(everything)) from error

    return fail


def break_writing(desk: Desk, *, mend: bool = False) -> None:
    """Let the bureau's database refuse the next wages: its words then quote what was written."""
    with writing(desk.bureau.app.state.bureau.engine) as connection:
        if mend:
            connection.execute(text("DROP TRIGGER broken"))
        else:
            refuse = "BEGIN SELECT RAISE(ABORT, 'disk gone'); END"
            connection.execute(text(f"CREATE TRIGGER broken BEFORE INSERT ON wage_items {refuse}"))


def test_log_of_a_month_with_failures_and_defects_names_nobody(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What goes to support must be fit to be read by anybody."""
    caplog.set_level(logging.INFO, logger="httpx")  # addresses are logged from there on
    desk, bureau = watched.desk, watched.desk.bureau
    tax_id = {"纳税人识别号": bureau.seeded.tax_id}
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", NEW_PASSWORD)
    assert watched.run("register_unit", tax_id).status == 0
    monkeypatch.setenv("SHEBAO_PASSWORD", WRONG_PASSWORD)
    assert watched.run("login", tax_id).answer["code"] == "BUR-04"
    monkeypatch.setenv("SHEBAO_PASSWORD", bureau.seeded.first_password)
    assert watched.run("login", tax_id).status == 0
    monkeypatch.setenv("SHEBAO_PASSWORD", NEW_PASSWORD)
    watched.run("update_roster")
    watched.run("new_wage_sheet")
    watched.run("fill_from_payroll", {"工资表文件": desk.payroll.name})
    break_writing(desk)
    assert watched.run("submit_wages").answer["outcome"] == "not_recorded"
    break_writing(desk, mend=True)
    for kind in ("garbage", "drop", "unavailable"):
        bureau.control("faults", kind=kind, count=1)
        watched.run("submit_wages")
    watched.run("fetch_wage_result")
    watched.run("update_bills")
    watched.run("submit_bills", ALL)
    watched.run("fetch_filing_result")
    with monkeypatch.context() as here:
        here.setattr("shebao.sheets.table.SheetTable.replace", broken(watched))
        assert watched.run("update_debts").answer["code"] == "BUG"
    watched.run("update_debts")
    watched.run("pay_by_agreement", ALL)

    filed = (desk.folder / "home" / LOG_FILE).read_text(encoding="utf-8")
    logs = re.sub(MOMENT, "", filed) + "".join(watched.beside) + caplog.text
    ways_in, people = watched.ways_in(), list(watched.of_people())
    assert len(set(people)) > 100
    assert len(ways_in) > 5
    assert ("RuntimeError" in filed, "POST" in logs) == (True, True)
    assert [word for word in [*people, *ways_in] if word in logs] == []
    assert [word for word in ways_in if word in "".join(watched.sentences)] == []
