"""Reads the values of one column of a large sheet and cuts no other cell out of its row."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from workbook_file.cells.cells import Cell, plain_text, value_of
from workbook_file.cells.values import Settler
from workbook_file.parts.addresses import column_letters

_TYPE = re.compile(rb'\st="(\w+)"')
_STYLE = re.compile(rb'\ss="(\d+)"')
_REST = r'(\d+)"([^>]*?)(?:/>|>(?:<is><t>([^<&]+)</t></is>|<v>([^<&\s]+)</v>|(.*?))</c>)'


def read_column(
    xml: bytes, column: int, settler: Settler, strings: Callable[[], list[str]]
) -> Iterator[tuple[int, Any]]:
    """Row and value of each cell of the column that holds one, as COM hands it out.

    What programs write most is taken as the pattern cut it; everything else goes through
    ``value_of``.
    """
    styles, known = settler.styles, dict[bytes, tuple[str, int, bool]]()
    cells = re.compile(f'<c r="{column_letters(column)}{_REST}'.encode(), re.DOTALL)
    for row, attributes, text, content, other in cells.findall(xml):
        form = known.get(attributes)
        if form is None:
            kind, style = _TYPE.search(attributes), _STYLE.search(attributes)
            number = int(style[1]) if style else 0
            form = (kind[1].decode() if kind else "n", number, styles.is_date(number))
            known[attributes] = form
        kind_of, style_of, is_date = form
        value: Any
        if text and kind_of == "inlineStr":
            value = plain_text(text.decode())
        elif content and kind_of == "n" and not is_date:
            value = float(content)
        elif content and kind_of == "s":
            value = strings()[int(content)] or None
        else:
            inner = other or (b"<v>%b</v>" % content if content else b"<is><t>%b</t></is>" % text)
            value = value_of(
                Cell(style_of, attributes.decode(), inner.decode()),
                strings() if kind_of == "s" else [],
                is_date=is_date,
                date1904=settler.date1904,
            )
        yield int(row), value
