"""The premium filing forms (社会保险费申报表): by unit, by employee, and of special levies.

The columns follow the client's own print templates as far as they are known: those of the form of
special levies are all seen, those of the unit's form partly, those of the employees' form by its
exports. 征收子目 stays empty where the bureau names none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shebao.contract.premiums import BillLine, FiledBill, PremiumFiling
from shebao.contract.session import Employer
from shebao.contract.states import ItemState
from shebao.domain.id_types import id_type_name
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.printing.errors import NotPrintableError
from shebao.printing.paged_form import SMALL, Column, PagedForm, cell_px

NOTHING, NOBODY = "--", "——"
UNIT_FORM, EMPLOYEE_FORM, SPECIAL_FORM = "适用单位缴费人", "适用职工个人", "适用特殊缴费"

UNIT_COLUMNS = (
    Column("序号", 44, "middle"),
    Column("社会保险经办机构", 140),
    Column("单位编号", 116, "middle"),
    Column("参保险种", 152),
    Column("征收品目", 192),
    Column("征收子目", 48, "middle"),
    Column("费款所属期起", 94, "middle"),
    Column("费款所属期止", 94, "middle"),
    Column("缴费人数", 64, "amount"),
    Column("缴费基数", 116, "amount"),
    Column("费率", 62, "middle"),
    Column("应缴费额", 120, "amount"),
    Column("应补（退）费额", 121, "amount"),
)
EMPLOYEE_COLUMNS = (
    Column("序号", 48, "middle"),
    Column("姓名", 96),
    Column("证件类型", 88),
    Column("证件号码", 158, "middle"),
    Column("人员编号", 112, "middle"),
    Column("征收品目", 192),
    Column("费款所属期起", 94, "middle"),
    Column("费款所属期止", 94, "middle"),
    Column("缴费工资", 96, "amount"),
    Column("缴费基数", 96, "amount"),
    Column("费率", 58, "middle"),
    Column("应缴费额", 84, "amount"),
    Column("减免费额", 68, "amount"),
    Column("应补（退）费额", 79, "amount"),
)
SPECIAL_COLUMNS = (
    Column("*序号", 44, "middle"),
    Column("*社会保险经办机构", 110),
    Column("单位编号", 112, "middle"),
    Column("人员编号", 112, "middle"),
    Column("证件类型", 86, "middle"),
    Column("证件号码", 158, "middle"),
    Column("*征集通知流水号", 135, "middle"),
    Column("*参保险种", 96),
    Column("*征收品目", 104),
    Column("*征收子目", 40, "middle"),
    Column("*费款所属期起", 94, "middle"),
    Column("*费款所属期止", 94, "middle"),
    Column("*特殊缴费类型", 78),
    Column("*本期应纳费额", 100, "amount"),
)
HEAD_PX = (150, 270, 170, 473, 120, 180)
ACCEPTED_PX = (130, 460, 90, 303, 110, 270)
REMARK_PX = 1233
DECLARATIONS_PX = 128
_FIXED_HEAD_PX = 95  # title and its second line


@dataclass(frozen=True, slots=True)
class BillToPrint:
    """A filed bill, its people (a collected one shows none), and the words of its levy.

    The words are those of the rule file: 征收品目 of what the unit and of what employees pay.
    """

    bill: FiledBill
    lines: Sequence[BillLine]
    unit_subitem: str
    person_subitem: str


@dataclass(frozen=True, slots=True)
class FilingToPrint:
    """An accepted filing, voided since or not, with the bills as they were filed."""

    employer: Employer
    filing: PremiumFiling
    bills: Sequence[BillToPrint]


def unit_filing_form(shown: FilingToPrint) -> PagedForm:
    """Return the form for the unit (适用单位缴费人): one row a bill and 征收品目.

    Raises NotPrintableError when the bills do not add up to the filing.
    """
    rows: list[tuple[str, ...]] = []
    for part in shown.bills:
        bill = part.bill
        for subitem, amount_fen, rates in (
            (part.unit_subitem, bill.unit_fen, {line.unit_ppm for line in part.lines}),
            (part.person_subitem, bill.person_fen, {line.person_ppm for line in part.lines}),
        ):
            if not amount_fen and part.lines:
                continue  # 工伤 is paid by the unit alone
            known = (str(len(rows) + 1), bill.agency, bill.unit_no, bill.insurance_name, subitem)
            amounts = (str(bill.people), yuan(bill.base_fen), _rate(rates))
            due = yuan(amount_fen)
            rows.append((*known, "", *_span(bill.period), *amounts, due, due))
    total = yuan(_sound_total(shown))
    return _form(shown, UNIT_FORM, UNIT_COLUMNS, rows, {11: total, 12: total})


def employee_filing_form(shown: FilingToPrint) -> PagedForm:
    """Return the form for the employees (适用职工个人): one row a person and 征收品目.

    Collected bills have no people and stand in the unit's form alone.

    Raises NotPrintableError when people and bills do not add up.
    """
    rows = [
        (str(number), *cells)
        for number, cells in enumerate(
            (cells for part in shown.bills for cells in _people(part)), start=1
        )
    ]
    _sound_total(shown)
    lines = [line for part in shown.bills for line in part.lines]
    for part in shown.bills:
        if part.lines and part.bill.amount_fen != sum(
            line.unit_fen + line.person_fen for line in part.lines
        ):
            raise NotPrintableError(
                f"社保费申报 {shown.filing.filing_no} 的{part.bill.insurance_name}"
                "与职工明细之和不一致"
            )
    reduction_fen = sum(line.reduction_fen for line in lines)
    amount_fen = sum(line.unit_fen + line.person_fen for line in lines)
    totals = {11: yuan(amount_fen), 12: yuan(reduction_fen), 13: yuan(amount_fen - reduction_fen)}
    return _form(shown, EMPLOYEE_FORM, EMPLOYEE_COLUMNS, rows, totals)


def special_filing_form(shown: FilingToPrint) -> PagedForm:
    """Return the form of a special levy (适用特殊缴费): the unit's row, then its people's.

    Raises NotPrintableError when the bills do not add up to the filing.
    """
    rows: list[tuple[str, ...]] = []
    for part in shown.bills:
        bill = part.bill
        levied = [((NOTHING,) * 3, part.unit_subitem, bill.unit_fen)] if bill.unit_fen else []
        levied += [
            ((line.person_no, id_type_name(line.id_type), line.id_number),
             part.person_subitem, line.person_fen)
            for line in part.lines
            if line.person_fen
        ]  # fmt: skip
        for person, subitem, amount_fen in levied:
            rows.append(
                (
                    str(len(rows) + 1), bill.agency, bill.unit_no, *person, bill.notice_no,
                    bill.insurance_name, subitem, "", *_span(bill.period), bill.special_kind,
                    yuan(amount_fen),
                )
            )  # fmt: skip
    total = yuan(_sound_total(shown))
    return _form(shown, SPECIAL_FORM, SPECIAL_COLUMNS, rows, {13: total})


def _people(part: BillToPrint) -> Iterator[tuple[str, ...]]:
    """Yield the rows of one bill; what is reduced is taken off the unit's part."""
    for line in part.lines:
        known = (line.name, id_type_name(line.id_type), line.id_number, line.person_no)
        for subitem, ppm, amount_fen, reduction_fen in (
            (part.unit_subitem, line.unit_ppm, line.unit_fen, line.reduction_fen),
            (part.person_subitem, line.person_ppm, line.person_fen, 0),
        ):
            if amount_fen or reduction_fen:
                bases = (yuan(line.wage_fen), yuan(line.base_fen), _rate({ppm}))
                due = (yuan(amount_fen), yuan(reduction_fen), yuan(amount_fen - reduction_fen))
                yield (*known, subitem, *_span(part.bill.period), *bases, *due)


def _sound_total(shown: FilingToPrint) -> int:
    filing = shown.filing
    total_fen = sum(part.bill.unit_fen + part.bill.person_fen for part in shown.bills)
    if not shown.bills:
        raise NotPrintableError(f"社保费申报 {filing.filing_no} 没有明细")
    if total_fen != filing.amount_fen:
        raise NotPrintableError(f"社保费申报 {filing.filing_no} 的金额与明细之和不一致")
    return total_fen


def _form(
    shown: FilingToPrint,
    kind: str,
    columns: tuple[Column, ...],
    rows: Sequence[tuple[str, ...]],
    totals: dict[int, str],
) -> PagedForm:
    filing, employer = shown.filing, shown.employer
    remark = "；".join(dict.fromkeys(part.bill.remark for part in shown.bills if part.bill.remark))
    return PagedForm(
        "filing_form.html.j2",
        {
            "kind": kind,
            "employer": employer,
            "filing": filing,
            "nature": "特殊缴费申报" if filing.special else "正常申报",
            "voided": filing.state is ItemState.VOIDED,
            "totals": totals,
            "nobody": NOBODY,
            "remark": remark,
            "head_px": HEAD_PX,
            "accepted_px": ACCEPTED_PX,
            "declarations_px": DECLARATIONS_PX,
        },
        columns,
        rows,
        head_px=_FIXED_HEAD_PX
        + max(
            cell_px(employer.tax_id, HEAD_PX[1], SMALL), cell_px(employer.name, HEAD_PX[3], SMALL)
        ),
        foot_px=cell_px("", 100, SMALL)
        + DECLARATIONS_PX
        + max(
            cell_px(employer.tax_office, ACCEPTED_PX[1], SMALL),
            cell_px(filing.accepted_by, ACCEPTED_PX[3], SMALL),
        )
        + cell_px(remark, REMARK_PX, SMALL),
        size=SMALL,
        numbered_columns=kind == SPECIAL_FORM,
    )


def _span(period: str) -> tuple[str, str]:
    month = Period.parse(period)
    return month.first_day.isoformat(), month.last_day.isoformat()


def _rate(rates_ppm: set[int]) -> str:
    """Return the one rate in per cent; without exactly one, or with a fixed sum, there is none."""
    if len(rates_ppm) != 1 or not (ppm := next(iter(rates_ppm))):
        return NOTHING
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}" + (f".{rest:04d}".rstrip("0") if rest else "") + "%"
