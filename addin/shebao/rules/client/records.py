"""The client's record lists: premium filings, payments and certificates, each row told apart."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.client import fields as f
from shebao.rules.client.fields import Field
from shebao.rules.client.months import months_in
from shebao.rules.client.people import tax_id_of
from shebao.rules.client.table import ClientTable
from shebao.rules.client.totals import Sums
from shebao.rules.day_cell import day_of
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

FILED_ON = Field("filed_on", "申报日期", "(申报|提交|受理)(日期|时间)|(filing|filed) ?(date|on)")
PAID_ON = Field("paid_on", "缴费日期", "(缴费|缴款|扣款|入库|入\\(退\\)库)(日期|时间)|paid ?on")
ISSUED_ON = Field("issued_on", "填发日期", "(填发|开具|打印)(日期|时间)|issued ?on")
FILING_NO = Field("filing_no", "申报流水号", "申报(流水|序|编)号|申报批次号?|filing ?(no|number)")
PAYMENT_NO = Field(
    "payment_no", "缴费流水号", "(缴费|缴款|交易)(书)?(流水|序|编|凭证)号|payment ?(no|number)"
)
CERTIFICATE_NO = Field(
    "certificate_no", "票证号码", "(完税)?(票证|证明)(号码|编号|字号)|certificate ?(no|number)"
)
TICKET_NO = Field("ticket_no", "电子税票号码", "(电子)?税票号码|原凭证号码?|ticket ?(no|number)")
AMOUNT = Field(
    "amount",
    "金额",
    r"(合计)?金额(合计)?|(申报|应缴|缴费|缴款|实缴|实缴\(退\)|应补\(?退\)?)(费)?(金额|费额|额)|amount",
)
PEOPLE = Field("people", "缴费人数", "(缴费)?人数|people")
BANK = Field("bank", "银行", "(开户|缴费|付款)?银行(名称)?|bank")
ACCOUNT = Field("account", "账号", "(缴费|付款|银行)?账[号户]|account")
CHANNEL = Field("channel", "渠道", "(申报|缴费)?(渠道|方式|来源)|channel")
RECORD_STATE = Field(
    "state", "状态", "(申报|缴费|缴款|扣款|票证|处理)?(状态|结果|情况)|state|status"
)


class RecordKind(StrEnum):
    """Which list it is; the value is how the clerk calls it."""

    FILINGS = "社保费申报记录"
    PAYMENTS = "缴费记录"
    CERTIFICATES = "完税证明清单"


# The whole of a state: 作废成功, 未成功 and 部分成功 are none of these.
_SUCCESS: Mapping[RecordKind, re.Pattern[str]] = {
    RecordKind.FILINGS: re.compile("((申报|受理)?成功|已(申报|受理))"),
    RecordKind.PAYMENTS: re.compile(
        "((缴费|缴款|扣款|扣费|批扣|支付|入库)?成功|已(缴费|缴款|扣款|扣费|支付|入库))"
    ),
}
_UNDONE = re.compile("作废|冲正|撤|退")
# What only one list has decides which it is, in this order.
NEEDED: Mapping[RecordKind, tuple[Field, ...]] = {
    RecordKind.CERTIFICATES: (CERTIFICATE_NO, AMOUNT),
    RecordKind.FILINGS: (FILED_ON, AMOUNT),
    RecordKind.PAYMENTS: (PAID_ON, AMOUNT),
}
FIELDS = (
    FILED_ON, PAID_ON, ISSUED_ON, FILING_NO, PAYMENT_NO, CERTIFICATE_NO, TICKET_NO, AMOUNT, PEOPLE,
    BANK, ACCOUNT, CHANNEL, RECORD_STATE, f.REASON, f.TAX_ID, f.UNIT_NAME, f.UNIT_NO, f.INSURANCE,
    f.SUBITEM, f.PERIOD,
)  # fmt: skip
_OF_A_PAYMENT = (PAYMENT_NO, TICKET_NO, BANK, ACCOUNT)
# By what a list numbers and dates its rows.
_NUMBERED: Mapping[RecordKind, tuple[Field, Field]] = {
    RecordKind.FILINGS: (FILING_NO, FILED_ON),
    RecordKind.PAYMENTS: (PAYMENT_NO, PAID_ON),
    RecordKind.CERTIFICATES: (CERTIFICATE_NO, ISSUED_ON),
}
_TOTAL = re.compile("(本页|分页)?(合计|总计|小计|共计)(金额)?:?", re.I)
_GRAND = re.compile("(合计|总计|共计)(金额)?:?", re.I)


@dataclass(slots=True)
class Record:
    """One filing, payment or certificate: the rows of its number together; amounts in fen.

    ``state`` names every state of its rows. ``amounts`` are by the months that the rows name, as
    2026-11 or, of a row that names several, 2026-10、2026-12; blank for rows that name none.
    """

    number: str
    day: str
    state: str
    amount_fen: int
    rows: int
    texts: dict[str, str]
    amounts: dict[str, int]

    def add(self, other: "Record") -> None:
        """Take another row of the same number in."""
        self.amount_fen += other.amount_fen
        self.rows += 1
        self.state = "、".join(dict.fromkeys([*self.state.split("、"), other.state]))
        for months, fen in other.amounts.items():
            self.amounts[months] = self.amounts.get(months, 0) + fen


@dataclass(slots=True)
class ReadRecords:
    """The records in the file's order, what is in doubt, and a fault of its total."""

    records: list[Record] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    fault: str = ""


def is_successful(kind: RecordKind, state: object) -> bool:
    """Whether a state says that a filing was accepted, or that a payment was made."""
    return kind in _SUCCESS and _SUCCESS[kind].fullmatch(compact(state)) is not None


def is_undone(state: object) -> bool:
    """Whether a state says that a filing or a payment was taken back: it never comes again."""
    return _UNDONE.search(compact(state)) is not None


def kind_of(table: ClientTable) -> RecordKind | None:
    """Return which list a table is; None for none of them.

    A list with the days of both filing and payment is of payments, unless it has a filing's number
    and nothing else that only a payment has.
    """
    kinds = [
        kind
        for kind, needed in NEEDED.items()
        if all(each.name in table.choices for each in needed)
    ]
    if kinds == [RecordKind.FILINGS, RecordKind.PAYMENTS]:
        has_filing_no = FILING_NO.name in table.choices
        is_paid = any(each.name in table.choices for each in _OF_A_PAYMENT)
        return RecordKind.PAYMENTS if is_paid or not has_filing_no else RecordKind.FILINGS
    return kinds[0] if kinds else None


def read_records(table: ClientTable, kind: RecordKind, tax_id: str) -> ReadRecords:
    """Return the records; the rows of one number are one, another unit's rows are in doubt."""
    result = ReadRecords()
    found: dict[str, Record] = {}
    times: Counter[tuple[object, ...]] = Counter()
    sums = Sums(table, [table.choices[AMOUNT.name].index])
    for number, row in table.rows:
        amount = amount_of(table.cell(row, AMOUNT.name))
        texts = [compact(cell) for cell in row if isinstance(cell, str)]
        if any(map(_TOTAL.fullmatch, texts)):
            if amount.fen and any(map(_GRAND.fullmatch, texts)):
                result.fault = result.fault or sums.fault(row)
            continue
        on = day_of(table.cell(row, _NUMBERED[kind][1].name))
        day = on.isoformat() if on else ""
        if not day and amount.fen is None:
            continue  # a signature or a note
        fault = _fault(table, kind, row, amount.problem, tax_id, day)
        sums.add(number, row, in_doubt=fault is not None)
        if fault is not None:
            sentence = f"工作表“{table.sheet}”第 {number} 行：{fault[1]}。未导入此行。"
            result.doubts.append(Doubt(fault[0], "", "", table.sheet, (number,), "", sentence))
            continue
        one = _record(table, kind, row, day, amount.fen or 0)
        one.number = one.number or _made_number(one, times)
        known = found.setdefault(one.number, one)
        if known is not one:
            known.add(one)
    result.records = list(found.values())
    return result


def _fault(
    table: ClientTable,
    kind: RecordKind,
    row: Sequence[object],
    problem: str,
    tax_id: str,
    day: str,
) -> tuple[DoubtKind, str] | None:
    theirs = tax_id_of(table, row)
    if theirs and theirs != tax_id:
        return DoubtKind.UNKNOWN, f"是纳税人识别号 {theirs} 的，不是本单位的"
    if problem:
        cell = table.cell(row, AMOUNT.name)
        return DoubtKind.UNREADABLE, f"金额“{shown(cell)}”{problem}"
    dated = _NUMBERED[kind][1]
    if not day and dated.name in table.choices:
        cell = table.cell(row, dated.name)
        return DoubtKind.UNREADABLE, f"{dated.label}“{shown(cell)}”不是日期"
    return None


def _record(
    table: ClientTable, kind: RecordKind, row: Sequence[object], day: str, fen: int
) -> Record:
    texts = {
        each.name: shown(cell).strip().strip("'")
        for each in FIELDS
        if (cell := table.cell(row, each.name)) is not None
    }
    number, state = texts.get(_NUMBERED[kind][0].name, ""), texts.get(RECORD_STATE.name, "")
    return Record(number, day, state, fen, 1, texts, {_months(table, row): fen})


def _months(table: ClientTable, row: Sequence[object]) -> str:
    """Return the months that a row names in any of its columns, as 所属期起 and 所属期止."""
    chosen = table.choices.get(f.PERIOD.name)
    columns = {at for at, title in enumerate(table.titles) if f.PERIOD.is_head(title)}
    columns |= {chosen.index} if chosen else set()
    named = {m for at in columns if at < len(row) for m in months_in(shown(row[at]))}
    return "、".join(map(str, sorted(named)))


def _made_number(record: Record, times: Counter[tuple[object, ...]]) -> str:
    """Return what names a row without a number in a longer export of the same records too."""
    parts = (TICKET_NO, f.UNIT_NO, f.INSURANCE, f.SUBITEM)
    told = (record.texts.get(each.name, "") for each in parts)
    what = (record.day, record.amount_fen, *record.amounts, *told)
    times[what] += 1
    digest = hashlib.sha256(repr((*what, times[what])).encode()).hexdigest()
    return f"{record.day}-{digest[:10]}"
