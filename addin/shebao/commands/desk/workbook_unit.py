"""Whose rows the workbook holds: what commands read is checked, what they fill is marked.

A workbook is one unit's: one account of one bureau, which a tax id has for each of its
registrations. The home sheet's title names it, every other sheet's title the unit that sheet was
filled for; ``docs/decisions/0014`` says why.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from shebao.domain.errors import OtherUnitError, SheetError
from shebao.domain.unit_mark import UnitMark
from shebao.sheets.declared.employer_sheets import HOME, UNIT_NAME_ITEM, UNIT_NO_ITEM, HomeRow

if TYPE_CHECKING:
    from shebao.commands.desk.ui import Confirming
    from shebao.contract.session import Employer
    from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable

LOG_IN = (
    "请点击“登录”：会先询问，再清空本工作簿中原单位的数据；"
    "或把首页的“纳税人识别号”“登记序号”改回原单位后重试。"
)
DELETE = "请在该单位的工作簿中办理；这些行如已不需要，请删除后重新取回。"


class WorkbookUnit:
    """What one run knows of it; nothing is asked of the workbook before a session opens."""

    def __init__(
        self,
        home: Callable[[], SheetTable[HomeRow]],
        lender: Callable[[Employer], str] = lambda _: "",
    ) -> None:
        self._home = home
        self._lender = lender
        self._session: UnitMark | None = None
        self._read: list[SheetHead] = []
        self._unstated: list[SheetHead] = []

    def filling(self) -> UnitMark | None:
        """Return whose rows a sheet gets now: the session's, else the workbook's unit."""
        return self._session or self._home().unit()

    @property
    def has_session(self) -> bool:
        """Whether a session was opened for this workbook's unit."""
        return self._session is not None

    def words(self) -> str:
        """Return the unit that a question is about; empty when neither session nor rows tell."""
        if self._session is None and self._read:
            unit = self._read[0].unit() or self._home().unit()
        else:
            unit = self._session
        return unit.words if unit is not None else ""

    def was_read(self, table: SheetHead) -> None:
        """Hear that a sheet's rows are in use.

        Raises OtherUnitError when they are not the session's; without one nothing can be sent,
        and they are looked at when it opens.
        """
        self._read.append(table)
        if self._session is not None:
            self._look_at(table, self._session)

    def check(self, employer: Employer) -> None:
        """Return when workbook and rows are the employer's; an unmarked workbook becomes its.

        Raises OtherUnitError; nothing was changed or sent.
        """
        session = self.mark_of(employer)
        if self._session is not None and self._session.is_same_unit(session):
            return
        home = self._home()
        if former := former_unit(home, employer):
            raise OtherUnitError(HOME.title, former, session.words, LOG_IN)
        for table in self._read:
            self._look_at(table, session)
        shown = home.unit()
        if shown is None or (shown.is_same_unit(session) and shown.words != session.words):
            with suppress(SheetError):  # a protected home sheet stays unmarked
                home.mark(session)
        self._session = session

    def belongs_to(self, employer: Employer) -> None:
        """Let the workbook be the employer's in this run, whatever its home sheet still says."""
        self._session = self.mark_of(employer)

    def take_up_law(self, employer: Employer) -> None:
        """Let the title say whose rules the employer's amounts rest on from now on."""
        self._session = None
        self.check(employer)

    def mark_of(self, employer: Employer) -> UnitMark:
        """Return how sheets name an employer, and whose rules it borrows when it does."""
        return mark_of(employer, self._lender(employer))

    def vouch(self, ui: Confirming) -> None:
        """Return when nothing of another unit can be sent; called before every submission.

        Rows of no stated unit, of an older version or typed by hand, are asked about, once; so are
        those that came by the other channel.

        Raises NotConfirmedError.
        """
        if not self._unstated or self._session is None:
            return
        titles = "、".join(f"“{table.title}”" for table in self._unstated)
        ui.confirm(
            f"工作表 {titles} 没有写明是哪个单位的数据（由旧版本或另一种办理方式填写，"
            "或从别处复制）。"
            f"这些行都是 {self._session.words} 的"
        )
        for table in self._unstated:
            table.mark(self._session)
        self._unstated.clear()

    def _look_at(self, table: SheetHead, session: UnitMark) -> None:
        unit = table.unit()
        if unit is None or unit.is_other_channel_of(session):
            self._unstated.append(table)
        elif not unit.is_same_unit(session):
            raise OtherUnitError(table.title, unit.words, session.words, DELETE)


def mark_of(employer: Employer, lender: str = "") -> UnitMark:
    """Return how sheets name an employer: registrations of one tax id differ in their office.

    ``lender`` is the region whose rules it borrows: every sheet filled meanwhile says so.
    """
    office = employer.tax_office.removeprefix("国家税务总局")  # which all of them begin with
    borrowing = f"借用{lender}的规则" if lender else ""
    particulars = (employer.tax_id, borrowing, office, employer.registration_type)
    return UnitMark.of(employer.account_id, employer.name, "，".join(filter(None, particulars)))


def former_unit(home: SheetTable[HomeRow], employer: Employer) -> str:
    """Return whose the workbook is when it is another's than the employer's, else nothing.

    The home sheet of an older version names nobody in its title, but shows the unit numbers.
    """
    if unit := home.unit():
        mark = mark_of(employer)
        return "" if unit.is_same_unit(mark) or unit.is_other_channel_of(mark) else unit.words
    shown = home.rows()
    theirs = {r.content.split("（")[0] for r in shown if r.item == UNIT_NO_ITEM}
    if not theirs or any(number.unit_no in theirs for number in employer.unit_numbers):
        return ""
    named = (row.content for row in shown if row.item == UNIT_NAME_ITEM)
    return next(named, "其他单位")
