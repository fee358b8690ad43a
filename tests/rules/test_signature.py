"""A signature proves exactly the bytes it was made over, under exactly one key."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shebao.contract.certificates import SigningKey
from shebao.rules.signature import fingerprint, signature_fault

PRIVATE, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n in (1, 2))
CONTENT = b'{"region":"520100"}'


def told(private: Ed25519PrivateKey) -> SigningKey:
    public = base64.b64encode(private.public_key().public_bytes_raw()).decode()
    return SigningKey(algorithm="Ed25519", public_key=public)


def signed(content: bytes = CONTENT, private: Ed25519PrivateKey = PRIVATE) -> str:
    return base64.b64encode(private.sign(content)).decode()


RIGHT, KEY = signed(), told(PRIVATE)


@pytest.mark.parametrize(
    ("signature", "words"),
    [
        (RIGHT, ""),
        ("", "没有税务机关的签名"),
        (RIGHT[:-1], "不完整或无法识别"),
        (RIGHT[:40], "不完整或无法识别"),
        (RIGHT + "AAAA", "不完整或无法识别"),
        (f"{RIGHT[:44]}\n{RIGHT[44:]}", "不完整或无法识别"),
        ("签名" * 44, "不完整或无法识别"),
        (signed(CONTENT + b" "), "签名不符"),
        (signed(private=STRANGER), "签名不符"),
    ],
)
def test_only_the_signature_of_these_bytes_proves_them(signature: str, words: str) -> None:
    fault = signature_fault(CONTENT, signature, KEY)

    assert (words in fault, bool(fault)) == (True, bool(words))


@pytest.mark.parametrize("changes", [{"algorithm": "none"}, {"public_key": "AAAA"}])
def test_unusable_key_has_no_fingerprint_and_proves_nothing(changes: dict[str, str]) -> None:
    """Kept at the first contact, it would refuse every file for ever."""
    key = KEY.model_copy(update=changes)

    assert (fingerprint(key), "公钥无法识别" in signature_fault(CONTENT, RIGHT, key)) == ("", True)
    assert fingerprint(KEY) not in {"", fingerprint(told(STRANGER))}


def test_a_signature_has_one_text() -> None:
    """Base64 leaves bits of its last letter unused: a byte of a proof would be free there."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = letters[letters.index(RIGHT[-3]) ^ 1]
    twin = f"{RIGHT[:-3]}{other}=="
    assert base64.b64decode(twin) == base64.b64decode(RIGHT)

    assert signature_fault(CONTENT, twin, KEY) == "所附的税务机关签名不完整或无法识别"
