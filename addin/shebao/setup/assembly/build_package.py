"""The .xlam file: the workbook's parts, the ribbon and our name, in bytes that never vary."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATIONSHIP = (
    '<Relationship Id="rIdRibbon"'
    ' Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
    f' Target="{RIBBON_PART}"/>'
)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:creator>shebao</dc:creator>"
    "<dc:description>{description}</dc:description>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:modified>'
    "<cp:version>{version}</cp:version>"
    "</cp:coreProperties>"
)
_FIRST = "[Content_Types].xml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip entry can bear no earlier date


def package(parts: Mapping[str, bytes], ribbon: bytes, *, version: str) -> bytes:
    """Return the file."""
    core = _CORE.format(
        title="社保费",
        description=escape(f"在 Excel 中办理社会保险费申报缴纳（{version}）"),
        version=escape(version),
    )
    relationships = parts["_rels/.rels"].decode("utf-8")
    complete = {
        **parts,
        "_rels/.rels": relationships.replace(
            "</Relationships>", f"{_RIBBON_RELATIONSHIP}</Relationships>"
        ).encode(),
        "docProps/core.xml": core.encode(),
        RIBBON_PART: ribbon,
    }
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(complete, key=lambda one: (one != _FIRST, one)):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 0  # the same on Windows and elsewhere
            target.writestr(entry, complete[name])
    return content.getvalue()
