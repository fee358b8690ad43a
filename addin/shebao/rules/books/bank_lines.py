"""A bank's export becomes the payments out of an account, whatever its columns are called."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.day_cell import day_of
from shebao.rules.payroll.payroll_headers import HEADER_SEARCH_ROWS, bare, letter_of
from shebao.rules.payroll.payroll_reading import Grid, Sheet
from shebao.rules.payroll.payroll_rows import cell

_DAY = re.compile("(交易|记账|入账|业务|过账|会计|起息)?(日期|时间)(时间)?")
_OUT = re.compile(
    "借方|借方(发生额|金额|发生金额|交易金额)|支出|支出(金额|发生额)|付款金额|付出(金额)?|转出金额"
)
_SIGNED = re.compile("(交易|发生)?(金额|发生额|额)|收支金额")
_SIDE = re.compile("借贷(标志|标识|方向|标记)?|收支(标志|方向|类型)?|方向|收/?付(标志)?|交易方向")
_TEXT = re.compile("摘要|用途|附言|备注|交易用途|摘要说明|交易说明|交易摘要")
_PARTY = re.compile("(对方|交易对方|收款人|收款方|对手)(户名|名称|账户名称|账号名称|单位名称)?")
_SERIAL = re.compile("(交易|银行|业务|核心|电子)?(流水|回单|凭证)(编)?号(码)?|业务编号|交易编号")
_OUT_WORDS = frozenset({"借", "借方", "D", "DR", "支", "支出", "付", "付款", "出", "转出", "-"})
_IN_WORDS = frozenset({"贷", "贷方", "C", "CR", "收", "收入", "收款", "入", "转入", "+"})
_TOTAL = re.compile("(本页|本期|本月|借方|支出|分页)?(合计|总计|小计|累计|共计).*")


@dataclass(frozen=True, slots=True)
class BankLine:
    """One payment out of the account; ``row`` is the worksheet row, ``key`` names it for good."""

    row: int
    day: date
    fen: int
    text: str
    party: str
    serial: str
    key: str


@dataclass(frozen=True, slots=True)
class BankReading:
    """The payments out, the columns that were read, and the rows that could not be."""

    sheet: str
    lines: tuple[BankLine, ...]
    columns: str
    unread: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    day: int
    out: int | None
    signed: int | None
    side: int | None
    texts: Sequence[int]
    party: int | None
    serial: int | None


def read_bank(sheets: Sequence[Sheet]) -> BankReading | str:
    """Return the payments out of the first sheet with a bank's head, or why there is none."""
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:HEADER_SEARCH_ROWS]):
            heads = [bare(text) if isinstance(text, str) else "" for text in row]
            columns = _columns(heads)
            if columns is None:
                continue
            if columns.out is None and columns.side is None:
                typed = (_signed(cell(cells, columns.signed)) for cells in sheet.rows[at + 1 :])
                if all(fen is None or fen >= 0 for fen in typed):
                    return (
                        f"的工作表“{sheet.name}”只有一个金额列，没有借贷标志，也没有负数，"
                        "不能分辨收入和支出"
                    )
            return _reading(sheet, at, columns, heads)
    return (
        f"的前 {HEADER_SEARCH_ROWS} 行中没有找到银行流水的表头"
        "（日期，以及借方/支出金额，或带正负号、借贷标志的金额）"
    )


def _columns(heads: Sequence[str]) -> _Columns | None:
    day = _first(heads, _DAY)
    out, signed = _first(heads, _OUT), _first(heads, _SIGNED)
    if day is None or (out is None and signed is None):
        return None
    return _Columns(
        day,
        out,
        None if out is not None else signed,
        _first(heads, _SIDE),
        [at for at, head in enumerate(heads) if _TEXT.fullmatch(head)],
        _first(heads, _PARTY),
        _first(heads, _SERIAL),
    )


def _first(heads: Sequence[str], pattern: re.Pattern[str]) -> int | None:
    return next((at for at, head in enumerate(heads) if head and pattern.fullmatch(head)), None)


def _reading(sheet: Sheet, at: int, columns: _Columns, heads: Sequence[str]) -> BankReading:
    unread: list[int] = []
    lines = list(_lines(sheet.rows, at + 1, columns, unread))
    money = columns.out if columns.out is not None else columns.signed or 0
    said = f"日期取 {letter_of(columns.day)} 列“{heads[columns.day]}”，"
    said += f"支出取 {letter_of(money)} 列“{heads[money]}”"
    return BankReading(sheet.name, tuple(lines), said, tuple(unread))


def _lines(grid: Grid, first: int, columns: _Columns, unread: list[int]) -> Iterator[BankLine]:
    times: Counter[tuple[object, ...]] = Counter()
    for number, cells in enumerate(grid[first:], start=first + 1):
        fen = _out_fen(cells, columns)
        day = day_of(cell(cells, columns.day))
        if _is_unread(cells, columns, fen, day):
            unread.append(number)
        if fen is None or fen <= 0 or day is None:
            continue  # money in, a total, a remark
        serial, party = _shown(cells, columns.serial), _shown(cells, columns.party)
        text = " ".join(filter(None, (_shown(cells, at) for at in columns.texts)))
        what = (day.isoformat(), fen, serial, party, text)
        times[what] += 1
        key = hashlib.sha256(repr((*what, times[what])).encode()).hexdigest()[:24]
        yield BankLine(number, day, fen, text, party, serial, key)


def _out_fen(cells: Sequence[object], columns: _Columns) -> int | None:
    if columns.out is not None:
        fen = _signed(cell(cells, columns.out))
        return None if fen is None else abs(fen)
    fen = _signed(cell(cells, columns.signed))
    if fen is None:
        return None
    side = compact(cell(cells, columns.side)).upper() if columns.side is not None else ""
    if side in _OUT_WORDS:
        return abs(fen)
    return 0 if side in _IN_WORDS else -fen


def _is_unread(
    cells: Sequence[object], columns: _Columns, fen: int | None, day: date | None
) -> bool:
    """Whether a row may be a payment, and its amount or its day cannot be read."""
    if fen is None:
        return day is not None and _looks_out(cells, columns)
    texts = (cell for cell in cells if isinstance(cell, str))
    return fen > 0 and day is None and not any(_TOTAL.fullmatch(compact(t)) for t in texts)


def _looks_out(cells: Sequence[object], columns: _Columns) -> bool:
    money = columns.out if columns.out is not None else columns.signed
    text = _shown(cells, money)
    return bool(text) and any(char.isdigit() for char in text)


def _signed(value: object) -> int | None:
    """Return fen with their sign, of a number or a text such as ``-1,234.50``; None for none."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        fen = amount_of(abs(value)).fen
        return fen if fen is None or value >= 0 else -fen
    text = compact(value)
    is_negative = text.startswith(("-", "(")) and not text.startswith("--")
    fen = amount_of(text.strip("-+()")).fen
    return -fen if fen is not None and is_negative else fen


def _shown(cells: Sequence[object], at: int | None) -> str:
    return shown(cell(cells, at)).strip()


@dataclass(frozen=True, slots=True)
class Due:
    """A payment to look for: so much, on one of these days."""

    source: str
    number: str
    fen: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Found:
    """A payment and the bank's lines that can be it: of several, none is chosen."""

    due: Due
    lines: tuple[BankLine, ...]
    is_earlier: bool = False
    rivals: tuple[str, ...] = ()  # other payments that a line could be as well


def match_lines(
    dues: Sequence[Due], lines: Sequence[BankLine], used: Mapping[str, str]
) -> list[Found]:
    """Match each payment with the one line that can be only it.

    ``used`` gives the payment's number by the key of a line that was matched before; such a line
    is nobody else's.
    """
    of_number = {number: key for key, number in used.items()}
    by_key = {line.key: line for line in lines}
    free = [line for line in lines if line.key not in used]
    candidates = {
        due.number: [li for li in free if li.fen == due.fen and due.first <= li.day <= due.last]
        for due in dues
        if due.number not in of_number
    }
    claims = Counter(line.key for theirs in candidates.values() for line in theirs)
    found = []
    for due in dues:
        if due.number in of_number:
            line = by_key.get(of_number[due.number])
            found.append(Found(due, (line,) if line else (), is_earlier=True))
            continue
        theirs = candidates[due.number]
        rivals = [
            other.number
            for other in dues
            if other is not due and set(candidates.get(other.number, [])) & set(theirs)
        ]
        is_certain = len(theirs) == 1 and claims[theirs[0].key] == 1
        found.append(Found(due, tuple(theirs), rivals=() if is_certain else tuple(rivals)))
    return found
