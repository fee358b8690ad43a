"""The system's keyring where there is a real one."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "shebao"

# What stands for "no keyring": one that fails, one that silently drops what it is given, and
# keyrings.alt, which keeps secrets in clear or asks for a passphrase on a terminal nobody sees.
_NOT_KEYRINGS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
# Whose exceptions mean that the keyring does not work; keyring lets some of its drivers' through.
_KEYRING_LIBRARIES = {"keyring", "secretstorage", "jeepney", "win32ctypes", "pywintypes"}

_log = logging.getLogger(__name__)


class KeyringUnusableError(Exception):
    """The keyring exists but does not answer, for instance because it is locked."""


def read_secret(name: str) -> str | None:
    """Return the secret; None when there is no keyring or no such entry.

    Raises: KeyringUnusableError when there is a keyring and it does not answer.
    """
    with _answering():
        backend = _backend()
        return None if backend is None else backend.get_password(SERVICE, name)


def keep_secret(name: str, secret: str) -> bool:
    """Return whether the secret is now in the keyring and can be read back."""
    try:
        with _answering():
            backend = _backend()
            if backend is None:
                return False
            backend.set_password(SERVICE, name, secret)
            return backend.get_password(SERVICE, name) == secret
    except KeyringUnusableError as problem:
        _log.warning("keyring kept nothing: %s", problem)
        return False


def forget_secret(name: str) -> None:
    """Leave no such entry, where the keyring lets us."""
    try:
        with _answering():
            backend = _backend()
            if backend is not None and backend.get_password(SERVICE, name) is not None:
                backend.delete_password(SERVICE, name)
    except KeyringUnusableError as problem:
        _log.warning("keyring forgot nothing: %s", problem)


def _backend() -> "KeyringBackend | None":
    import keyring  # late: it looks for back-ends in every installed package
    from keyring.backends.chainer import ChainerBackend

    chosen = keyring.get_keyring()
    backends = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
    return next((each for each in backends if _is_real(each)), None)


def _is_real(backend: "KeyringBackend") -> bool:
    return not type(backend).__module__.startswith(_NOT_KEYRINGS)


@contextmanager
def _answering() -> Iterator[None]:
    """Tell a keyring that does not work from a bug, which goes on as it is.

    Only the class is named: a back-end may quote the secret in its text.
    """
    try:
        yield
    except Exception as problem:
        library = type(problem).__module__.partition(".")[0]
        if library not in _KEYRING_LIBRARIES and not isinstance(problem, OSError | ImportError):
            raise
        raise KeyringUnusableError(type(problem).__qualname__) from None
