"""Sound workbooks as other programs write them: the same cells, the package spelled otherwise."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

Parts = dict[str, bytes]

TYPES = "[Content_Types].xml"
_BINARY = b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"
_MACRO_SHEET = (
    b'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    b"<sheetData/></xm:macrosheet>"
)
_MACRO_TYPE = b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Parts) -> bytes:
    """A zip file with exactly these names, whatever zipfile thinks of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return out.getvalue()


def rename_tab(path: Path, old: str, new: str) -> None:
    """Call a sheet as its user does, and let formulas and names follow as Excel does."""

    def renamed(text: str) -> str:
        text = text.replace(f'name="{old}"', f'name="{new}"')
        return re.sub(rf"(?<!\w)('?){old}\1!", rf"\1{new}\1!", text)

    path.write_bytes(packed(_xml(renamed)(parts_of(path))))


def _renamed(spell: Callable[[str], str]) -> Callable[[Parts], Parts]:
    return lambda parts: {(n if n == TYPES else spell(n)): c for n, c in parts.items()}


def _xml(change: Callable[[str], str], where: str = r"\.xml$") -> Callable[[Parts], Parts]:
    return lambda parts: {
        name: change(content.decode()).encode() if re.search(where, name) else content
        for name, content in parts.items()
    }


def _utf16(parts: Parts) -> Parts:
    def recoded(content: bytes) -> bytes:
        text = re.sub(
            r"""encoding=["'][^"']*["']""", 'encoding="UTF-16"', content.decode(), count=1
        )
        return text.encode("utf-16")

    return {n: recoded(c) if n.startswith("xl/worksheets/sheet") else c for n, c in parts.items()}


def _single_quotes(text: str) -> str:
    def tag(found: re.Match[str]) -> str:
        return re.sub(r'="([^"\']*)"', r"='\1'", found[0])

    return re.sub(r"<[^<>]*>", tag, text)


def _spaced(text: str) -> str:
    def tag(found: re.Match[str]) -> str:
        return re.sub(r'(\w)="([^"]*)"', r'\1 = "\2"', found[0])

    return re.sub(r"<[^<>?]*>", tag, text)


def _moved(parts: Parts) -> Parts:
    def moved(name: str) -> str:
        return name.replace("xl/workbook.xml", "xl/book7.xml").replace(
            "_rels/workbook.xml.rels", "_rels/book7.xml.rels"
        )

    return {
        moved(name): content.replace(b"xl/workbook.xml", b"xl/book7.xml")
        if name in (TYPES, "_rels/.rels")
        else content
        for name, content in parts.items()
    }


def _without_styles(parts: Parts) -> Parts:
    rels = "xl/_rels/workbook.xml.rels"
    found = re.sub(rb'<Relationship [^>]*styles\.xml"[^>]*>', b"", parts[rels])
    types = re.sub(rb'<Override [^>]*styles\.xml"[^>]*>', b"", parts[TYPES])
    kept = {name: content for name, content in parts.items() if name != "xl/styles.xml"}
    return {**kept, rels: found, TYPES: types}


def _empty_value(parts: Parts) -> Parts:
    def change(text: str) -> str:
        return text.replace("</row>", '<c r="ZZ{}" t="n"><v></v></c><c><v/></c></row>', 1).replace(
            "ZZ{}", "ZZ" + (re.search(r'<row[^>]* r="(\d+)"', text) or ["", "1"])[1]
        )

    return _xml(change, r"worksheets/sheet\d+\.xml$")(parts)


def _macro_sheet(parts: Parts) -> Parts:
    rels, book = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    relation = b'<Relationship Id="rId9001" Type="%s" Target="macrosheets/sheet1.xml"/>'
    entry = b'<sheet name="Macro1" sheetId="9001" r:id="rId9001"/></sheets>'
    return {
        **parts,
        "xl/macrosheets/sheet1.xml": _MACRO_SHEET,
        rels: parts[rels].replace(
            b"</Relationships>", relation % _MACRO_TYPE + b"</Relationships>"
        ),
        book: parts[book].replace(b"</sheets>", entry),
        TYPES: parts[TYPES].replace(
            b"</Types>",
            b'<Override PartName="/xl/macrosheets/sheet1.xml" '
            b'ContentType="application/vnd.ms-excel.macrosheet+xml"/></Types>',
        ),
    }


def _binary_default(parts: Parts) -> Parts:
    default = b'<Default Extension="bin" ContentType="%s"/>' % _BINARY
    head, mark, tail = parts[TYPES].partition(b"<Default")
    return {**parts, TYPES: head + default + mark + tail}


def _prefixed(text: str) -> str:
    text = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", text)
    return text.replace(' xmlns="', ' xmlns:x="', 1)


VARIANTS: dict[str, Callable[[Parts], Parts]] = {
    "backslashes": _renamed(lambda name: name.replace("/", "\\")),
    "leading slash": _renamed(lambda name: f"/{name}"),
    "dot slash": _renamed(lambda name: f"./{name}"),
    "other case": _renamed(lambda n: n.replace("worksheets/sheet", "Worksheets/Sheet")),
    "all capitals": _renamed(str.upper),
    "workbook elsewhere": _moved,
    "no styles": _without_styles,
    "utf-16 sheets": _utf16,
    "single quotes": _xml(_single_quotes),
    "spaced attributes": _xml(_spaced),
    "prefixed": _xml(_prefixed, r"xl/(workbook|worksheets/.*|sharedStrings)\.xml$"),
    "macro sheet beside": _macro_sheet,
    "empty value": _empty_value,
    "binary default": _binary_default,
}
