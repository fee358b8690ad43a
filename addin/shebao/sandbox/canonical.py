"""Canonical JSON: one byte string per content, the ground of every digest and ETag."""

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def canonical_json(value: BaseModel | dict[str, Any] | list[Any]) -> bytes:
    """UTF-8, keys sorted, no white space, nothing escaped that need not be."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_hex(content: bytes) -> str:
    """The SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()
