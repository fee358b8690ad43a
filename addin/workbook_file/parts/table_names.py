"""The names of tables, of which a workbook has each once."""

import re

from workbook_file.parts.document import Document
from workbook_file.parts.followers import rewrite_formulas
from workbook_file.parts.tables import TablePart, tables_of

_NAME = re.compile(r"[^\W\d][\w.]*")
_REFERENCE = re.compile(r"(?i)[a-z]{1,3}\d+|r\d*c\d*|[rc]")


def check_table_name(document: Document, name: str, besides: str = "") -> None:
    """Raise ValueError when a table cannot have that name."""
    if not _NAME.fullmatch(name) or _REFERENCE.fullmatch(name) or len(name) > 255:
        raise ValueError(f"not a table name: {name!r}")
    taken = {table.name.casefold() for table in every_table(document) if table.part != besides}
    taken |= {n.name.casefold() for n in document.names.all if n.sheet is None}
    if name.casefold() in taken:
        raise ValueError(f"the name {name!r} is taken")


def every_table(document: Document) -> list[TablePart]:
    """The tables of all sheets."""
    return [table for sheet in document.sheets.worksheets() for table in tables_of(sheet)]


def rename_table(document: Document, table: TablePart, name: str) -> None:
    """Give a table another name, in formulas too. Raises ValueError."""
    check_table_name(document, name, besides=table.part)
    pattern = rf"(?<![\w.']){re.escape(table.name)}(?=\[)"
    table.call(name)
    rewrite_formulas(
        document, lambda text, _: re.sub(pattern, lambda _: name, text, flags=re.IGNORECASE)
    )
