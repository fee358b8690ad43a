"""One row of the list of employers: what it asks for, or why it cannot be done."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time

from shebao.contract.users import USER_NAME
from shebao.domain.batch_state import Stage
from shebao.domain.errors import ParameterError
from shebao.domain.login_name import LoginName
from shebao.domain.money import MAX_FEN, cell_of, yuan
from shebao.rules.cell_text import BLANK, amount_of, compact, plain, whole_number
from shebao.rules.which_region import which_region
from shebao.sheets.declared.employer_list_sheet import EmployerListRow
from shebao.sheets.declared.row import Odd

# Paying is never a default: the row says so, or nothing is paid.
DEFAULT_STAGES = (Stage.ROSTER, Stage.WAGES, Stage.BILLS)
_NUMBER = re.compile(r"[0-9A-Z]{1,40}")
_CREDENTIAL = re.compile(r"[\w.@/-]{1,64}")
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")
_MOST_AT_ONCE, _MOST_RATE = 1_000, 10_000


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """What is to be done for one employer; ``pay_cap_fen`` None lets nothing be paid unasked."""

    number: int  # of the worksheet row
    tax_id: str
    name: str
    registration_no: str
    user_name: str
    region: str  # six digits; empty: the bureau's
    credential: str  # a name in the vault; empty: the password kept for this login
    book: str
    payroll: str
    stages: tuple[Stage, ...]
    pay_cap_fen: int | None
    fault: str = ""

    @property
    def login_name(self) -> LoginName:
        """Who logs in."""
        return LoginName(self.tax_id, self.registration_no, self.user_name)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a bureau is to be spared; None and empty for no limit."""

    opens: time | None = None
    closes: time | None = None
    at_once: int | None = None
    rate: int | None = None  # requests a second, of all machines together


def read_employers(rows: Sequence[EmployerListRow]) -> list[EmployerRow]:
    """Return every row, with its faults in words; one employer twice is a fault of both."""
    read = [_read(row) for row in rows]
    by_user: dict[tuple[str, str], list[EmployerRow]] = {}
    for row in read:
        by_user.setdefault((row.tax_id, row.user_name), []).append(row)
    places = {row.number: _places(by_user[row.tax_id, row.user_name], row) for row in read}
    return [
        with_fault(row, f"同一单位在第 {'、'.join(map(str, where))} 行重复出现，请只保留一行")
        if row.tax_id and len(where := places[row.number]) > 1
        else row
        for row in read
    ]


def read_limits(cells: Mapping[str, str]) -> Limits:
    """Return the limits in the sheet's labelled cells.

    Raises ParameterError for one that cannot be read.
    """
    opens = closes = None
    hours = plain(cells["hours"]).replace("：", ":").replace(" ", "")
    if hours:
        found = _HOURS.fullmatch(hours)
        try:
            first, minute, last, end = map(int, found.groups()) if found else (24, 0, 0, 0)
            opens, closes = time(first, minute), time(last, end)
        except ValueError:
            opens = closes = None
        if opens is None or closes is None or opens >= closes:
            raise _bad_limit("办理时段", hours, "如 08:30-17:30，先早后晚")
    return Limits(
        opens,
        closes,
        _count("同时办理", cells["at_once"], _MOST_AT_ONCE),
        _count("每秒请求", cells["rate"], _MOST_RATE),
    )


def _count(label: str, text: str, most: int) -> int | None:
    text = plain(text)
    if not text:
        return None
    number = whole_number(text, 1, most)
    if number is None:
        raise _bad_limit(label, text, f"1 到 {most} 的整数，或留空")
    return number


def _bad_limit(label: str, text: str, wanted: str) -> ParameterError:
    return ParameterError(
        f"工作表“单位清单”的“{label}”是“{text[:40]}”，应为{wanted}。没有执行。请改正后重试。",
        log="bad limit of a batch",
    )


def _read(row: EmployerListRow) -> EmployerRow:
    cap, cap_fault = _cap(row.pay_cap)
    stages, stage_fault = _stages(plain(row.steps))
    region, region_fault = _region(plain(row.region))
    read = EmployerRow(
        number=row.at,
        tax_id=compact(plain(row.tax_id)).upper(),
        name=plain(row.name),
        registration_no=compact(plain(row.registration_no)).upper(),
        user_name=plain(row.user_name),
        region=region,
        credential=plain(row.credential),
        book=plain(row.book),
        payroll=plain(row.payroll),
        stages=stages,
        pay_cap_fen=cap,
    )
    for fault in (*_name_faults(read), region_fault, stage_fault, cap_fault):
        read = with_fault(read, fault)
    return read


def _name_faults(row: EmployerRow) -> Iterator[str]:
    if not row.tax_id:
        yield f"“纳税人识别号”{BLANK}"
    elif not _NUMBER.fullmatch(row.tax_id):
        yield f"“纳税人识别号”是“{row.tax_id[:40]}”，不是有效的纳税人识别号"
    if row.registration_no and not _NUMBER.fullmatch(row.registration_no):
        yield f"“登记序号”是“{row.registration_no[:40]}”，不是有效的登记序号"
    if row.user_name and not re.fullmatch(USER_NAME, row.user_name):
        yield f"“用户名”是“{row.user_name[:40]}”，不是有效的用户名"
    if row.credential and not _CREDENTIAL.fullmatch(row.credential):
        yield f"“凭据”是“{row.credential[:40]}”，只能用文字、数字和 . _ - / @"


def _region(text: str) -> tuple[str, str]:
    if not text:
        return "", ""
    try:
        return which_region(text).code, ""
    except ParameterError as error:
        return "", f"“参保地”{error.what.split('。')[0]}"


def _stages(text: str) -> tuple[tuple[Stage, ...], str]:
    """Return the wanted stages in the round's order, and a fault for a word that is none."""
    words = [word for word in re.split(r"[、，,；;/\s→]+", text) if word]
    if not words:
        return DEFAULT_STAGES, ""
    unknown = [word for word in words if word not in set(Stage)]
    if unknown:
        known = "、".join(Stage)
        return (), f"“步骤”中的“{unknown[0][:20]}”不是步骤，可用：{known}"
    return tuple(stage for stage in Stage if stage in words), ""


def _cap(cap: int | Odd | None) -> tuple[int | None, str]:
    if cap is None or cap == Odd(""):
        return None, ""
    amount = amount_of(cap.value if isinstance(cap, Odd) else cell_of(cap))
    if amount.fen is None:
        return None, f"“可缴上限”不是金额：{amount.problem}"
    if not 0 <= amount.fen <= MAX_FEN:
        return None, f"“可缴上限”是 {yuan(amount.fen)} 元，超出范围"
    return amount.fen, ""


def _places(rows: Sequence[EmployerRow], row: EmployerRow) -> list[int]:
    """Return which of one user's rows of a tax id may be the same employer's as this one.

    A blank 登记序号 leaves open which registration is meant: it may be any.
    """
    return [
        each.number
        for each in rows
        if each.registration_no in (row.registration_no, "") or not row.registration_no
    ]


def with_fault(row: EmployerRow, fault: str) -> EmployerRow:
    """Return the row with one more fault; an empty one is none."""
    if not fault:
        return row
    before = f"{row.fault}；" if row.fault else f"第 {row.number} 行"
    return replace(row, fault=f"{before}{fault}")
