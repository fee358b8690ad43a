"""Never lost, never sent twice: whatever happens to the answer, the network or the process."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shebao.commands.registry import BY_ID
from shebao.domain.errors import ShebaoError
from shebao.runner import run_command
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened
from tests.campaigns.child import start
from tests.desk import Desk, open_desk, running_sandbox
from tests.patience import PATIENCE_SECONDS, wait_for

ALL = {"提交范围": "全部"}
# What leads up to each submission, the command that makes it, and its kind at the bureau.
SUBMISSIONS: list[tuple[str, Callable[[Desk], None], str, dict[str, str]]] = [
    ("wage_filing", Desk.until_filled, "submit_wages", {}),
    ("premium_filing", Desk.until_billed, "submit_bills", ALL),
    ("payment", Desk.until_owed, "pay_by_agreement", ALL),
    ("certificate", Desk.until_arrived, "issue_certificate", ALL),
]


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(("kind", "until", "command", "parameters"), SUBMISSIONS)
@pytest.mark.parametrize("fault", ["drop", "garbage"])
def test_lost_answer_is_asked_about_and_not_sent_again(
    desk: Desk,
    kind: str,
    until: Callable[[Desk], None],
    command: str,
    parameters: dict[str, str],
    fault: str,
) -> None:
    """Shown "unsent", HR would send again and file twice."""
    until(desk)
    before = desk.book.read_bytes()
    desk.bureau.control("faults", kind=fault, count=1)

    lost = desk.run(command, parameters)
    unchanged = desk.book.read_bytes() == before
    found = desk.done(command, parameters)

    assert (lost.status, lost.answer["code"], unchanged) == (1, "BUR-02", True)
    assert "没有重复" in found.message or "已开具" in found.message
    assert desk.bureau.received()[kind] == 1


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(("kind", "until", "command", "parameters"), SUBMISSIONS)
@pytest.mark.parametrize("fault", ["lose", "unavailable"])
def test_request_that_never_arrived_is_sent_once_on_the_next_run(
    desk: Desk,
    kind: str,
    until: Callable[[Desk], None],
    command: str,
    parameters: dict[str, str],
    fault: str,
) -> None:
    """A filing that was never received must not be taken for a filed one."""
    until(desk)
    desk.bureau.control("faults", kind=fault, count=1)

    lost = desk.run(command, parameters)
    assert lost.status == 1
    assert desk.bureau.received().get(kind, 0) == 0
    desk.done(command, parameters)

    assert desk.bureau.received()[kind] == 1


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(("kind", "until", "command", "parameters"), SUBMISSIONS[:3])
def test_killed_before_the_answer_leaves_exactly_one(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    until: Callable[[Desk], None],
    command: str,
    parameters: dict[str, str],
) -> None:
    """A power cut at 16:55 must cost nothing but time."""
    with open_desk(tmp_path, capsys, monkeypatch, people=10) as desk:
        until(desk)
        desk.bureau.control("settings", answer_delay_seconds=PATIENCE_SECONDS)
        process = start(desk, command, parameters)
        try:
            wait_for(lambda: desk.bureau.received().get(kind, 0) == 1)
        finally:
            process.process.kill()
            process.said()
        desk.bureau.control("settings", answer_delay_seconds=0.0)

        again = desk.done(command, parameters)

        assert "没有重复" in again.message
        assert desk.bureau.received()[kind] == 1


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(
    ("until", "command", "parameters", "spec", "field"),
    [
        (Desk.until_filled, "submit_wages", {}, WAGES_BY_PERSON, "filing_no"),
        (SUBMISSIONS[1][1], "submit_bills", ALL, BILLS, "filing_no"),
        (SUBMISSIONS[2][1], "pay_by_agreement", ALL, DEBTS, "payment_no"),
    ],
)
def test_workbook_lost_after_the_receipt_gets_it_back(
    desk: Desk,
    until: Callable[[Desk], None],
    command: str,
    parameters: dict[str, str],
    spec: Any,
    field: str,
) -> None:
    """The machine died between receipt and save, or somebody restored yesterday's file."""
    until(desk)
    yesterday = desk.book.read_bytes()
    first = desk.done(command, parameters)
    desk.book.write_bytes(yesterday)

    again = desk.done(command, parameters)

    numbers = {row[field] for row in desk.rows(spec) if row[field]}
    assert numbers == {first.answer[field]}
    assert "没有重复" in again.message
    assert max(desk.bureau.received().values()) == 1


@pytest.mark.feature("X-LEDGER", "W-RESULT")
def test_result_of_a_lost_filing_comes_back_by_asking_alone(desk: Desk) -> None:
    """HR clicks 申报结果查询 first, as people do."""
    desk.until_filled()
    desk.bureau.control("faults", kind="drop", count=1)
    assert desk.run("submit_wages").status == 1

    found = desk.done("fetch_wage_result")

    assert found.answer["counts"]["accepted"] == len(desk.truth["wages_fen"])


@pytest.mark.feature("W-SUBMIT")
def test_refused_wages_can_be_filed_again_from_a_fresh_sheet(desk: Desk) -> None:
    """A ledger that says "filed" must not keep out what the bureau refused."""
    desk.until_filled()
    everybody = list(desk.truth["wages_fen"])
    desk.bureau.control("refused-people", id_numbers=everybody)
    desk.done("submit_wages")
    desk.bureau.control("refused-people", id_numbers=[])
    desk.done("new_wage_sheet")
    desk.done("fill_from_payroll", {"工资表文件": str(desk.payroll)})

    shown = desk.done("submit_wages")
    again = desk.done("submit_wages")

    assert "结果已写回" in shown.message
    assert again.answer["counts"]["submitted"] == len(everybody)


@pytest.mark.feature("W-SUBMIT")
def test_wage_that_another_desk_changed_can_be_filed_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What counts is the wage in force at the bureau, not what this desk once filed."""
    desk.until_filed()
    mine = desk.book.read_bytes()
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"] is not None]
    for row in rows:
        row.update(wage=round(float(str(row["wage"])) * 100) + 100, tick=TICK)
    desk.edit(WAGES_BY_PERSON, rows, "wage", "tick")
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))
    desk.done("update_roster")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    desk.book.write_bytes(mine)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"] is not None]
    for row in rows:
        row["tick"] = TICK
    desk.edit(WAGES_BY_PERSON, rows, "tick")

    back = desk.done("submit_wages")

    assert back.answer["counts"]["submitted"] == len(rows)
    assert desk.bureau.received()["wage_filing"] == 3


@pytest.mark.feature("P-SUBMIT")
def test_filed_bill_is_not_brought_back_to_an_older_revision(desk: Desk) -> None:
    """The row would say 申报成功 beside an amount that was never filed."""
    desk.until_billed()
    yesterday = desk.book.read_bytes()
    raised = [row for row in desk.rows(WAGES_BY_PERSON) if row["filing_no"]]
    for row in raised:
        row.update(wage=round(float(str(row["wage"])) * 100) + 100_000, tick=TICK)
    desk.edit(WAGES_BY_PERSON, raised, "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    desk.done("update_bills")
    filed = desk.done("submit_bills", ALL).answer["filing_no"]
    desk.book.write_bytes(yesterday)

    ran = desk.run("submit_bills", ALL)

    assert (ran.status, "没有提交" in ran.message) == (1, True), ran.message
    assert filed not in {row["filing_no"] for row in desk.rows(BILLS)}
    assert desk.bureau.received()["premium_filing"] == 1


@pytest.mark.feature("X-LEDGER")
def test_same_wages_on_top_of_others_are_another_filing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Given the receipt of the first desk's first filing, the second one would change nothing."""
    desk.until_filled()
    mine = desk.book.read_bytes()
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    meant = {r["id_number"]: r["wage"] for r in desk.rows(WAGES_BY_PERSON) if r["filing_no"]}
    raised = [row for row in desk.rows(WAGES_BY_PERSON) if row["filing_no"]]
    for row in raised:
        row.update(wage=round(float(str(row["wage"])) * 100) + 100, tick=TICK)
    desk.edit(WAGES_BY_PERSON, raised, "wage", "tick")
    desk.done("submit_wages")
    desk.done("fetch_wage_result")
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))
    desk.book.write_bytes(mine)
    desk.done("update_roster")

    back = desk.done("submit_wages")

    assert back.answer["counts"]["submitted"] == len(meant)
    assert desk.bureau.received()["wage_filing"] == 3
    desk.done("fetch_wage_result")
    desk.done("update_roster")
    desk.done("new_wage_sheet")
    now = {r["id_number"]: r["old_wage"] for r in desk.rows(WAGES_BY_PERSON)}
    assert {one: now[one] for one in meant} == meant


@pytest.mark.feature("Y-AGREEMENT")
def test_lost_payment_is_shown_even_after_its_debts_left_the_sheet(desk: Desk) -> None:
    """The money moved; a clerk who sees nothing pays again at the counter."""
    desk.until_owed()
    desk.bureau.control("faults", kind="drop", count=1)
    assert desk.run("pay_by_agreement", ALL).status == 1
    desk.done("update_debts")

    found = desk.done("fetch_payment_result")

    assert found.answer["counts"]["paid_fen"] > 0
    assert [row["state"] for row in desk.rows(PAYMENTS)] == ["缴费成功"]


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize(("kind", "until", "command", "parameters"), SUBMISSIONS[:3])
def test_failing_question_after_the_receipt_does_not_look_like_a_failed_submission(
    desk: Desk,
    kind: str,
    until: Callable[[Desk], None],
    command: str,
    parameters: dict[str, str],
) -> None:
    """The money moved or the filing stands; the record can wait."""
    until(desk)
    path = {"wage_filing": "/v1/wage-filings/", "premium_filing": "/v1/premium-filings/"}
    desk.bureau.control("faults", kind="lose", count=20, path=path.get(kind, "/v1/payments/"))

    ran = desk.done(command, parameters)

    assert "暂时没有取回" in ran.message
    assert desk.bureau.received()[kind] == 1


@pytest.mark.feature("X-LEDGER")
def test_bureau_that_cannot_be_asked_keeps_the_submission_unknown(desk: Desk) -> None:
    """Saying "nothing was sent" would send HR to the counter with a second filing."""
    desk.until_filled()
    desk.bureau.control("faults", kind="drop", count=1)
    assert desk.run("submit_wages").status == 1
    desk.bureau.control("faults", kind="unavailable", count=20, path="/v1/submissions")

    ran = desk.run("submit_wages")

    assert (ran.status, ran.answer["code"]) == (1, "LED-04")
    assert "是否受理仍未确认" in ran.message


@pytest.mark.feature("Y-AGREEMENT")
def test_second_desk_is_told_of_the_first_ones_payment_and_can_then_pay(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Told "started" for a payment that failed yesterday elsewhere, it would not pay in time."""
    desk.until_owed()
    owed = desk.book.read_bytes()
    desk.bureau.control("payment-outcomes", outcomes=["缴费失败"])
    desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    desk.book.write_bytes(owed)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))

    told = desk.done("pay_by_agreement", ALL)
    desk.done("fetch_payment_result")
    paid = desk.done("pay_by_agreement", ALL)

    assert "此前已由本单位提交" in told.message
    assert told.answer["counts"]["debts"] == 0
    assert paid.answer["counts"]["debts"] > 0
    assert desk.bureau.received()["payment"] == 2


@pytest.mark.feature("Y-AGREEMENT")
def test_locked_payment_is_not_taken_for_a_finished_one(desk: Desk) -> None:
    """Whether the money moved is open; all zeros and status done would hide that."""
    desk.until_owed()
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.done("pay_by_agreement", ALL)

    ran = desk.done("fetch_payment_result")

    assert (ran.answer["status"], ran.answer["counts"]["locked"]) == ("partial", 1)
    assert "锁定 1 笔" in ran.message


@pytest.mark.feature("X-LEDGER")
def test_another_bureau_is_not_taken_for_the_first(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A ledger entry that one bureau never answered must not be closed by asking another."""
    desk.until_filled()
    desk.bureau.control("faults", kind="drop", count=1)
    assert desk.run("submit_wages").status == 1
    roster = next(tmp_path.glob("*参保职工列表*.xlsx"))

    with running_sandbox(tmp_path / "another", roster) as another:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", another.url)
        mine = desk.book.read_bytes()
        desk.new_book()  # a workbook belongs to one unit at one bureau
        desk.until_filled()
        desk.done("submit_wages")
        assert another.received()["wage_filing"] == 1
        desk.book.write_bytes(mine)
    monkeypatch.setenv("SHEBAO_BUREAU_URL", desk.bureau.url)
    found = desk.run("submit_wages")

    assert "税务已受理" in found.message
    assert desk.bureau.received()["wage_filing"] == 1


@pytest.mark.feature("X-LEDGER")
def test_two_runs_at_once_file_once(desk: Desk) -> None:
    """A double click runs two processes beside each other."""
    desk.until_filled()
    desk.bureau.control("settings", answer_delay_seconds=1.0)
    copy = desk.folder / "副本.xlsx"
    copy.write_bytes(desk.book.read_bytes())

    processes = [start(desk, "submit_wages", {}, book=book) for book in (desk.book, copy)]
    statuses = sorted(process.said().status for process in processes)

    assert statuses in ([0, 0], [0, 1])
    assert desk.bureau.received()["wage_filing"] == 1


class Distracted(TerminalUi):
    """A clerk whose other window files the same while this one is at a step, counted from 0."""

    def __init__(self, at: int, elsewhere: Callable[[], object]) -> None:
        super().__init__(agrees=True)
        self.at = at
        self.elsewhere = elsewhere

    def _step(self) -> None:
        if self.at == 0:
            self.elsewhere()
        self.at -= 1

    def progress(self, label: str, done: int, total: int) -> None:
        self._step()
        super().progress(label, done, total)

    def confirm(self, question: str) -> None:
        self._step()
        super().confirm(question)


@pytest.mark.feature("X-LEDGER")
@pytest.mark.parametrize("step", range(5))
def test_filed_elsewhere_at_any_step_it_is_filed_once(desk: Desk, step: int) -> None:
    """What the other window filed is already in force, so it is no longer the same basis."""
    desk.until_filled()
    copy = desk.folder / "副本.xlsx"
    copy.write_bytes(desk.book.read_bytes())
    ui = Distracted(step, lambda: start(desk, "submit_wages", {}, book=copy).said())
    command = BY_ID["submit_wages"]
    said = ""
    with opened(desk.book) as book:
        try:
            said = run_command(command, book, desk.book, ui, os.environ).message
        except ShebaoError as error:
            said = error.message

    assert ui.at < 0, "the other window never came"
    assert desk.bureau.received()["wage_filing"] == 1
    assert ("没有重复提交" in said) or ("另一个窗口刚刚提交了同一事项" in said), said
    assert "没有重复提交" in desk.done("submit_wages").message
    assert desk.bureau.received()["wage_filing"] == 1


@pytest.mark.feature("X-LEDGER")
def test_bureau_without_keys_shows_that_these_tests_can_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: take the ledger away, and the same lost answer doubles the filing."""
    with open_desk(tmp_path, capsys, monkeypatch, people=10, ignore_keys=True) as desk:
        desk.until_filled()
        desk.bureau.control("faults", kind="drop", count=1)
        assert desk.run("submit_wages").status == 1
        monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
        monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))
        desk.done("update_roster")

        desk.done("submit_wages")

        assert desk.bureau.received()["wage_filing"] == 2
