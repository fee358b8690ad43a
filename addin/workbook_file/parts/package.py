"""The parts of an Open Packaging file: bytes, content types and relationships by part name.

A part that nobody replaces is carried to the next save exactly as it lies in the file.
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TypeAlias

from workbook_file.parts.slices import XmlPart, attribute, quoted

CONTENT_TYPES = "[Content_Types].xml"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NO_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "</Relationships>"
)

Content: TypeAlias = bytes | Callable[[], Iterable[bytes]]


@dataclass(slots=True, frozen=True)
class Relation:
    """One relationship: its id, the last word of its type, and its target."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        return self.type.rsplit("/", 1)[-1]


def relations_name(part: str) -> str:
    """Where the relationships of a part lie."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolve(part: str, target: str) -> str:
    """The part name that a relationship target means, seen from a part."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return part_name(target)
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def part_name(name: str) -> str:
    """A part's name however the zip file spells it: backslashes, a leading slash, ``./``."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/") if name else name


@lru_cache(maxsize=1024)  # every workbook of a template has the same
def _taken_apart(text: str) -> tuple[str, str, str, bool]:
    """Id, type, target as it is written, and whether that lies outside."""
    id_, type_, target = (attribute(text, name) or "" for name in ("Id", "Type", "Target"))
    return id_, type_, target, attribute(text, "TargetMode") == "External"


class Relations:
    """The relationships of one part; ``spelled`` gives a target its part's own letter case."""

    def __init__(
        self, part: str, data: bytes | None, spelled: Callable[[str], str] = lambda name: name
    ) -> None:
        self.part = part
        self._spelled = spelled
        self.changed = False
        text = _XML_HEAD + _NO_RELATIONS
        self._xml = XmlPart(text) if data is None else XmlPart.read(data)
        self._read: list[Relation] | None = None  # of sixty sheets each asks for its own

    def __iter__(self) -> Iterator[Relation]:
        if self._read is None:
            self._read = [self._relation(child.text) for child in self._xml.all("Relationship")]
        return iter(self._read)

    def _relation(self, text: str) -> Relation:
        id_, type_, target, external = _taken_apart(text)
        where = target if external else self._spelled(resolve(self.part, target))
        return Relation(id_, type_, where, external)

    def get(self, relation_id: str | None) -> Relation | None:
        return next((relation for relation in self if relation.id == relation_id), None)

    def of_kind(self, kind: str) -> list[Relation]:
        return [relation for relation in self if relation.kind == kind]

    def add(self, type_: str, part: str) -> str:
        """Add a relationship that leads to a part, and return its id."""
        taken = {relation.id for relation in self}
        number = len(taken) + 1
        while f"rId{number}" in taken:
            number += 1
        self._xml.add(
            "Relationship",
            f'<Relationship Id="rId{number}" Type="{quoted(type_)}" Target="/{quoted(part)}"/>',
            ["Relationship"],
        )
        self.changed, self._read = True, None
        return f"rId{number}"

    def remove(self, relation_id: str) -> None:
        kept = [c for c in self._xml.children if attribute(c.text, "Id") != relation_id]
        self.changed = self.changed or len(kept) != len(self._xml.children)
        self._xml.children, self._read = kept, None

    def data(self) -> bytes:
        return self._xml.data()


class Package:
    """Parts by name over the bytes of one zip file."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.archive = zipfile.ZipFile(BytesIO(source))
        self._infos = {
            part_name(info.filename): info
            for info in self.archive.infolist()
            if not info.filename.endswith(("/", "\\"))
        }
        self._names = {name.lower(): name for name in self._infos}
        self._replaced: dict[str, Content] = {}
        self._removed: set[str] = set()
        self._last: set[str] = set()
        self._relations: dict[str, Relations] = {}
        self._types_part = self.spelled(CONTENT_TYPES)
        self._types = XmlPart.read(self.archive.read(self._infos[self._types_part]))
        self._types_changed = False

    def spelled(self, name: str) -> str:
        """The name of a part as the file spells it: names differ by more than letter case."""
        return self._names.get(name.lower(), name)

    def __contains__(self, name: str) -> bool:
        return name in self._replaced or (name in self._infos and name not in self._removed)

    def names(self) -> list[str]:
        """The names of all parts, in the order of the file, new ones and late ones last."""
        kept = [name for name in self._infos if name in self]
        kept += [name for name in self._replaced if name not in self._infos]
        return sorted(kept, key=self._last.__contains__)

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises KeyError when there is no such part."""
        content = self._replaced.get(name)
        if isinstance(content, bytes):
            return content
        if content is not None:
            return b"".join(content())
        if name in self._removed:
            raise KeyError(name)
        return self.archive.read(self._infos[name])

    def original(self, name: str) -> zipfile.ZipInfo | None:
        """Where an unreplaced part lies in the source; None for a new or replaced one."""
        replaced = name in self._replaced or name in self._removed
        return None if replaced else self._infos.get(name)

    def content(self, name: str) -> Content:
        return self._replaced[name]

    def put(self, name: str, content: Content, content_type: str | None = None) -> None:
        self._replaced[name] = content
        self._removed.discard(name)
        if content_type is not None:
            self.set_type(name, content_type)

    def put_late(self, name: str, content: Callable[[], Iterable[bytes]]) -> None:
        """Set a part that is only known when all others have been written."""
        self.put(name, content)
        self._last.add(name)

    def remove(self, name: str) -> None:
        """Take out a part, its relationships and its content type."""
        self._replaced.pop(name, None)
        self._relations.pop(name, None)
        self._removed |= {name, self.spelled(relations_name(name))}
        before = len(self._types.children)
        self._types.children = [
            child
            for child in self._types.children
            if part_name(attribute(child.text, "PartName") or "").lower() != name.lower()
        ]
        self._types_changed |= before != len(self._types.children)

    def relations(self, part: str) -> Relations:
        if part not in self._relations:
            name = self.spelled(relations_name(part))
            data = self.read(name) if name in self else None
            self._relations[part] = Relations(part, data, self.spelled)
        return self._relations[part]

    def type_of(self, name: str) -> str:
        """The content type of a part, or an empty text."""
        extension = name.rsplit(".", 1)[-1].lower()
        default = ""
        for child in self._types.children:
            if part_name(attribute(child.text, "PartName") or "").lower() == name.lower():
                return attribute(child.text, "ContentType") or ""
            if (attribute(child.text, "Extension") or "").lower() == extension:
                default = attribute(child.text, "ContentType") or ""
        return default

    def set_type(self, name: str, content_type: str) -> None:
        if self.type_of(name) == content_type:
            return
        self._types.add(
            "Override",
            f'<Override PartName="/{quoted(name)}" ContentType="{quoted(content_type)}"/>',
            ["Default", "Override"],
        )
        self._types_changed = True

    def set_default_type(self, extension: str, content_type: str) -> None:
        """Declare a content type by extension (VML drawings have no override in Excel's files)."""
        for child in self._types.all("Default"):
            if (attribute(child.text, "Extension") or "").lower() == extension:
                return
        self._types.add(
            "Default",
            f'<Default Extension="{extension}" ContentType="{quoted(content_type)}"/>',
            ["Default", "Override"],
        )
        self._types_changed = True

    def free_name(self, pattern: str) -> str:
        """The first unused part name of a numbered pattern, such as xl/tables/table{}.xml."""
        taken = {name.lower() for name in self.names()}
        number = 1
        while pattern.format(number).lower() in taken:
            number += 1
        return pattern.format(number)

    def settle(self) -> None:
        """Turn changed relationships and content types into parts, ready to be written."""
        for part, relations in self._relations.items():
            if relations.changed and part not in self._removed:
                self.put(self.spelled(relations_name(part)), relations.data())
        if self._types_changed:
            self.put(self._types_part, self._types.data())

    def children_of(self, part: str) -> dict[str, str]:
        """Parts reachable from a part: name to the relationship kind that reached it first."""
        reached: dict[str, str] = {}
        waiting = [part]
        while waiting:
            for relation in self.relations(waiting.pop()):
                if not relation.external and relation.target not in reached:
                    reached[relation.target] = relation.kind
                    if re.search(r"\.(xml|vml)$", relation.target) and relation.target in self:
                        waiting.append(relation.target)
        return reached
