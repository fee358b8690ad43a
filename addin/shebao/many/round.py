"""One stage of one employer's round, by the ordinary commands on the employer's own workbook."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from shebao.commands.batch.employer_list import EmployerRow
from shebao.commands.registry import BY_ID
from shebao.contract.states import PayableState, PaymentState
from shebao.domain.batch_state import Stage
from shebao.domain.errors import (
    FileRefusedError,
    InputError,
    NothingSentError,
    ShebaoError,
    SheetError,
)
from shebao.domain.outcome import Outcome
from shebao.many.batch_ui import AboveCapError, BatchUi, StageSession
from shebao.rule_book.regions import region_holding
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import EVERYTHING, NO, SELECTED, TICK
from shebao.sheets.declared.payment_sheets import PAYMENTS, PaymentRow
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import put_back, with_cells
from shebao.sheets.declared.wage_sheets import WAGES_BY_INSURANCE, WAGES_BY_PERSON, WageSheetRow
from shebao.sheets.table import SheetTable
from shebao.store.errors import StoreError
from shebao.templates import new_workbook
from shebao.wiring import now
from shebao.workbooks import opened, save_workbook

if TYPE_CHECKING:
    import xlwings as xw

Counts = dict[str, int]
Keep = Callable[[Counts], None]
ALL = {"提交范围": EVERYTHING}
# An answer that comes at once is waited for here; any other by the queue, which holds no thread.
SHORT_WAITS_SECONDS = (0.1, 0.2, 0.4, 0.8)


@dataclass(frozen=True, slots=True)
class StageEnd:
    """How a stage ended: ``waits_for`` says for what in words, empty when it is done."""

    message: str
    counts: Mapping[str, int] = field(default_factory=dict)
    waits_for: str = ""
    files: tuple[str, ...] = ()


class OtherEmployerError(InputError):
    """A workbook or a region is another employer's than the list says; nothing was sent."""

    code = "INP-09"


class EmployerDesk:
    """An employer's open workbook, on which commands are run."""

    def __init__(
        self,
        book: "xw.Book",
        path: Path,
        row: EmployerRow,
        environment: Mapping[str, str],
        keep: Keep,
        before: Mapping[str, int],
    ) -> None:
        self.book = book
        self.path = path
        self.row = row
        self.before = before
        self._ui = BatchUi(row.pay_cap_fen, before.get("paid_fen", 0))
        self._environment = environment
        self.counts: Counts = {}
        self._keep = keep
        self._session = StageSession(now)

    def keep(self) -> None:
        """Keep the figures by now, whatever becomes of the stage."""
        self._keep(self.counts)

    def run(self, command_id: str, parameters: Mapping[str, str] | None = None) -> Outcome:
        """Run one command; keep the figures before something is sent, the workbook after it."""
        if command_id in SENDS:
            self.keep()
        command = BY_ID[command_id]
        named = set_parameters(command, self.book, parameters or {})
        given = (command, self.book, self.path, self._ui, self._environment, named)
        outcome = run_command(*given, self._session)
        if command_id in SENDS:
            save_workbook(self.book, self.path, outcome.message)
        return outcome

    def until_answered(self, command_id: str) -> Outcome:
        """Ask for an answer, a few times while it may come at once.

        What was paid is told once: the outcome has the sum of all the times.
        """
        outcome = self.run(command_id)
        for seconds in SHORT_WAITS_SECONDS:
            if not outcome.counts["pending"]:
                break
            time.sleep(seconds)
            told = outcome.counts.get("paid_fen", 0)
            outcome = self.run(command_id)
            if told:
                counts = {**outcome.counts, "paid_fen": outcome.counts["paid_fen"] + told}
                outcome = replace(outcome, counts=counts)
        return outcome


SENDS = frozenset({"submit_wages", "submit_bills", "pay_by_agreement", "issue_certificate"})


def walk_stage(
    stage: Stage,
    row: EmployerRow,
    environment: Mapping[str, str],
    keep: Keep,
    before: Mapping[str, int],
    *,
    is_asking: bool,
) -> StageEnd:
    """Walk one stage; the workbook is saved when it ends, and made when it was not there.

    ``keep`` is given what is counted before anything is sent: a second walk would not see it any
    more. ``before`` are the figures of earlier stages and of the month's earlier runs.
    ``is_asking``: everything was sent, and its answer is asked for once more.

    Doing it again changes nothing more at the bureau: the ledger brings back what was sent.

    Raises ShebaoError when a command stops; AboveCapError when the money is above the list's cap.
    """
    path = Path(row.book)
    with _employers_book(path) as book:
        desk = EmployerDesk(book, path, row, environment, keep, before)
        try:
            end = _walk(desk, stage, is_asking=is_asking)
        except StoreError:
            raise  # saved, the workbook would take for told what could not be kept
        except ShebaoError as error:
            save_workbook(book, path, f"{stage}没有完成")  # what was brought back is shown
            error.rows_stay()
            raise
        save_workbook(book, path, end.message)
        return end


def _walk(desk: EmployerDesk, stage: Stage, *, is_asking: bool) -> StageEnd:
    counts = desk.counts
    asking = _ASKING.get(stage)
    is_sent = bool(is_asking and asking)
    _refuse_others(desk, is_known=is_sent or stage is not desk.row.stages[0])
    if not is_sent:
        if stage is desk.row.stages[0]:
            _log_in(desk)
        end = _SENDING[stage](desk, counts)
        if end is not None:
            return end
    if asking is None:
        raise AssertionError(stage)
    return asking(desk, counts)


@contextmanager
def _employers_book(path: Path) -> Iterator["xw.Book"]:
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileRefusedError(path.parent, "不能建立", "请检查路径和权限。") from error
        new_workbook(path)
    with opened(path) as book:
        yield book


def _refuse_others(desk: EmployerDesk, *, is_known: bool) -> None:
    """Return when the workbook is the employer's, or nobody's yet unless ``is_known``.

    Who logs in may change until the first login of a run; where the list names no 登记序号 the
    workbook may.

    Raises OtherEmployerError.
    """
    row, cells = desk.row, SheetTable(desk.book, HOME).parameters()
    for label, theirs, ours, is_wanted in (
        ("纳税人识别号", cells["tax_id"].upper(), row.tax_id, True),
        ("登记序号", cells["registration_no"].upper(), row.registration_no, row.registration_no),
        ("用户名", cells["user_name"], row.user_name, is_known),
    ):
        if is_wanted and theirs != ours and (theirs or is_known):
            raise OtherEmployerError(
                f"工作簿“{desk.path.name}”首页的“{label}”是“{theirs}”，不是单位清单中的“{ours}”，"
                f"没有办理。请改正{row.tax_id} 在单位清单中的“工作簿”或“{label}”后重试。",
                log="another employer's workbook",
            )


def _log_in(desk: EmployerDesk) -> None:
    """Let the workbook be the employer's.

    Raises OtherEmployerError where the bureau has it registered in another region.
    """
    row = desk.row
    login = {"纳税人识别号": row.tax_id, "用户名": row.user_name, "登录时初始化": NO}
    if row.registration_no:
        login["登记序号"] = row.registration_no
    region = desk.run("login", login).facts["region"]
    here = region_holding(region)
    if row.region and (here is None or here.code != row.region):
        name = here.name if here else region
        raise OtherEmployerError(
            f"单位清单中的参保地是 {row.region}，税务系统登记的是{name}，没有办理。"
            "请核对单位清单后重试。",
            log="another region",
        )


def _fill_and_file(desk: EmployerDesk, counts: Counts) -> StageEnd | None:
    """Fill, check, file what holds; whoever cannot be filed is left out, with the reason."""
    if desk.row.payroll:
        desk.run("new_wage_sheet")
        filled = desk.run("fill_from_payroll", {"工资表文件": desk.row.payroll})
        counts["filled"] = filled.counts["filled"]
        counts["doubts"] = sum(filled.counts.values()) - filled.counts["filled"]
    desk.run("check_wages")
    rows, counts["left_out"] = untick_faulty(desk.book)
    if any(row.tick == TICK for row in rows):
        submitted = desk.run("submit_wages", {"提交范围": SELECTED})
        counts["submitted"] = submitted.counts["submitted"]
    elif not any(row.filing_no for row in rows):
        desk.keep()
        raise InputError(
            f"没有可以申报的工资（{counts['left_out']} 人有错误，见工作簿），"
            "没有申报，后面的步骤也没有办理。",
            next_step="请核对工资表和工作簿后执行 shebao batch resume。",
            log="no wage to file",
        )
    return None


def _wages_answered(desk: EmployerDesk, counts: Counts) -> StageEnd:
    result = desk.until_answered("fetch_wage_result")
    counts["accepted"] = result.counts["accepted"]
    counts["refused"] = result.counts["refused"]
    return StageEnd(result.message, counts, "工资申报反馈" if result.counts["pending"] else "")


def untick_faulty(book: "xw.Book") -> tuple[list[WageSheetRow], int]:
    """Leave wage rows with errors to the clerk, as the messages tell them to.

    Return all rows as they are then, and how many were left.
    """
    found, left = list[WageSheetRow](), 0
    for spec in (WAGES_BY_PERSON, WAGES_BY_INSURANCE):
        table = SheetTable(book, spec)
        rows = table.rows()
        faulty = [with_cells(r, tick="") for r in rows if r.tick and r.check.startswith("错误")]
        table.update(faulty, ("tick",))
        found += put_back(rows, faulty)
        left += len(faulty)
    return found, left


def _confirm_bills(desk: EmployerDesk, counts: Counts) -> StageEnd | None:
    """Confirm every bill that is open; what was confirmed before is only asked about."""
    bills = desk.run("update_bills")
    if bills.counts["bills"]:  # none are left when they were confirmed before
        counts["bills"] = bills.counts["bills"]
        counts["bill_total_fen"] = bills.counts["bill_total_fen"]
    states = {row.state for row in SheetTable(desk.book, BILLS).rows()}
    if str(PayableState.INITIAL) in states:
        desk.run("show_bill_lines", ALL)
        desk.run("submit_bills", ALL)
    return None


def _bills_answered(desk: EmployerDesk, counts: Counts) -> StageEnd:
    try:
        result = desk.until_answered("fetch_filing_result")
    except NothingSentError:
        return StageEnd("没有待申报的社保费。", counts)
    if result.counts["refused"]:
        raise InputError(result.message, log="bills refused")
    return StageEnd(result.message, counts, "社保费申报反馈" if result.counts["pending"] else "")


def _pay(desk: EmployerDesk, counts: Counts) -> StageEnd | None:
    """Pay everything that is owed when the list's cap allows it, with what the month paid."""
    debts = desk.run("update_debts")
    total = debts.counts["debt_total_fen"]
    if debts.counts["debts"]:
        counts["owed_fen"] = total
        paid = counts["paid_before_fen"] = desk.before.get("paid_fen", 0)
        paid += _under_way_fen(desk)
        cap = desk.row.pay_cap_fen
        if cap is None or paid + total > cap:
            raise AboveCapError(total, cap, paid)
        desk.run("pay_by_agreement", ALL)
    return None


def _under_way_fen(desk: EmployerDesk) -> int:
    """Return what payments may still take whose end is not known."""
    rows = SheetTable(desk.book, PAYMENTS).rows()
    undecided = (PaymentState.PAYING, PaymentState.LOCKED)
    return sum(_amount_fen(row) for row in rows if row.state in undecided)


def _amount_fen(row: PaymentRow) -> int:
    """Return what stands in the row's cell.

    Raises SheetError where somebody typed over it, "5000" may be yuan or fen, or cleared it.
    """
    if not isinstance(row.amount, int):
        shown = "" if row.amount is None else row.amount
        raise SheetError(
            PAYMENTS.title,
            f"第 {row.at} 行的缴费金额“{shown}”不是取回的金额，不能核对“可缴上限”，没有继续",
            "请在该单位的工作簿中点击“同步缴费记录”后重新办理。",
        )
    return row.amount


def _paid(desk: EmployerDesk, counts: Counts) -> StageEnd:
    try:
        result = desk.until_answered("fetch_payment_result")
    except NothingSentError:  # nothing was owed
        return StageEnd("没有欠费。", counts)
    if told := result.counts["paid_fen"] or _uncounted_fen(
        desk, counts
    ):  # once: kept before the workbook is, lest it be lost
        before = counts.get("paid_before_fen", desk.before.get("paid_before_fen", 0))
        counts["paid_fen"] = before + told
        desk.keep()
    if result.counts["failed"] or result.counts["locked"]:
        raise InputError(result.message, log="payment failed")
    return StageEnd(result.message, counts, "缴费结果" if result.counts["pending"] else "")


def _uncounted_fen(desk: EmployerDesk, counts: Counts) -> int:
    """Return what an earlier walk paid, whose process or store was gone before it was counted."""
    before = desk.before
    owed = before.get("owed_fen", 0)
    is_counted = before.get("paid_fen", 0) != before.get("paid_before_fen", 0)
    if "owed_fen" in counts or is_counted:
        return 0
    rows = SheetTable(desk.book, PAYMENTS).rows()
    paid = sum(_amount_fen(row) for row in rows if row.state == PaymentState.PAID)
    return owed if paid >= owed else 0


def _certify(desk: EmployerDesk, counts: Counts) -> StageEnd | None:
    """Have what arrived certified; each certificate lies beside the workbook."""
    arrivals = desk.run("query_arrivals")
    arrived = SheetTable(desk.book, ARRIVALS)
    numbers = [row.certificate_no for row in arrived.rows()]
    if not arrivals.counts["arrivals"]:
        return StageEnd(arrivals.message, counts, "费款入库")
    if "" not in numbers and len(set(numbers)) > 1:
        return StageEnd("已入库的费款都已开具完税证明。", counts)
    issued = desk.run("issue_certificate", ALL)
    counts["certified_fen"] = issued.counts["amount_fen"]
    return StageEnd(issued.message, counts, files=issued.files)


def _update_roster(desk: EmployerDesk, counts: Counts) -> StageEnd | None:
    outcome = desk.run("update_roster")
    counts["employees"] = outcome.counts["employees"]
    return StageEnd(outcome.message, counts)


# What a stage sends, and what then asks for the answer: again and again, while it waits.
_SENDING: dict[Stage, Callable[[EmployerDesk, Counts], StageEnd | None]] = {
    Stage.ROSTER: _update_roster,
    Stage.WAGES: _fill_and_file,
    Stage.BILLS: _confirm_bills,
    Stage.PAY: _pay,
    Stage.CERTIFICATE: _certify,
}
_ASKING: dict[Stage, Callable[[EmployerDesk, Counts], StageEnd]] = {
    Stage.WAGES: _wages_answered,
    Stage.BILLS: _bills_answered,
    Stage.PAY: _paid,
}
