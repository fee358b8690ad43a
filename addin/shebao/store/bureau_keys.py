"""The bureaus' public keys that this machine trusts, by the bureau's address.

The present key is the only one trusted for what comes; former ones still prove what was signed
while they were it.
"""

from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from shebao.contract.certificates import SigningKey

if TYPE_CHECKING:
    from shebao.store.settings import Settings

_KEYS = TypeAdapter(list[SigningKey])


PRESENT = "signing_key:"


def key_setting(address: str) -> str:
    """Return under which name the present key is kept."""
    return f"{PRESENT}{address}"


def keep_key(settings: "Settings", address: str, key: SigningKey) -> None:
    """Let this be the present key; the one before becomes a former one."""
    former = keys_of(settings, address)
    settings.put(f"former_keys:{address}", _KEYS.dump_json(former).decode())
    settings.put(key_setting(address), key.model_dump_json())


def keys_of(settings: "Settings", address: str) -> list[SigningKey]:
    """Return the present key and the former ones, newest first; empty for a stranger."""
    present = settings.get(key_setting(address))
    if present is None:
        return []
    former = _KEYS.validate_json(settings.get(f"former_keys:{address}") or "[]")
    return [SigningKey.model_validate_json(present), *former]


def all_keys(settings: "Settings") -> list[SigningKey]:
    """Return every key of every bureau."""
    names = settings.names(PRESENT)
    return [key for name in names for key in keys_of(settings, name.removeprefix(PRESENT))]
