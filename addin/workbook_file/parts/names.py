"""Defined names of the workbook and of its sheets."""

import re
from functools import lru_cache
from html import unescape

from workbook_file.cells.cells import escaped
from workbook_file.parts import formulas
from workbook_file.parts.addresses import Rect, parse_address
from workbook_file.parts.shared import Shared
from workbook_file.parts.sheet_list import SheetEntry, SheetList
from workbook_file.parts.slices import attribute, quoted, start_tag, with_attribute

_NAME = re.compile(r"[^\W\d][\w.?]*|\\[\w.?]*")
_REFERENCE = re.compile(r"(?i)\$?[a-z]{1,3}\$?\d+|r\d*c\d*|[rc]")
_BODY = re.compile(r">(.*)</", re.DOTALL)


class DefinedName:
    """One name; ``sheet`` is the entry it belongs to, None for the whole workbook."""

    def __init__(self, name: str, refers_to: str, sheet: SheetEntry | None, tag: str) -> None:
        self.name = name
        self.key = name.casefold()
        self.refers_to = refers_to  # with "="
        self.sheet = sheet
        self.tag = tag
        self._known: tuple[str, int | None, str] | None = None

    @classmethod
    def read(cls, text: str, entries: list[SheetEntry]) -> "DefinedName":
        """A name from its element."""
        name, formula, place, tag = _taken_apart(text)
        made = cls(name, formula, None if place is None else entries[place], tag)
        made._known = formula, place, text
        return made

    def element(self, place: int | None) -> str:
        """Its element, as it was read when nothing changed; ``place`` is its sheet's."""
        if self._known is None or self._known[:2] != (self.refers_to, place):
            tag = f"{self.tag}>"
            tag = with_attribute(tag, "localSheetId", None if place is None else str(place))
            tag = with_attribute(tag, "name", self.name)
            text = f"{tag}{escaped(self.refers_to[1:])}</definedName>"
            self._known = self.refers_to, place, text
        return self._known[2]

    @property
    def built_in(self) -> bool:
        """Whether Excel keeps it for itself: print areas, filters, newer functions."""
        return self.name.startswith(("_xlnm.", "_xlfn.", "_xlpm."))


@lru_cache(maxsize=4096)  # every workbook of a template has the same hundreds
def _taken_apart(text: str) -> tuple[str, str, int | None, str]:
    """Name, formula with "=", number of its sheet, and start tag without its end."""
    tag, body = start_tag(text), _BODY.search(text)
    local = attribute(tag, "localSheetId")
    formula = "=" + unescape(body[1]) if body else "="
    place = None if local is None else int(local)
    return attribute(tag, "name") or "", formula, place, tag.rstrip("/>")


class DefinedNames:
    """All names of a workbook, in the file's order."""

    def __init__(self, shared: Shared, sheets: SheetList) -> None:
        self._shared = shared
        self._sheets = sheets
        found = shared.xml.items("definedNames")
        self.all = [DefinedName.read(item.text, sheets.entries) for item in found]

    def visible(self, sheet: SheetEntry | None = None) -> list[DefinedName]:
        """The names that users see, of one sheet or of everything."""
        return [n for n in self.all if not n.built_in and (sheet is None or n.sheet is sheet)]

    def find(self, name: str, sheet: SheetEntry | None = None) -> DefinedName | None:
        """A name by text (``Sheet!name`` too); a sheet's own name wins over the workbook's."""
        prefix, mark, bare = name.rpartition("!")
        if mark:
            wanted = formulas.unquote_sheet(prefix).casefold()
            entries = self._sheets.entries
            sheet = next((e for e in entries if e.name.casefold() == wanted), None)
            if sheet is None:
                return None
        key = bare.casefold()
        matches = [n for n in self.all if n.key == key]
        for candidate in matches:
            if sheet is not None and candidate.sheet is sheet:
                return candidate
        if mark:
            return None
        globals_ = [n for n in matches if n.sheet is None]
        return globals_[0] if globals_ else (matches[0] if matches and sheet is None else None)

    def add(self, name: str, refers_to: str, sheet: SheetEntry | None) -> DefinedName:
        """Add a name or give an existing one its new meaning. Raises ValueError."""
        prefix, mark, bare = name.rpartition("!")
        if mark:
            sheet = self._sheets.of(self._sheets.named(formulas.unquote_sheet(prefix)))
        if not _NAME.fullmatch(bare) or _REFERENCE.fullmatch(bare) or len(bare) > 255:
            raise ValueError(f"not a valid name: {bare!r}")
        formula = refers_to if refers_to.startswith("=") else f"={refers_to}"
        self._shared.changed = True
        for known in self.all:
            if known.sheet is sheet and known.key == bare.casefold():
                known.refers_to = formula
                return known
        made = DefinedName(bare, formula, sheet, f'<definedName name="{quoted(bare)}"')
        self.all.append(made)
        return made

    def target(self, name: DefinedName) -> tuple[SheetEntry, Rect] | None:
        """The sheet and rectangle that a name means, or None when it is no plain reference."""
        found = re.fullmatch(r"=('(?:[^']|'')+'|[^'!]+)!([$A-Za-z0-9:]+)", name.refers_to)
        if found is None:
            return None
        wanted = formulas.unquote_sheet(found[1]).casefold()
        for entry in self._sheets.entries:
            if entry.name.casefold() == wanted and entry.worksheet is not None:
                try:
                    return entry, parse_address(found[2])
                except ValueError:
                    return None
        return None

    def settle(self) -> None:
        """Write the names into the workbook's element, sorted as Excel wants them."""
        if not self.all:
            self._shared.xml.drop("definedNames")
            return
        places = {entry: place for place, entry in enumerate(self._sheets.entries)}
        texts = [
            name.element(None if name.sheet is None else places[name.sheet])
            for name in sorted(self.all, key=lambda n: n.key)
        ]
        text = f"<definedNames>{''.join(texts)}</definedNames>"
        self._shared.put("definedNames", text)
