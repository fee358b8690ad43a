"""What one table of a workbook held at a moment, so that it can be put back."""

import json
import zlib
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import Enum
from typing import Self

from shebao.domain.unit_mark import UnitMark


class Part(Enum):
    """What of a sheet is about to be written."""

    NOTE = "note"  # under the title, or the title itself
    CELLS = "cells"  # the labelled ones
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class TableImage:
    """``columns`` by header, top row first, all of one length; formulas as such, blanks as None.

    Without any column it says nothing of the rows.

    ``parameters`` by field and ``note`` as they stood in their cells; ``unit`` is whose the rows
    were, None when that was not stated.
    """

    columns: dict[str, list[object]]
    parameters: dict[str, object]
    note: object
    unit: UnitMark | None = None

    def to_bytes(self) -> bytes:
        """Return a compressed form; at 100,000 rows a twentieth of the cells' text."""
        # Not by ``asdict``, which copies every cell before it is written.
        parts = {
            "columns": self.columns,
            "parameters": self.parameters,
            "note": self.note,
            "unit": asdict(self.unit) if self.unit else None,
        }
        text = json.dumps(parts, ensure_ascii=False, default=_as_date)
        # Half a character, Excel's _xD800_, comes back as it was: json reads it so too.
        return zlib.compress(text.encode(errors="surrogatepass"), level=1)

    @classmethod
    def from_bytes(cls, content: bytes) -> Self:
        """Return what ``to_bytes`` was given."""
        found = json.loads(zlib.decompress(content), object_hook=_from_date)
        unit = found.pop("unit", None)  # kept by an older version it has none
        return cls(**found, unit=UnitMark(**unit) if unit else None)


def _as_date(value: object) -> object:
    if isinstance(value, datetime):
        return {"date": value.replace(tzinfo=None).isoformat()}
    return str(value)  # a currency cell comes as Decimal


def _from_date(found: dict[str, object]) -> object:
    if found.keys() == {"date"}:
        return datetime.fromisoformat(str(found["date"]))  # naive: a cell has no zone
    return found
