"""Whether the bureau signed some bytes, or a certificate (Ed25519), under the key we trust."""

import base64
import binascii
from dataclasses import dataclass

from shebao.contract.certificates import Certificate, SigningKey, check_number, signed_content

ALGORITHM = "Ed25519"
KEY_BYTES, SIGNATURE_BYTES = 32, 64


def signature_fault(content: bytes, signature: str, key: SigningKey) -> str:
    """Return in words why the signature proves nothing; empty when it proves the content."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if not signature:
        return "没有税务机关的签名"
    raw = _decoded(signature, SIGNATURE_BYTES)
    if raw is None:
        return "所附的税务机关签名不完整或无法识别"
    public = _key_bytes(key)
    if public is None:
        return "无法核对签名：税务机关的公钥无法识别"
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, content)
    except InvalidSignature:
        return "与税务机关的签名不符：不是税务机关签发的，或签发后被改动过"
    return ""


def fingerprint(key: SigningKey) -> str:
    """Return what people compare a key by; empty for a key that cannot be used."""
    public = _key_bytes(key)
    return "" if public is None else check_number(public)


def _key_bytes(key: SigningKey) -> bytes | None:
    return _decoded(key.public_key, KEY_BYTES) if key.algorithm == ALGORITHM else None


def _decoded(text: str, length: int) -> bytes | None:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):  # ValueError: not ASCII
        return None
    # Base64 leaves bits of its last letter unused: one signature has one text.
    return raw if len(raw) == length and base64.b64encode(raw).decode() == text else None


@dataclass(frozen=True, slots=True)
class Proof:
    """What could be shown of a certificate without asking the bureau about it."""

    signature_holds: bool
    check_number_holds: bool

    @property
    def holds(self) -> bool:
        """Nothing of the certificate was changed since it was issued."""
        return self.signature_holds and self.check_number_holds


def certificate_proof(certificate: Certificate, key: SigningKey) -> Proof:
    """Return what signature and check number say; an unreadable key or signature proves nothing."""
    content = signed_content(certificate)
    return Proof(
        signature_holds=not signature_fault(content, certificate.signature, key),
        check_number_holds=certificate.check_no == check_number(content),
    )
