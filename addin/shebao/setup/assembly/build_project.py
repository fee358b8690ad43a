"""The VBA project of the add-in, as bytes that Excel compiles afresh."""

import tempfile
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

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
