"""What the sandbox signs: canonical bytes, their digest, and a key that lives with the database."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel
from sqlalchemy import Engine, insert, select

from shebao.contract.certificates import SigningKey
from shebao.sandbox.database import writing
from shebao.sandbox.tables import kept_facts


def canonical_json(value: BaseModel | dict[str, Any] | list[Any]) -> bytes:
    """One byte string per content, the ground of every digest and ETag.

    UTF-8, keys sorted, no white space, nothing escaped that need not be.
    """
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_hex(content: bytes) -> str:
    """The SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


NAME = "signing_key"


def signing_key(engine: Engine) -> Ed25519PrivateKey:
    """The database's key, made when it has none."""
    with writing(engine) as connection:
        kept = connection.scalar(select(kept_facts.c.value).where(kept_facts.c.name == NAME))
        if kept is None:
            kept = Ed25519PrivateKey.generate().private_bytes_raw().hex()
            connection.execute(insert(kept_facts).values(name=NAME, value=kept))
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))


def sign(key: Ed25519PrivateKey, content: bytes) -> str:
    """The signature in Base64."""
    return base64.b64encode(key.sign(content)).decode("ascii")


def published(key: Ed25519PrivateKey) -> SigningKey:
    """The half of the key that everybody may have."""
    raw = key.public_key().public_bytes_raw()
    return SigningKey(algorithm="Ed25519", public_key=base64.b64encode(raw).decode("ascii"))
