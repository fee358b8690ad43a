"""macOS: quarantine is an extended attribute, and the fonts come with the system."""

from pathlib import Path, PurePath

from shebao.setup.host import System
from shebao.setup.machine import Machine

_QUARANTINE = "com.apple.quarantine"
_FONTS = (
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
)


class MacosHost(Machine):
    """This computer, when it runs macOS."""

    @property
    def system(self) -> System:
        """macOS."""
        return System.MACOS

    def is_marked(self, path: PurePath) -> bool:
        """Return whether the file is quarantined."""
        return self.output_of("xattr", "-p", _QUARANTINE, str(path)) is not None

    def unmark(self, path: PurePath) -> None:
        """Take the quarantine off the file."""
        if self.output_of("xattr", "-d", _QUARANTINE, str(path)) is None:
            raise PermissionError(f"cannot remove {_QUARANTINE}")

    def has_chinese_font(self) -> bool | None:
        """Return whether one of the system's Chinese fonts is there; None when none is.

        Newer systems download fonts on demand to other places, so absence proves nothing.
        """
        return True if any(Path(font).is_file() for font in _FONTS) else None
