"""Whether a certificate is what the bureau signed (Ed25519 over its canonical content)."""

import base64
import binascii
from dataclasses import dataclass

from shebao.contract.certificates import Certificate, SigningKey, check_number, signed_content

ALGORITHM = "Ed25519"


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
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    content = signed_content(certificate)
    is_number_right = certificate.check_no == check_number(content)
    if key.algorithm != ALGORITHM:
        return Proof(signature_holds=False, check_number_holds=is_number_right)
    try:
        public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.public_key))
        public.verify(base64.b64decode(certificate.signature), content)
    except (InvalidSignature, ValueError, binascii.Error):
        return Proof(signature_holds=False, check_number_holds=is_number_right)
    return Proof(signature_holds=True, check_number_holds=is_number_right)
