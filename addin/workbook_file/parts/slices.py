"""An XML part as its root tag plus raw slices of the root's children.

Only the slices that are edited are rewritten; everything else is saved as it was read, with its
prefixes, extensions and unknown elements.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import Any, AnyStr
from xml.parsers.expat import ExpatError, ParserCreate

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN_PREFIX = re.compile(r'\bxmlns:(\w+)="' + re.escape(_MAIN) + '"')
_START_TAG = re.compile(r"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_START_TAG_BYTES = re.compile(_START_TAG.pattern.encode())
_ATTRIBUTE = re.compile(r"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_UNUSUAL = re.compile("""='|=\\s|\\s=""")
_REMEMBERED_CHARACTERS = 1 << 17
_AT_ONCE = 1 << 20
_ENCODING = re.compile(rb'^<\?xml[^>]*?encoding=["\']([A-Za-z0-9._-]+)["\']')


class MalformedXmlError(ValueError):
    """A part is not well-formed XML, or carries a document type declaration."""


def read_text(data: bytes) -> str:
    """The text of an XML part, its main namespace without a prefix, attributes in double quotes.

    Raises MalformedXmlError when the bytes are not in their declared encoding.
    """
    encoding = "utf-8-sig"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif (declared := _ENCODING.match(data)) is not None:
        name = declared[1].decode("ascii").lower()
        encoding = encoding if name in ("utf-8", "utf8") else name
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise MalformedXmlError(str(error)) from error
    head = text[:4096]
    if "<!DOCTYPE" in head:
        raise MalformedXmlError("document type declaration")
    text = _usual_attributes(text)
    head = text[:4096]
    prefix = _MAIN_PREFIX.search(head)
    if prefix is not None and f"<{prefix[1]}:" in head:
        text = re.sub(rf"<(/?){prefix[1]}:", r"<\1", text)
        text = text.replace(f"xmlns:{prefix[1]}=", "xmlns=", 1)
    return text


def read_usual(data: bytes) -> bytes:
    """What ``read_text`` gives, as UTF-8: most parts are that already, and then held but once.

    Raises MalformedXmlError when the bytes are not in their declared encoding.
    """
    return data if _is_usual(data) else read_text(data).encode()


def _is_usual(data: bytes) -> bool:
    head = data[:4096]
    declared = _ENCODING.match(head)
    if declared is not None and declared[1].lower() not in (b"utf-8", b"utf8"):
        return False
    if b"<!DOCTYPE" in head or _MAIN_PREFIX.search(head.decode("utf-8", "replace")):
        return False
    if data[:1] != b"<" or _is_unusual(data, data.find(b"?>") + 1, str.encode):
        return False
    decoder = getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(data), _AT_ONCE):
            decoder.decode(data[at : at + _AT_ONCE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _usual_attributes(text: str) -> str:
    """The text with every attribute as ``name="value"``, which the patterns rely on."""
    root = text.find("?>") + 1  # many programs quote the declaration alone with apostrophes
    if not _is_unusual(text, root, str):
        return text
    return text[:root] + _START_TAG.sub(_usual_tag, text[root:])


def _is_unusual(text: AnyStr, start: int, spelled: Callable[[str], AnyStr]) -> bool:
    """Whether an equals sign may have a blank beside it or an apostrophe behind it.

    Looking for each pair is ten times faster than one pattern, which looks at every character.
    """
    blanks = [blank for blank in " \t\r\n" if spelled(blank) in text]
    pairs = ["='"] + [pair for blank in blanks for pair in (f"{blank}=", f"={blank}")]
    return any(text.find(spelled(pair), start) >= 0 for pair in pairs)


def _usual_tag(tag: re.Match[str]) -> str:
    if tag[0].startswith("<!") or not _UNUSUAL.search(tag[0]):
        return tag[0]
    return _ATTRIBUTE.sub(
        lambda found: f'="{found[1] if found[2] is None else found[2].replace(chr(34), "&quot;")}"',
        tag[0],
    )


@dataclass(slots=True)
class Child:
    """One child of the root: its name with prefix, and its raw text."""

    name: str
    text: str


def slice_children(text: str) -> tuple[str, list[Child], str]:
    """The text before the first child, the children, and the text after the last.

    Comments and white space between children are dropped. Raises MalformedXmlError.
    """
    slices = _remembered_slices if len(text) <= _REMEMBERED_CHARACTERS else _slices
    head, children, tail = slices(text)
    return head, [Child(name, child) for name, child in children], tail


def _slices(text: str) -> tuple[str, list[tuple[str, str]], str]:
    data = text.encode()
    children: list[tuple[str, str]] = []
    depth, start, head_end, tail_start = 0, 0, -1, -1
    parser = ParserCreate(encoding="utf-8")

    def opened(_name: str, _: dict[str, str]) -> None:
        nonlocal depth, start, head_end
        depth += 1
        if depth == 2:
            start = parser.CurrentByteIndex
            if head_end < 0:
                head_end = start

    def closed(name: str) -> None:
        nonlocal depth, tail_start
        depth -= 1
        if depth == 1:
            # Of an empty element expat reports no end tag of its own.
            tag = _START_TAG_BYTES.match(data, start)
            at = parser.CurrentByteIndex
            empty = tag is not None and tag[0].endswith(b"/>")
            end = tag.end() if tag is not None and empty else data.index(b">", at) + 1
            children.append((name, data[start:end].decode()))
        elif depth == 0:
            tail_start = parser.CurrentByteIndex

    def doctype(*_: Any) -> None:
        raise MalformedXmlError("document type declaration")

    parser.StartElementHandler = opened
    parser.EndElementHandler = closed
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)  # noqa: FBT003  expat takes no keywords
    except ExpatError as error:
        raise MalformedXmlError(str(error)) from error
    if head_end < 0:
        return _childless(text)
    return data[:head_end].decode().rstrip(), children, data[tail_start:].decode()


# Styles, names and relations are the same in every workbook that a template made.
_remembered_slices = lru_cache(maxsize=64)(_slices)


def _childless(text: str) -> tuple[str, list[tuple[str, str]], str]:
    """The root tag, made open, and an end tag."""
    found = next(m for m in _START_TAG.finditer(text) if m[0][1] not in "?!")
    name = found[0][1:].split(">")[0].split("/")[0].split()[0]
    opened = found[0][:-2].rstrip() + ">" if found[0].endswith("/>") else found[0]
    return text[: found.start()] + opened, [], f"</{name}>"


def start_tag(text: str) -> str:
    """The start tag that the text begins with."""
    found = _START_TAG.match(text)
    if found is None:
        raise MalformedXmlError("no start tag")
    return found[0]


@lru_cache(maxsize=256)
def _setting(name: str) -> re.Pattern[str]:
    """What sets an attribute; opening a workbook asks for thousands."""
    return re.compile(rf"""\s{re.escape(name)}\s*=\s*("([^"]*)"|'([^']*)')""")


def attribute(tag: str, name: str) -> str | None:
    """The value of an attribute in the first start tag of the text."""
    found = _setting(name).search(start_tag(tag))
    if found is None:
        return None
    return unescape(found[2] if found[2] is not None else found[3])


def with_attribute(tag: str, name: str, value: str | None) -> str:
    """The text with an attribute of its first start tag set, or removed by None."""
    start = start_tag(tag)
    rest = tag[len(start) :]
    setting = "" if value is None else f' {name}="{quoted(value)}"'
    if (found := _setting(name).search(start)) is not None:
        return start[: found.start()] + setting + start[found.end() :] + rest
    if value is None:
        return tag
    close = len(start) - (2 if start.endswith("/>") else 1)
    return start[:close].rstrip() + setting + start[close:] + rest


def quoted(value: str) -> str:
    """The text as it stands between double quotes in XML."""
    text = escape(value, quote=False)  # that of xml.sax would import the whole of http
    for char, reference in (('"', "&quot;"), ("\n", "&#10;"), ("\t", "&#9;"), ("\r", "&#13;")):
        text = text.replace(char, reference)
    return text


class XmlPart:
    """A part whose root's children are edited one by one."""

    def __init__(self, text: str) -> None:
        head, self.children, self._tail = slice_children(text)
        position = head.rindex("<")
        self._prolog, self.tag = head[:position], head[position:]

    @classmethod
    def read(cls, data: bytes) -> "XmlPart":
        return cls(read_text(data))

    def find(self, name: str) -> Child | None:
        return next((child for child in self.children if child.name == name), None)

    def all(self, name: str) -> list[Child]:
        return [child for child in self.children if child.name == name]

    def items(self, name: str) -> list[Child]:
        """The children of the child of that name; empty when there is none."""
        child = self.find(name)
        return [] if child is None else slice_children(child.text)[1]

    def put(self, name: str, text: str, order: Sequence[str]) -> Child:
        """Replace the child of that name, or insert it where the schema's order wants it."""
        child = self.find(name)
        if child is None:
            return self.add(name, text, order)
        child.text = text
        return child

    def add(self, name: str, text: str, order: Sequence[str]) -> Child:
        """Insert one more child after those that the schema places before or beside it."""
        rank = {key: place for place, key in enumerate(order)}
        at = 0
        for place, other in enumerate(self.children):
            if rank.get(other.name, -1) <= rank[name] and other.name in rank:
                at = place + 1
        child = Child(name, text)
        self.children.insert(at, child)
        return child

    def drop(self, name: str) -> None:
        self.children = [child for child in self.children if child.name != name]

    def declare(self, uri: str) -> str:
        """Make sure the root declares a namespace, and return its prefix."""
        prefix = self.prefix_of(uri) or "r"
        if f"xmlns:{prefix}=" not in self.tag:
            self.tag = with_attribute(self.tag, f"xmlns:{prefix}", uri)
        return prefix

    def prefix_of(self, uri: str) -> str | None:
        found = re.search(rf'xmlns:([\w.-]+)=["\']{re.escape(uri)}["\']', self.tag)
        return found[1] if found else None

    def text(self) -> str:
        prolog = re.sub(r'encoding=["\'][^"\']*["\']', 'encoding="UTF-8"', self._prolog)
        return prolog + self.tag + "".join(child.text for child in self.children) + self._tail

    def data(self) -> bytes:
        return self.text().encode()
