"""Whether a typed bank account number can be right.

Only its form is a verdict: 8 to 32 digits, as the bureau's contract wants it. The Luhn check
digit of ISO/IEC 7812 belongs to bank cards; a company's account number need not have one, so a
number of a card's length that fails it is worth a second look and no more.
"""

import re
import unicodedata

FORM = re.compile(r"[0-9]{8,32}")
CARD_LENGTHS = range(16, 20)


def plain_account_no(text: str) -> str:
    """Return the number without the blanks and full-width digits that people type."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def account_no_fault(account_no: str) -> str:
    """Return why this is no account number, or an empty text."""
    if FORM.fullmatch(account_no):
        return ""
    return "应为 8 至 32 位数字"


def account_no_doubt(account_no: str) -> str:
    """Return what should be looked at again, or an empty text; never a reason to refuse."""
    if len(account_no) in CARD_LENGTHS and not _passes_luhn(account_no):
        return "账号未通过银行卡校验位检查（单位账户可以不通过），请再次核对"
    return ""


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
