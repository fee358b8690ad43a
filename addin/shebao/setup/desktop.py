"""The desktop that every check and every mend is given, and the kit of what is installed there."""

import importlib.metadata
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from shebao.settings import Settings
from shebao.setup.host import Host
from shebao.setup.places import Places

XLWINGS = "xlwings"


@dataclass(frozen=True, slots=True)
class Kit:
    """Handed to doctor and repair; ``parts`` are xlwings' own files by their names."""

    interpreter: PurePath
    xlwings_version: str
    addin: bytes | None = None  # None where the add-in cannot be built
    parts: Mapping[str, bytes] = field(default_factory=dict)

    def dll_name(self, *, excel_bits: int) -> str:
        """Return the library that Excel's functions need beside the interpreter."""
        return f"xlwings{excel_bits}-{self.xlwings_version}.dll"

    @property
    def applescript_name(self) -> str:
        """Return the script through which Excel on macOS starts the interpreter."""
        return f"xlwings-{self.xlwings_version}.applescript"


def kit_of_this_python(addin: bytes | None) -> Kit:
    """Return the kit of the running interpreter; ``addin`` is the built .xlam."""
    interpreter = Path(sys.executable)
    if interpreter.name.lower() == "pythonw.exe":
        interpreter = interpreter.with_name("python.exe")
    return Kit(interpreter, importlib.metadata.version(XLWINGS), addin, _parts())


def _parts() -> dict[str, bytes]:
    found = {}
    for entry in importlib.metadata.files(XLWINGS) or ():
        # A wheel for Windows brings the libraries, every wheel the script.
        if entry.suffix in {".dll", ".applescript"}:
            path = Path(str(entry.locate()))
            if path.is_file():
                found[path.name] = path.read_bytes()
    return found


@dataclass(frozen=True, slots=True)
class Desktop:
    """One host, its settings, the kit, and the data folder."""

    host: Host
    settings: Settings
    kit: Kit

    @property
    def home(self) -> PurePath:
        """The folder of everything we keep on this machine."""
        return self.settings.home


@dataclass(frozen=True, slots=True)
class ExcelDesktop(Desktop):
    """A desktop with an Excel that loads add-ins."""

    places: Places
