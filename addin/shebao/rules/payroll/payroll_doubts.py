"""Each person of a payroll gets a wage or exactly one doubt, in words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shebao.rules.cell_text import compact
from shebao.rules.identity import id_number_fault
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind
from shebao.rules.payroll.payroll_rows import PersonRow

_DOTS = re.compile("[·•・‧．.･●∙⋅]")
_AGAIN = "再点击“从工资表填写”，或直接填写工资"


@dataclass(slots=True)
class Sorted:
    """The people of a sheet: wages with the rows they came from, and doubts."""

    wages_fen: dict[str, int] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    roundable: dict[str, int] = field(default_factory=dict)


def sort_people(
    sheet: str,
    people: Sequence[PersonRow],
    roster: Mapping[str, str],
    elsewhere: Mapping[str, str],
) -> Sorted:
    """Give each roster person a wage or one doubt, and each stranger one doubt.

    ``elsewhere`` names another sheet for people who stand there, for the absent ones' sentence.
    """
    result = Sorted()
    by_id: dict[str, list[PersonRow]] = {}
    for person in people:
        if person.id_number is None:
            result.doubts.append(_unreadable_id(sheet, person))
        else:
            by_id.setdefault(person.id_number, []).append(person)
    for id_number, rows in by_id.items():
        doubt = _doubt_of(sheet, id_number, rows, roster)
        if doubt:
            result.doubts.append(doubt)
            fen = rows[0].amount.rounded_fen
            if doubt.kind is DoubtKind.UNREADABLE and fen is not None:
                result.roundable[id_number] = fen
        elif (fen := rows[0].amount.fen) is not None:
            result.wages_fen[id_number] = fen
            result.rows[id_number] = rows[0].number
    result.doubts.sort(key=lambda doubt: doubt.rows)
    result.doubts += _absent(
        sheet, (i for i in roster if i not in by_id), roster, elsewhere, people
    )
    return result


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in no more than spaces, dots and letter case."""
    return _name_key(one) == _name_key(other)


def _name_key(name: str) -> str:
    return _DOTS.sub("", compact(name)).casefold()


def _doubt_of(
    sheet: str, id_number: str, rows: Sequence[PersonRow], roster: Mapping[str, str]
) -> Doubt | None:
    if id_number not in roster:
        return _unknown(sheet, id_number, rows)
    if len(rows) > 1:
        return _duplicate(sheet, id_number, rows)
    person = rows[0]
    if person.name and not same_name(person.name, roster[id_number]):
        return _conflict(sheet, id_number, person, roster[id_number])
    return _unreadable(sheet, id_number, person) if person.amount.fen is None else None


def _make(
    kind: DoubtKind, sheet: str, id_number: str, rows: Sequence[PersonRow], said: str
) -> Doubt:
    """Return a doubt; its sentence stands beside sheet, row, name, number and what was typed."""
    value = "、".join(row.typed for row in rows)
    numbers = tuple(row.number for row in rows)
    return Doubt(kind, id_number, rows[0].name, rows[0].sheet or sheet, numbers, value, said)


def _unknown(sheet: str, id_number: str, rows: Sequence[PersonRow]) -> Doubt:
    fault = id_number_fault(id_number) if id_number[0].isdigit() else ""
    sentence = (
        f"不在参保职工名单中，未填写。{fault.removesuffix('，请核对') + '。' if fault else ''}"
        "请核对证件号码；未参保或已减员的忽略，新参保的先点击“更新职工”。"
    )
    return _make(DoubtKind.UNKNOWN, sheet, id_number, rows, sentence)


def unlisted(doubt: Doubt, title: str) -> Doubt:
    """Return the doubt about somebody unknown to a wage sheet who is insured all the same.

    That is what the roster sheet says, of the day on which it was filled.
    """
    sentence = (
        f"是“职工参保信息”中的正常缴费职工，但“{title}”没有此人，未填写。"
        f"请点击“添加全部正常职工”（或只把此人加入该表），{_AGAIN}；"
        "没有添加的，可能已减员，请点击“更新职工”核对。"
    )
    return replace(doubt, kind=DoubtKind.UNLISTED, sentence=sentence)


def _duplicate(sheet: str, id_number: str, rows: Sequence[PersonRow]) -> Doubt:
    numbers = "、".join(str(row.number) for row in rows)
    sentence = f"在第 {numbers} 行重复出现 {len(rows)} 次，未填写。请只保留一行，{_AGAIN}。"
    return _make(DoubtKind.DUPLICATE, sheet, id_number, rows, sentence)


def _conflict(sheet: str, id_number: str, person: PersonRow, name: str) -> Doubt:
    sentence = f"参保登记的姓名是“{name}”，未填写。请核对改正，{_AGAIN}。"
    return _make(DoubtKind.CONFLICT, sheet, id_number, [person], sentence)


def _unreadable(sheet: str, id_number: str, person: PersonRow) -> Doubt:
    typed = f"“{person.typed}”" if compact(person.typed) else ""
    what = "数字" if person.amount.rounded_fen is None else "两位小数"
    sentence = f"工资{typed}{person.amount.problem}，未填写。请改为{what}，{_AGAIN}。"
    return _make(DoubtKind.UNREADABLE, sheet, id_number, [person], sentence)


def _unreadable_id(sheet: str, person: PersonRow) -> Doubt:
    typed = f"证件号码“{person.id_typed}”" if person.id_typed else ""
    sentence = (
        f"{typed}{person.id_problem}，无法确定是谁，未填写。"
        f"请按文本格式录入完整的证件号码，{_AGAIN}。"
    )
    return _make(DoubtKind.UNREADABLE, sheet, person.id_typed, [person], sentence)


def _absent(
    sheet: str,
    ids: Iterable[str],
    roster: Mapping[str, str],
    elsewhere: Mapping[str, str],
    people: Sequence[PersonRow],
) -> Iterator[Doubt]:
    nameless = {_name_key(p.name): p.number for p in people if p.id_number is None and p.name}
    for id_number in ids:
        name = roster[id_number]
        hint = ""
        if id_number in elsewhere:
            hint = f"工作表“{elsewhere[id_number]}”中有此人，没有合并读取。"
        elif number := nameless.get(_name_key(name)):
            hint = f"第 {number} 行有同名的人，但其证件号码不可用。"
        sentence = (
            f"工资表中没有此人，未填写。{hint}"
            "请核对是否漏发或已离职（须办理减员），或直接填写工资。"
        )
        yield Doubt(DoubtKind.ABSENT, id_number, name, sheet, (), "", sentence)
