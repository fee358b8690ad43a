"""The host for the computer that this process runs on: Windows, macOS or Linux."""

import sys
from collections.abc import Mapping
from pathlib import Path, PurePath

from shebao.domain.programs import edge_places
from shebao.setup.host import Host, RegistryValue, System

_ZONE = ":Zone.Identifier"
_FONTS = ("msyh.ttc", "msyh.ttf", "simsun.ttc", "simhei.ttf", "Deng.ttf")
_UTF_8 = 65001


class WindowsHost(Host):
    """This computer, when it runs Windows."""

    system = System.WINDOWS

    def __init__(self, environment: Mapping[str, str]) -> None:
        super().__init__(environment)
        if sys.platform == "win32":  # for programs that know no Unicode, such as VBA
            import ctypes

            page = int(ctypes.windll.kernel32.GetACP())
            self.ansi_encoding = "utf-8" if page == _UTF_8 else f"cp{page}"

    def is_marked(self, path: PurePath) -> bool:
        """Return whether the file has the stream that tells where it came from."""
        return Path(f"{path}{_ZONE}").is_file()

    def unmark(self, path: PurePath) -> None:
        """Remove that stream."""
        Path(f"{path}{_ZONE}").unlink(missing_ok=True)

    def registry_values(self, key: str) -> dict[str, RegistryValue]:
        """Return the values of a key by name; kinds that setup never asks for are left out."""
        if sys.platform != "win32":
            return {}
        import winreg

        values: dict[str, RegistryValue] = {}
        root, path = _split(key)
        try:
            with winreg.OpenKey(getattr(winreg, root), path) as handle:
                for index in range(winreg.QueryInfoKey(handle)[1]):
                    name, value, _ = winreg.EnumValue(handle, index)
                    if isinstance(value, str | int | bytes):
                        values[name] = value
        except FileNotFoundError:
            return {}
        return values

    def set_registry_value(self, key: str, name: str, value: str) -> None:
        """Set one text value of a key that exists."""
        if sys.platform != "win32":
            return
        import winreg

        root, path = _split(key)
        with winreg.OpenKey(getattr(winreg, root), path, 0, winreg.KEY_SET_VALUE) as handle:
            winreg.SetValueEx(handle, name, 0, winreg.REG_SZ, value)

    def delete_registry_value(self, key: str, name: str) -> None:
        """Leave no such value."""
        if sys.platform != "win32":
            return
        import winreg

        root, path = _split(key)
        try:
            with winreg.OpenKey(getattr(winreg, root), path, 0, winreg.KEY_SET_VALUE) as handle:
                winreg.DeleteValue(handle, name)
        except FileNotFoundError:
            return

    def is_running(self, process: str) -> bool:
        """Return whether tasklist shows a process of this name."""
        listed = self.output_of("tasklist", "/FI", f"IMAGENAME eq {process}", "/FO", "CSV", "/NH")
        # Without a match tasklist prints a sentence in the system's language, and succeeds.
        return listed is not None and f'"{process.lower()}"' in listed.lower()

    def find_program(self, name: str) -> PurePath | None:
        """Return a program on the PATH or where its official installer puts it."""
        found = super().find_program(name)
        if found is not None:
            return found
        if name == "msedge":
            return next((each for each in edge_places(self.environment) if each.is_file()), None)
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
            folder = self.environment.get(variable)
            if folder:
                candidate = Path(folder) / name / "bin" / f"{name}.exe"
                if candidate.is_file():
                    return candidate
        return None

    def has_chinese_font(self) -> bool | None:
        """Return whether one of the system's Chinese fonts is there."""
        fonts = Path(self.environment.get("WINDIR", r"C:\Windows")) / "Fonts"
        return any((fonts / name).is_file() for name in _FONTS)


_ROOTS = {"HKCU": "HKEY_CURRENT_USER", "HKLM": "HKEY_LOCAL_MACHINE"}


def _split(key: str) -> tuple[str, str]:
    root, _, path = key.partition("\\")
    return _ROOTS[root], path


_QUARANTINE = "com.apple.quarantine"
_MACOS_FONTS = (
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Light.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
)


class MacosHost(Host):
    """This computer, when it runs macOS."""

    system = System.MACOS

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
        return True if any(Path(font).is_file() for font in _MACOS_FONTS) else None


class LinuxHost(Host):
    """This computer, when it runs Linux or anything else that is not Windows or macOS."""

    system = System.LINUX

    def has_chinese_font(self) -> bool | None:
        """Return whether fontconfig knows a font for Chinese; None without fontconfig."""
        answer = self.output_of("fc-list", ":lang=zh", "family")
        return None if answer is None else bool(answer.strip())


def this_host(environment: Mapping[str, str]) -> Host:
    """Return this computer."""
    if sys.platform == "win32":
        return WindowsHost(environment)
    if sys.platform == "darwin":
        return MacosHost(environment)
    return LinuxHost(environment)
