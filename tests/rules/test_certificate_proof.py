"""A certificate proves itself under the bureau's key, and nothing else does."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shebao.contract.certificates import Certificate, SigningKey, check_number, signed_content
from shebao.rules.signature import Proof, certificate_proof
from tests.printing.samples import certificate

PRIVATE = Ed25519PrivateKey.generate()
KEY = SigningKey(
    algorithm="Ed25519",
    public_key=base64.b64encode(PRIVATE.public_key().public_bytes_raw()).decode(),
)


def signed() -> Certificate:
    content = signed_content(certificate())
    signature = base64.b64encode(PRIVATE.sign(content)).decode()
    return certificate(signature=signature, check_no=check_number(content))


def test_signed_certificate_holds_whatever_its_state() -> None:
    assert certificate_proof(signed(), KEY).holds
    assert certificate_proof(signed().model_copy(update={"state": "已作废"}), KEY).holds


@pytest.mark.parametrize(
    ("changes", "proof"),
    [
        ({"total_fen": 1}, Proof(signature_holds=False, check_number_holds=False)),
        ({"check_no": "0000"}, Proof(signature_holds=True, check_number_holds=False)),
        ({"signature": ""}, Proof(signature_holds=False, check_number_holds=True)),
        ({"signature": "不是"}, Proof(signature_holds=False, check_number_holds=True)),
    ],
)
def test_any_change_is_seen(changes: dict[str, object], proof: Proof) -> None:
    assert certificate_proof(signed().model_copy(update=changes), KEY) == proof


@pytest.mark.parametrize("changes", [{"algorithm": "none"}, {"public_key": "AAAA"}])
def test_unusable_key_proves_nothing(changes: dict[str, str]) -> None:
    assert not certificate_proof(signed(), KEY.model_copy(update=changes)).signature_holds
