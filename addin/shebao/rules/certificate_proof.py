"""Whether a certificate is what the bureau signed (Ed25519 over its canonical content)."""

from dataclasses import dataclass

from shebao.contract.certificates import Certificate, SigningKey, check_number, signed_content
from shebao.rules.signature import signature_fault


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
