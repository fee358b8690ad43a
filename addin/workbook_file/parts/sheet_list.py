"""The sheets of a workbook in their order: added, hidden, put in front."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from workbook_file.parts.blank import EMPTY_SHEET, SHEET_TYPE
from workbook_file.parts.package import OFFICE_RELATIONS
from workbook_file.parts.shared import Shared
from workbook_file.parts.slices import attribute, quoted, slice_children, with_attribute
from workbook_file.parts.worksheet import Worksheet

_FORBIDDEN = set("\\/?*[]:")


@dataclass(slots=True, eq=False)
class SheetEntry:
    """One sheet of any kind; ``worksheet`` is None for chart and dialog sheets, which are kept."""

    name: str
    tag: str
    worksheet: Worksheet | None

    @property
    def relation_id(self) -> str:
        found = re.search(r'\s[\w.-]+:id="([^"]+)"', self.tag)
        return found[1] if found else ""

    @property
    def visible(self) -> bool:
        return attribute(self.tag, "state") in (None, "visible")


class SheetList:
    """All sheets; numbers and indices count worksheets only, from 0."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self.entries = [self._entry(item.text) for item in shared.xml.items("sheets")]
        self._active = self._read_active()
        if not self.worksheets():
            raise ValueError("no worksheet")

    def _entry(self, tag: str) -> SheetEntry:
        entry = SheetEntry(attribute(tag, "name") or "", tag, None)
        relation = self._shared.relations.get(entry.relation_id)
        if relation is not None and relation.kind == "worksheet":
            if relation.target not in self._shared.package:
                raise ValueError(f"part {relation.target} is missing")
            entry.worksheet = Worksheet(self._shared, relation.target)
        return entry

    def _read_active(self) -> SheetEntry | None:
        view = self._shared.xml.items("bookViews")
        tab = int(attribute(view[0].text, "activeTab") or 0) if view else 0
        return self.entries[tab] if tab < len(self.entries) else None

    def worksheets(self) -> list[Worksheet]:
        return [entry.worksheet for entry in self.entries if entry.worksheet is not None]

    def of(self, sheet: Worksheet) -> SheetEntry:
        """The entry of a worksheet."""
        return next(entry for entry in self.entries if entry.worksheet is sheet)

    def named(self, name: str) -> Worksheet:
        for entry in self.entries:
            if entry.worksheet is not None and entry.name.casefold() == name.casefold():
                return entry.worksheet
        raise KeyError(name)

    @property
    def active(self) -> Worksheet:
        if self._active is not None and self._active.worksheet is not None:
            return self._active.worksheet
        return self.worksheets()[0]

    def activate(self, sheet: Worksheet) -> None:
        entry = self.of(sheet)
        if entry is not self._active:
            self._active = entry
            self._shared.changed = True

    def position(self, sheet: Worksheet) -> int:
        """The place among all sheets, as defined names count it."""
        return self.entries.index(self.of(sheet))

    def _check_name(self, name: str) -> None:
        """Raise ValueError when a sheet cannot have that name."""
        if not name or len(name) > 31 or _FORBIDDEN & set(name) or name.strip("'") != name:
            raise ValueError(f"not a sheet name: {name!r}")
        for entry in self.entries:
            if entry.name.casefold() == name.casefold():
                raise ValueError(f"a sheet named {name!r} is there already")

    def add(self, name: str | None, place: int) -> Worksheet:
        """Insert an empty sheet before the place. Raises ValueError for a name it cannot have."""
        shared = self._shared
        if name is None:
            taken = {entry.name.casefold() for entry in self.entries}
            number = len(self.entries) + 1
            while f"sheet{number}" in taken:
                number += 1
            name = f"Sheet{number}"
        self._check_name(name)
        part = shared.package.free_name("xl/worksheets/sheet{}.xml")
        shared.package.put(part, EMPTY_SHEET.encode(), SHEET_TYPE)
        relation = shared.relations.add(f"{OFFICE_RELATIONS}/worksheet", part)
        numbers = [int(attribute(entry.tag, "sheetId") or 0) for entry in self.entries]
        prefix = shared.xml.declare(OFFICE_RELATIONS)
        tag = (
            f'<sheet name="{quoted(name)}" sheetId="{max(numbers) + 1}" {prefix}:id="{relation}"/>'
        )
        sheet = Worksheet(shared, part)
        entry = SheetEntry(name, tag, sheet)
        self.entries.insert(place, entry)
        shared.changed = True
        return sheet

    def set_visible(self, sheet: Worksheet, *, visible: bool) -> None:
        entry = self.of(sheet)
        if entry.visible == visible:
            return
        others = [e for e in self.entries if e is not entry and e.visible]
        if not visible and not others:
            raise ValueError("a workbook needs one visible sheet")
        entry.tag = with_attribute(entry.tag, "state", None if visible else "hidden")
        if not visible and entry is self._active:
            self._active = next((e for e in others if e.worksheet is not None), others[0])
        self._shared.changed = True

    def ungroup(self, selected: Collection[str]) -> None:
        """Leave one sheet selected: with two, Excel would type into both at once.

        ``selected`` are the parts that said so in the file; the others are not even unpacked.
        """
        for entry in self.entries:
            sheet = entry.worksheet
            if sheet is None or entry is self._active:
                continue
            if sheet.is_as_read and sheet.part not in selected:
                continue
            child = sheet.xml.find("sheetViews")
            if child is not None and "tabSelected" in child.text:
                sheet.put("sheetViews", re.sub(r'\stabSelected="[^"]*"', "", child.text))

    def settle(self) -> None:
        """Write the list into the workbook's element."""
        tags = "".join(entry.tag for entry in self.entries)
        self._shared.put("sheets", f"<sheets>{tags}</sheets>")
        views = self._shared.xml.find("bookViews")
        if views is None or self._active is None:
            return
        head, children, tail = slice_children(views.text)
        active = str(self.entries.index(self._active))
        for view in children:
            view.text = with_attribute(view.text, "activeTab", active)
        views.text = head + "".join(view.text for view in children) + tail
