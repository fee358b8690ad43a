"""Everything that setup asks of the computer it runs on."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePath
from typing import Protocol

RegistryValue = str | int | bytes


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


class Host(Protocol):
    """One computer and one user of it.

    Files: a missing one reads as None and removes as nothing; every other trouble is an OSError.
    Registry keys begin with ``HKCU`` or ``HKLM``; outside Windows they have no values.
    """

    @property
    def system(self) -> System:
        """The system."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment variables."""

    @property
    def ansi_encoding(self) -> str:
        """Python's name of the code page in which VBA reads paths; empty where it has none."""

    def read_file(self, path: PurePath) -> bytes | None:
        """Return the content; None when there is no such file."""

    def write_file(self, path: PurePath, content: bytes, *, drafts: PurePath | None = None) -> None:
        """Leave the content at ``path``, whole or not at all, making its folder.

        The draft is written in ``drafts``, a folder on the same volume, else beside it.
        """

    def remove_file(self, path: PurePath) -> None:
        """Leave no such file."""

    def remove_folder_if_empty(self, folder: PurePath) -> bool:
        """Return whether there is no such folder any more."""

    def is_file(self, path: PurePath) -> bool:
        """Return whether there is such a file."""

    def is_folder(self, path: PurePath) -> bool:
        """Return whether there is such a folder."""

    def names_in(self, folder: PurePath) -> list[str]:
        """Return the names in a folder, sorted; none when there is no such folder."""

    def is_marked(self, path: PurePath) -> bool:
        """Return whether the file bears the mark of the web."""

    def unmark(self, path: PurePath) -> None:
        """Take the mark of the web off the file."""

    def registry_values(self, key: str) -> dict[str, RegistryValue]:
        """Return the values of a key by name; none when there is no such key."""

    def set_registry_value(self, key: str, name: str, value: str) -> None:
        """Set one text value of a key that exists."""

    def delete_registry_value(self, key: str, name: str) -> None:
        """Leave no such value."""

    def is_running(self, process: str) -> bool:
        """Return whether a process of this name runs; False when the system does not say."""

    def find_program(self, name: str) -> PurePath | None:
        """Return a program that can be started by name."""

    def output_of(self, program: str, *arguments: str) -> str | None:
        """Return what a program prints; None when it cannot be run or fails."""

    def has_chinese_font(self) -> bool | None:
        """Return whether there is a font for Chinese; None when that cannot be known."""

    def has_tk(self) -> bool:
        """Return whether this Python can open windows."""

    def keyring(self) -> Keyring:
        """Return the state of the keyring."""

    def store_fault(self) -> str:
        """Return why the local store cannot be used; empty when it can, or without its key."""

    def kept_logins(self) -> list[str]:
        """Return whose passwords the keyring may hold, as far as the local store tells."""

    def forget_secrets(self, logins: list[str], *, forgets_store_key: bool) -> None:
        """Leave none of these passwords in the keyring, nor the proxy's."""

    def proxies(self) -> Mapping[str, str]:
        """Return the proxies by scheme, and the exceptions under ``no``."""

    def can_connect(self, name: str, port: int) -> bool:
        """Return whether something listens there."""

    def ask_bureau(self, url: str, timeout_seconds: float) -> None:
        """Return when a bureau answers, even if it refuses.

        Raises BadAddressError, BureauUnreachableError or GarbledAnswerError.
        """
