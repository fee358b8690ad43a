"""The key with which the sandbox signs what it says; it lives as long as the database."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, insert, select

from shebao.contract.certificates import SigningKey
from shebao.sandbox.database import writing
from shebao.sandbox.tables import kept_facts

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
