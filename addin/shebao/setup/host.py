"""Everything that setup asks of its computer; what systems differ in is in ``this_host``."""

import os
import socket
import subprocess
import uuid
from collections.abc import Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from shebao.domain.programs import find_program

if TYPE_CHECKING:
    from shebao.store.place import StorePlace

_PROGRAM_SECONDS = 10
_CONNECT_SECONDS = 3.0
RegistryValue = str | int | bytes
_NO_WINDOW = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))  # only Windows has it


class System(StrEnum):
    """The systems that differ in where Excel keeps its things."""

    WINDOWS = "Windows"
    MACOS = "macOS"
    LINUX = "Linux"


class Keyring(StrEnum):
    """What the system's keyring says about the key of the store."""

    ABSENT = "absent"
    SILENT = "silent"  # there is one and it does not answer
    EMPTY = "empty"
    HOLDS_STORE_KEY = "holds_store_key"


class Host:
    """One computer and one user of it: files, programs, keyring and line, and no registry.

    Files: a missing one reads as None and removes as nothing; every other trouble is an OSError.
    Registry keys begin with ``HKCU`` or ``HKLM``; outside Windows they have no values.
    """

    system: System
    ansi_encoding = ""  # Python's name of the code page in which VBA reads paths, on Windows

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def read_file(self, path: PurePath) -> bytes | None:
        """Return the content; None when there is no such file."""
        try:
            return Path(path).read_bytes()
        except FileNotFoundError:
            return None

    def write_file(self, path: PurePath, content: bytes, *, drafts: PurePath | None = None) -> None:
        """Leave the content at ``path``, whole or not at all, making its folder.

        The draft is written in ``drafts``, a folder on the same volume, else beside it.
        """
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(drafts or target.parent) / f"{target.name}.{uuid.uuid4().hex}.new"
        try:
            with draft.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def remove_file(self, path: PurePath) -> None:
        """Leave no such file."""
        Path(path).unlink(missing_ok=True)

    def remove_folder_if_empty(self, folder: PurePath) -> bool:
        """Return whether there is no such folder any more."""
        path = Path(folder)
        try:
            path.rmdir()
        except OSError:
            return not path.exists()
        return True

    def is_file(self, path: PurePath) -> bool:
        """Return whether there is such a file."""
        return Path(path).is_file()

    def is_folder(self, path: PurePath) -> bool:
        """Return whether there is such a folder."""
        return Path(path).is_dir()

    def names_in(self, folder: PurePath) -> list[str]:
        """Return the names in a folder, sorted; none when there is no such folder."""
        try:
            return sorted(each.name for each in Path(folder).iterdir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def is_marked(self, path: PurePath) -> bool:  # noqa: ARG002 - part of the port
        """Return whether the file bears the mark of the web: only Windows and macOS mark files."""
        return False

    def unmark(self, path: PurePath) -> None:
        """Take the mark of the web off the file."""

    def registry_values(self, key: str) -> dict[str, RegistryValue]:  # noqa: ARG002
        """Return the values of a key by name; none when there is no such key."""
        return {}

    def set_registry_value(self, key: str, name: str, value: str) -> None:
        """Set one text value of a key that exists."""

    def delete_registry_value(self, key: str, name: str) -> None:
        """Leave no such value."""

    def is_running(self, process: str) -> bool:
        """Return whether a process of this name runs; False when the system does not say."""
        return self.output_of("pgrep", "-x", process) is not None

    def find_program(self, name: str) -> PurePath | None:
        """Return a program on the PATH, but for the current folder."""
        return find_program(name, self.environment)

    def output_of(self, program: str, *arguments: str) -> str | None:
        """Return what a program prints; None when it cannot be run or fails."""
        path = self.find_program(program)
        if path is None:
            return None
        try:
            answer = subprocess.run(  # noqa: S603 - fixed names and arguments of our own
                [str(path), *arguments],
                capture_output=True,
                check=True,
                timeout=_PROGRAM_SECONDS,
                creationflags=_NO_WINDOW,
            )
        except (OSError, subprocess.SubprocessError):
            return None
        return answer.stdout.decode(errors="replace")

    def has_chinese_font(self) -> bool | None:
        """Return whether there is a font for Chinese; None when that cannot be known."""
        return None

    def has_tk(self) -> bool:
        """Return whether Tk is installed; whether there is a screen is another matter."""
        from importlib.util import find_spec

        return find_spec("_tkinter") is not None  # tkinter's own files are there without it

    def keyring(self) -> Keyring:
        """Return the state of the keyring; the key itself goes nowhere."""
        from shebao.vault import system_keyring
        from shebao.vault.vault import STORE_KEY_NAME

        try:
            if system_keyring.read_secret(STORE_KEY_NAME) is not None:
                return Keyring.HOLDS_STORE_KEY
        except system_keyring.KeyringUnusableError:
            return Keyring.SILENT
        # The vault has no public word for "there is no keyring at all".
        backend = system_keyring._backend()  # noqa: SLF001
        return Keyring.ABSENT if backend is None else Keyring.EMPTY

    def store_fault(self) -> str:
        """Return why the local store cannot be used; empty when it can, or without its key."""
        from shebao.store.copies.looking import look_over
        from shebao.store.errors import StoreError
        from shebao.vault.errors import VaultError

        place = self._store_place()
        try:
            if place.path.exists():
                look_over(place.path, place.find_key())
        except StoreError as error:
            return error.message
        except VaultError:
            return ""
        return ""

    def kept_logins(self) -> list[str]:
        """Return whose passwords the keyring may hold, as far as the local store tells."""
        from shebao.commands.employer.unit_list import logins_known
        from shebao.domain.errors import ShebaoError
        from shebao.store import open_store

        place = self._store_place()
        try:
            if not place.path.exists():
                return []
            with open_store(place.path, place.find_key()) as store:
                return logins_known(store.settings)
        except ShebaoError:
            return []

    def forget_secrets(self, logins: list[str], *, forgets_store_key: bool) -> None:
        """Leave none of these passwords in the keyring, nor the proxy's."""
        from shebao.settings import read_settings
        from shebao.vault import Vault

        vault = Vault(self.environment, read_settings(self.environment).home)
        for name in logins:
            vault.forget_password(name)
        vault.forget_machine(forgets_store_key=forgets_store_key)

    def _store_place(self) -> "StorePlace":
        from shebao.settings import read_settings
        from shebao.vault import Vault
        from shebao.wiring import store_place

        settings = read_settings(self.environment)
        return store_place(settings, Vault(self.environment, settings.home))

    def proxies(self) -> Mapping[str, str]:
        """Return what httpx goes by, by scheme: the environment, else the system's own settings.

        The exceptions stand under ``no``.
        """
        import urllib.request

        return urllib.request.getproxies()

    def can_connect(self, name: str, port: int) -> bool:
        """Return whether something listens there."""
        import httpcore

        from shebao.bureau.names import addresses_of, ask_system

        try:
            for address in addresses_of(name, port, _CONNECT_SECONDS, ask_system):
                with suppress(OSError):
                    socket.create_connection((address, port), timeout=_CONNECT_SECONDS).close()
                    return True
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            pass
        return False

    def ask_bureau(self, url: str, timeout_seconds: float) -> None:
        """Return when a bureau answers, even if it refuses.

        Raises BadAddressError, BureauUnreachableError or GarbledAnswerError.
        """
        from shebao.bureau.errors import BureauRefusedError
        from shebao.bureau.transport import Transport
        from shebao.contract.session import NoticeList
        from shebao.settings import read_settings
        from shebao.vault import Vault
        from shebao.wiring import saved_network

        settings = read_settings(self.environment)
        network = saved_network(settings, Vault(self.environment, settings.home))
        transport = Transport(url, timeout_seconds, network)
        try:
            transport.read("GET", "/v1/notices", NoticeList, headers={})
        except BureauRefusedError:
            return  # nobody is logged in, and who says so is a bureau
        finally:
            transport.close()
