"""The payment records (缴费记录) of an employee and of a unit, A4 landscape.

No official layout is public: the rows are those of the bureau's answer, the frame that of the tax
certificate.
"""

from collections.abc import Sequence
from datetime import date

from shebao.contract.queries import EmployeeRecord, EmployeeRecordQuery, UnitRecord
from shebao.contract.session import Employer
from shebao.domain.capital_amount import capital_amount
from shebao.domain.id_types import id_type_name
from shebao.domain.money import yuan
from shebao.printing.errors import NotPrintableError
from shebao.printing.paged_form import Column, PagedForm, cell_px, day_words, rows_px

EMPLOYEE_COLUMNS = (
    Column("序号", 64, "middle"),
    Column("费款所属期", 118, "middle"),
    Column("单位编号", 156, "middle"),
    Column("险种", 222),
    Column("缴费工资", 130, "amount"),
    Column("缴费基数", 130, "amount"),
    Column("单位缴纳", 130, "amount"),
    Column("个人缴纳", 130, "amount"),
    Column("合计", 140, "amount"),
    Column("入库日期", 143, "middle"),
)
UNIT_COLUMNS = (
    Column("序号", 64, "middle"),
    Column("费款所属期", 118, "middle"),
    Column("征收项目", 276),
    Column("征收品目", 356),
    Column("电子税票号码", 232, "middle"),
    Column("入库日期", 145, "middle"),
    Column("实缴金额", 172, "amount"),
)
PARTY_PX = (150, 300, 150, 300, 150, 313)
SUM_PX = (235, 1128)
FOOT_PX = (420, 943)
SEAL_PX = 182
EMPLOYEE_NOTE = "本记录依据税务机关入库信息打印。特殊缴费和由医保部门征集的费款不在本记录中。"
UNIT_NOTE = "本记录依据税务机关入库信息打印，每行为一笔入库费款。"
_FIXED_HEAD_PX = 90  # title and its second line


def employee_record_form(
    employer: Employer, asked: EmployeeRecordQuery, printed_on: date, record: EmployeeRecord
) -> PagedForm:
    """Return one employee's record as a document, with what was asked for.

    Raises NotPrintableError when it is empty or does not add up.
    """
    what = f"职工缴费记录（{asked.name}）"
    unit_fen = sum(line.unit_fen for line in record.lines)
    person_fen = sum(line.person_fen for line in record.lines)
    if (unit_fen, person_fen) != (record.unit_total_fen, record.person_total_fen):
        raise NotPrintableError(f"{what}的合计与明细之和不一致")
    rows = [
        (
            str(number), line.period, line.unit_no, line.insurance_name, yuan(line.wage_fen),
            yuan(line.base_fen), yuan(line.unit_fen), yuan(line.person_fen),
            yuan(line.unit_fen + line.person_fen), line.arrived_on,
        )
        for number, line in enumerate(record.lines, start=1)
    ]  # fmt: skip
    parties = [
        ("姓名", asked.name, "证件类型", id_type_name(asked.id_type)),
        ("用人单位", employer.name, "纳税人识别号", employer.tax_id),
    ]
    periods = _periods(asked.first_period, asked.last_period)
    ends = [("证件号码", asked.id_number), ("查询期间", periods)]
    parts = f"其中：单位缴纳 {yuan(unit_fen)} 元，个人缴纳 {yuan(person_fen)} 元。"
    return _form(
        "社会保险费缴费记录（职工）", what, employer, printed_on,
        [(*row, *end) for row, end in zip(parties, ends, strict=True)],
        (EMPLOYEE_COLUMNS, rows, unit_fen + person_fen), parts + EMPLOYEE_NOTE,
    )  # fmt: skip


def unit_record_form(
    employer: Employer, first: str, last: str, printed_on: date, record: UnitRecord
) -> PagedForm:
    """Return the unit's record of these periods as a document.

    Raises NotPrintableError when it is empty or does not add up.
    """
    if record.total_fen != sum(line.amount_fen for line in record.lines):
        raise NotPrintableError("单位缴费记录的合计与明细之和不一致")
    rows = [
        (
            str(number), line.period, line.levy_item, line.levy_subitem, line.ticket_no,
            line.arrived_on, yuan(line.amount_fen),
        )
        for number, line in enumerate(record.lines, start=1)
    ]  # fmt: skip
    unit = ("用人单位", employer.name, "纳税人识别号", employer.tax_id)
    return _form(
        "社会保险费缴费记录（单位）", "单位缴费记录", employer, printed_on,
        [(*unit, "查询期间", _periods(first, last))],
        (UNIT_COLUMNS, rows, record.total_fen), UNIT_NOTE,
    )  # fmt: skip


def _form(
    title: str,
    what: str,
    employer: Employer,
    printed_on: date,
    parties: list[tuple[str, ...]],
    table: tuple[tuple[Column, ...], Sequence[tuple[str, ...]], int],
    note: str,
) -> PagedForm:
    columns, rows, total_fen = table
    if not rows:
        raise NotPrintableError(f"{what}没有明细")
    capitals = capital_amount(total_fen)
    return PagedForm(
        "payment_record.html.j2",
        {
            "title": title,
            "employer": employer,
            "printed_on": day_words(printed_on),
            "parties": parties,
            "total": yuan(total_fen),
            "total_in_capitals": capitals,
            "note": note,
            "party_px": PARTY_PX,
            "sum_px": SUM_PX,
            "foot_px": FOOT_PX,
            "seal_px": SEAL_PX,
        },
        columns,
        rows,
        head_px=_FIXED_HEAD_PX + cell_px(employer.tax_office, 900) + rows_px(parties, PARTY_PX),
        foot_px=2 * cell_px(capitals, SUM_PX[1]) + max(SEAL_PX, cell_px(note, FOOT_PX[1])),
    )


def _periods(first: str, last: str) -> str:
    return f"{first} 至 {last}"
