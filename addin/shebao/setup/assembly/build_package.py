"""The .xlam file: the VBA project, the ribbon and our name, in bytes that never vary."""

import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB

PROJECT_PART = "xl/vbaProject.bin"
# Version FFFF and nothing after it: there is no compiled code to trust (MS-OVBA 2.3.4.1).
_NO_CACHE = bytes.fromhex("CC61FFFF000000")


def workbook_parts(modules: Mapping[str, str]) -> dict[str, bytes]:
    """Return the parts of an empty add-in workbook holding these modules (plain line ends)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shebao.xlam"
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            for module in list(project.modules):
                if module.name == "Module1":
                    project.delete_module(module.name)
                else:
                    module.body = module.body  # rewritten, it loses its compiled code
            for name, source in modules.items():
                project.add_module(name, source.replace("\n", "\r\n"))
            book.save()
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    container = CFB.from_bytes(parts[PROJECT_PART])
    container.write_stream_in_storage("VBA", "_VBA_PROJECT", _NO_CACHE)
    parts[PROJECT_PART] = container.to_bytes()
    return parts


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
