"""The desktop that every check and every mend is given."""

from dataclasses import dataclass
from pathlib import PurePath

from shebao.settings import Settings
from shebao.setup.host import Host
from shebao.setup.kit import Kit
from shebao.setup.places import Places


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
