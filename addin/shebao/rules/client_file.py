"""Which rows of the official client's wage workbook may be taken over, and why the others not.

Source: seed G 2.4.1.2 (三) and 2.4.1.3 二: name, id number and tax id must stay as downloaded; a
person that does not match gets the client's own words.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from shebao.contract.employees import Employee
from shebao.contract.refusals import REASON_TEXTS, ReasonCode
from shebao.domain.wage_row import BY_PERSON
from shebao.rules.cell_text import amount_of, compact, id_or_own, shown
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

INVALID = REASON_TEXTS[ReasonCode.NO_VALID_INSURANCE]


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One person's row as it stands in the file; ``wages`` are cells by head, or by BY_PERSON."""

    number: int  # the worksheet row
    name: str
    id_type: str
    id_cell: object
    wages: Mapping[str, object]


@dataclass(slots=True)
class ClientWages:
    """What the file says: each id's wages by head, blank ones left out, and the rows in doubt."""

    wages_fen: dict[str, dict[str, int]] = field(default_factory=dict)
    rows: dict[str, ClientRow] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)


def read_client_rows(
    sheet: str,
    rows: Sequence[ClientRow],
    employees: Mapping[str, Employee],
    insured_of: Callable[[Employee], Collection[str]],
) -> ClientWages:
    """Take whole rows of valid people; a row with any fault gives nothing and one doubt.

    ``insured_of`` says which insurances of an employee take a wage.
    """
    result = ClientWages()
    by_id: dict[str, list[ClientRow]] = {}
    for row in rows:
        read = id_or_own(row.id_cell, employees)
        if read.id_number is None:
            said = f"证件号码“{shown(row.id_cell)}”{read.problem}，无法确定是谁"
            result.doubts.append(doubt_of(DoubtKind.UNREADABLE, sheet, "", [row], said))
        else:
            by_id.setdefault(read.id_number, []).append(row)
    for id_number, same in by_id.items():
        fault = _fault(id_number, same, employees.get(id_number), insured_of)
        if fault:
            result.doubts.append(doubt_of(fault[0], sheet, id_number, same, fault[1]))
            continue
        amounts = {head: amount_of(cell).fen for head, cell in same[0].wages.items()}
        result.wages_fen[id_number] = {h: fen for h, fen in amounts.items() if fen is not None}
        result.rows[id_number] = same[0]
    result.doubts.sort(key=lambda doubt: doubt.rows)
    return result


def doubt_of(
    kind: DoubtKind, sheet: str, id_number: str, rows: Sequence[ClientRow], said: str
) -> Doubt:
    """Return a doubt whose sentence names the sheet, the rows and what stands there."""
    numbers = tuple(row.number for row in rows)
    typed = "、".join(shown(cell) for row in rows for cell in row.wages.values() if _filled(cell))
    where = f"工作表“{sheet}”第 {'、'.join(map(str, numbers))} 行：{rows[0].name or '此行'}："
    sentence = f"{where}{said}。未导入此行。"
    id_typed = id_number or shown(rows[0].id_cell).strip()
    return Doubt(kind, id_typed, rows[0].name, sheet, numbers, typed, sentence)


def _fault(
    id_number: str,
    rows: Sequence[ClientRow],
    employee: Employee | None,
    insured_of: Callable[[Employee], Collection[str]],
) -> tuple[DoubtKind, str] | None:
    row = rows[0]
    if employee is None:
        return DoubtKind.UNKNOWN, f"{INVALID}。参保职工中没有证件号码 {id_number}"
    if len(rows) > 1:
        return DoubtKind.DUPLICATE, f"证件号码 {id_number} 出现 {len(rows)} 次，请只保留一行"
    insured = set(insured_of(employee))
    if not insured:
        return DoubtKind.UNKNOWN, f"{INVALID}。证件号码 {id_number} 已停止缴费或没有在缴的险种"
    changed = [
        f"{what}应为“{kept}”，现为“{typed}”"
        for what, kept, typed in (
            ("姓名", employee.name, row.name),
            ("身份证件类型代码", employee.id_type, row.id_type),
        )
        if kept != typed
    ]
    if changed:
        return DoubtKind.CONFLICT, f"{INVALID}。证件号码 {id_number} 的{'，'.join(changed)}"
    return _wage_fault(row, insured)


def _wage_fault(row: ClientRow, insured: set[str]) -> tuple[DoubtKind, str] | None:
    for head, cell in row.wages.items():
        if not _filled(cell):
            continue
        column = "缴费工资" if head == BY_PERSON else f"“{head}”的缴费工资"
        if head != BY_PERSON and head[:3] not in insured:
            return DoubtKind.CONFLICT, f"{INVALID}。未参加“{head}”，但填写了“{shown(cell)}”"
        if problem := amount_of(cell).problem:
            return DoubtKind.UNREADABLE, f"{column}“{shown(cell)}”{problem}"
    return None


def _filled(cell: object) -> bool:
    return bool(compact(cell))
