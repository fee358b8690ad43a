"""Whose file it is: the tax id that it names above its table or in a column."""

import re
from collections.abc import Iterator, Sequence

from shebao.rules.cell_text import compact
from shebao.rules.client.fields import TAX_ID, UNIT_NAME, Field
from shebao.rules.client.table import ClientTable

_NUMBER = re.compile("[0-9A-Z]{15,20}")


def tax_ids_above(table: ClientTable) -> list[str]:
    """Return every tax id that a label above the table names, each once."""
    found = (text.upper() for text in labelled(table.above, TAX_ID))
    return list(dict.fromkeys(text for text in found if _NUMBER.fullmatch(text)))


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
