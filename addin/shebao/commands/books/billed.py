"""What a month's bills say of each person, from the sheets that hold bills and their lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from sys import maxsize
from typing import TypeVar

from shebao.commands.bills.bills import COLLECTED_TEXT
from shebao.commands.desk.context import Context
from shebao.commands.desk.time_cells import month_of
from shebao.domain.errors import OtherUnitError
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.cell_text import whole_number
from shebao.sheets.declared.premium_sheets import BILL_LINES, BILLS, BillLineRow, BillRow
from shebao.sheets.declared.row import Odd, SheetRow
from shebao.sheets.head import SheetHead

BillKey = tuple[str, str, str]
OfBill = TypeVar("OfBill", BillRow, BillLineRow)
_NEVER = Period(1, 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's part of one bill, in fen; ``unit_fen`` is what is due less the person's."""

    insurance: str  # its code
    insurance_name: str
    name: str
    id_type: str
    id_number: str
    person_no: str
    unit_fen: int
    person_fen: int


@dataclass(frozen=True, slots=True)
class BillSum:
    """The bills of one key, and what their lines leave of them: of a collected one, all."""

    insurance: str
    insurance_name: str
    unit_fen: int
    person_fen: int
    rest_unit_fen: int
    rest_person_fen: int


@dataclass(frozen=True, slots=True)
class Billed:
    """The bills and lines of one period."""

    period: Period
    bills: tuple[BillSum, ...]
    lines: tuple[Line, ...]

    @property
    def person_fen(self) -> int:
        """What all persons bear, as the bills say."""
        return sum(bill.person_fen for bill in self.bills)

    @property
    def unit_fen(self) -> int:
        """What the unit bears, as the bills say."""
        return sum(bill.unit_fen for bill in self.bills)

    @property
    def total_fen(self) -> int:
        """What the bills come to."""
        return self.unit_fen + self.person_fen

    def rest_in_words(self) -> str:
        """Name what the bills say beyond their lines; empty when nothing."""
        rests = [b for b in self.bills if b.rest_unit_fen or b.rest_person_fen]
        if not rests:
            return ""
        named = "、".join(
            f"{b.insurance_name}（单位 {yuan(b.rest_unit_fen)}、个人 {yuan(b.rest_person_fen)} 元）"
            for b in rests
        )
        return f"账单中没有职工明细的金额：{named}。"


def billed_of(ctx: Context, asking: SheetHead) -> Billed:
    """Return the bills of the period in the asking sheet's cell, with every line of theirs.

    Raises SheetError when there are none, several periods and no choice, or lines are missing.
    """
    bills, lines = ctx.table(BILLS), ctx.table(BILL_LINES)
    bill_rows, line_rows = bills.rows(), lines.rows()
    _check_one_unit(bills, lines)
    period = period_asked(asking, bills, bill_rows)
    # Whoever fetches lines fetches those of every period, by pages over all of them.
    needed = sum(row.people for row in bill_rows if isinstance(row.people, int))
    bill_rows = [row for row in bill_rows if row.period == str(period)]
    if period is None or not bill_rows:
        raise bills.error(
            f"没有 {period} 的账单" if period else "没有账单",
            "请在该表填写费款所属期并“刷新待申报”（或导入客户端的明细）后重试。",
        )
    by_bill = rows_by_bill(line_rows)
    _check_complete(lines, bill_rows, by_bill, needed)
    codes = {bill_key(row): row.insurance for row in bill_rows}
    return Billed(
        period,
        tuple(
            _bill(bills, rows, lines, by_bill.get(key, []))
            for key, rows in rows_by_bill(bill_rows).items()
        ),
        tuple(
            _line(lines, row, codes[key])
            for key, rows in by_bill.items()
            if key in codes
            for row in rows
        ),
    )


def fen(table: SheetHead, row: SheetRow, field: str) -> int:
    """Return an amount cell in fen, blank as nothing.

    Raises SheetError for anything else than an amount to the fen.
    """
    value = getattr(row, field)
    if value in (None, Odd("")):
        return 0
    if not isinstance(value, int):
        raise table.error(
            f"第 {row.at} 行“{table.spec.column(field).header}”是“{value}”，不是到分的金额",
            "请点击“缴费明细”重新取回（文件方式点击“导入缴费明细”）后重试。",
        )
    return value


def _check_one_unit(bills: SheetHead, lines: SheetHead) -> None:
    ours, theirs = bills.unit(), lines.unit()
    if ours is not None and theirs is not None and not ours.is_same_unit(theirs):
        raise OtherUnitError(
            lines.title, theirs.words, ours.words, "请点击“缴费明细”重新取回后重试。"
        )


def bill_key(row: BillRow | BillLineRow) -> BillKey:
    """Return what a bill and its lines have in common; a 差额补缴 has it of the month's bill."""
    return row.period, row.unit_no, row.insurance_name


def rows_by_bill(rows: Iterable[OfBill]) -> dict[BillKey, list[OfBill]]:
    """Return the rows of each key together: lines, or bills that share their lines."""
    found: dict[BillKey, list[OfBill]] = {}
    for row in rows:
        found.setdefault(bill_key(row), []).append(row)
    return found


def period_asked(asking: SheetHead, bills: SheetHead, rows: Sequence[BillRow]) -> Period | None:
    """Return the period in the asking sheet's cell, or the only one of the bills; None without any.

    Raises SheetError when the cell is blank and the bills are of several.
    """
    wanted = month_of(asking, "period", _NEVER)
    if wanted != _NEVER:
        return wanted
    periods = sorted({row.period for row in rows})
    if len(periods) > 1:
        raise asking.error(
            f"的“费款所属期”为空，而“{bills.title}”有 {'、'.join(periods)} 的账单",
            "请填写其中一个后重试。",
        )
    return Period.parse(periods[0]) if periods else None


def _check_complete(
    lines: SheetHead,
    bills: Sequence[BillRow],
    by_bill: dict[BillKey, list[BillLineRow]],
    needed: int,
) -> None:
    """Raise SheetError when the sheet shows a part of the lines only, as of one page.

    ``needed`` is how many rows a page must have that holds them all.
    """
    missing = []
    for bill in bills:
        count, people = len(by_bill.get(bill_key(bill), [])), bill.people
        is_collected = not count and bill.reason == COLLECTED_TEXT
        if not is_collected and isinstance(people, int) and count < people:
            missing.append(f"{bill.insurance_name}有 {people} 人，只有 {count} 行")
    if missing:
        size = lines.parameters()["page_size"]
        is_enough = whole_number(size, needed, maxsize) is not None
        page = "" if is_enough else f"本表的“每页行数”改为 {needed} 以上，"
        raise lines.error(
            f"没有 {bills[0].period} 的全部明细：{'；'.join(missing)}",
            f"请把“待申报信息”的提交范围改为“全部”，{page}点击“缴费明细”（或导入客户端的明细）后重试。",
        )


def _bill(
    bills: SheetHead, rows: Sequence[BillRow], lines: SheetHead, of_it: Sequence[BillLineRow]
) -> BillSum:
    row = rows[0]
    person = sum(fen(bills, one, "person") for one in rows)
    unit = sum(fen(bills, one, "amount") for one in rows) - person
    people = [_line(lines, line, row.insurance) for line in of_it]
    return BillSum(
        row.insurance,
        row.insurance_name,
        unit,
        person,
        unit - sum(line.unit_fen for line in people),
        person - sum(line.person_fen for line in people),
    )


def _line(lines: SheetHead, row: BillLineRow, insurance: str) -> Line:
    person = fen(lines, row, "person")
    return Line(
        insurance,
        row.insurance_name,
        row.name,
        row.id_type,
        row.id_number.upper(),
        row.person_no,
        fen(lines, row, "due") - person,
        person,
    )
