"""Whose a table is and its rows are: the unit, people, totals, headings, and what fits nothing."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shebao.rules.cell_text import compact, has_lost_digits, id_or_own, shown
from shebao.rules.client.fields import (
    ID,
    ID_TYPE,
    NAME,
    NO_UNIT_NO,
    PERSON_NO,
    TAX_ID,
    UNIT_NAME,
    UNIT_NO,
    Field,
)
from shebao.rules.client.table import ClientTable
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

_TAX_NUMBER = re.compile("[0-9A-Z]{15,20}")


def tax_ids_above(table: ClientTable) -> list[str]:
    """Return every tax id that a label above the table names, each once."""
    found = (text.upper() for text in labelled(table.above, TAX_ID))
    return list(dict.fromkeys(text for text in found if _TAX_NUMBER.fullmatch(text)))


def unit_name(table: ClientTable) -> str:
    """Return the unit's name that the file tells, empty for none."""
    in_rows = (compact(table.cell(row, UNIT_NAME.name)) for _, row in table.rows[:1])
    return next((t for t in (*labelled(table.above, UNIT_NAME), *in_rows) if t), "")


def tax_id_of(table: ClientTable, row: Sequence[object]) -> str:
    """Return the tax id in a row's column; empty where there is none."""
    return compact(table.cell(row, TAX_ID.name)).upper()


def labelled(rows: Sequence[Sequence[object]], field: Field) -> Iterator[str]:
    """Yield what stands behind the field's label, in the same cell or in the next one."""
    for row in rows:
        texts = [compact(cell) for cell in row]
        for at, text in enumerate(texts):
            label, colon, value = text.partition(":")
            if not field.is_head(label.strip("*")):
                continue
            if colon and value:
                yield value
            else:
                yield next((later for later in texts[at + 1 :] if later), "")


_TOTAL = re.compile(
    "(本页|分页|单位|个人|人员)?(合计|总计|小计|累计|共计|total)(金额|人数|[0-9]+人)?:?", re.I
)
_GRAND = re.compile("(合计|总计|共计|total).*", re.I)
_NUMBER = re.compile(r"-?[0-9][0-9,]*(\.[0-9]+)?")
RESIDENT = "201"


class RowKind(StrEnum):
    """What a row under the head is."""

    PERSON = "person"
    TOTAL = "total"  # of a part
    GRAND = "grand"  # of everything
    OTHER = "other"  # a heading between people, a signature, a note


@dataclass(frozen=True, slots=True)
class Person:
    """One person's row; where the file does not say, NO_UNIT_NO, 201 or an empty text."""

    number: int
    name: str
    id_type: str
    id_number: str
    person_no: str
    unit_no: str
    row: Sequence[object]


def rows_of(
    table: ClientTable, tax_id: str, own_ids: Collection[str]
) -> Iterator[tuple[RowKind, Person | None, int, Sequence[object], Doubt | None]]:
    """Yield each row with what it is; a row that fits nothing, or another unit's, with a doubt."""
    for number, row in table.rows:
        cell = table.cell(row, ID.name)
        read = id_or_own(cell, own_ids)
        kind = _kind(row) if read.id_number is None else RowKind.PERSON
        if read.id_number is None and (kind is not RowKind.OTHER or not compact(cell)):
            has_amounts = any(_is_amount(each) for each in row)
            doubt = None
            if kind is RowKind.OTHER and has_amounts and table.cell(row, NAME.name):
                doubt = _doubt(table, number, row, "", "没有证件号码，不能确定是谁")
            yield kind, None, number, row, doubt
            continue
        if read.id_number is None:
            said = f"证件号码“{shown(cell)}”{read.problem}，无法确定是谁"
            yield RowKind.OTHER, None, number, row, _doubt(table, number, row, shown(cell), said)
            continue
        theirs = tax_id_of(table, row)
        if theirs and theirs != tax_id:
            said = f"是纳税人识别号 {theirs} 的，不是本单位的"
            doubt = _doubt(table, number, row, read.id_number, said, DoubtKind.UNKNOWN)
            yield RowKind.OTHER, None, number, row, doubt
            continue
        person = Person(
            number,
            compact(table.cell(row, NAME.name)),
            compact(table.cell(row, ID_TYPE.name)).split("|")[0] or RESIDENT,
            read.id_number,
            _text(table.cell(row, PERSON_NO.name)),
            _text(table.cell(row, UNIT_NO.name)) or NO_UNIT_NO,
            row,
        )
        yield RowKind.PERSON, person, number, row, None


def doubt_about(table: ClientTable, person: Person, said: str, kind: DoubtKind) -> Doubt:
    """Return a doubt about a person's row."""
    return _doubt(table, person.number, person.row, person.id_number, said, kind)


def _kind(row: Sequence[object]) -> RowKind:
    texts = [text for cell in row if isinstance(cell, str) and (text := compact(cell))]
    if any(_GRAND.fullmatch(text) and _TOTAL.fullmatch(text) for text in texts):
        return RowKind.GRAND
    return RowKind.TOTAL if any(map(_TOTAL.fullmatch, texts)) else RowKind.OTHER


def _is_amount(cell: object) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, int | float) or bool(_NUMBER.fullmatch(compact(cell)))


def _text(cell: object) -> str:
    """Return a number as text; what lost its last digits is no number any more."""
    if has_lost_digits(cell):
        return ""
    return compact(shown(cell)).strip("'’")


def _doubt(
    table: ClientTable,
    number: int,
    row: Sequence[object],
    id_number: str,
    said: str,
    kind: DoubtKind = DoubtKind.UNREADABLE,
) -> Doubt:
    name = compact(table.cell(row, NAME.name))
    sentence = f"工作表“{table.sheet}”第 {number} 行：{name or '此行'}：{said}。未导入此行。"
    return Doubt(kind, id_number, name, table.sheet, (number,), "", sentence)
