"""Whether a field of a form can be right, in words, before the bureau is asked.

Of a bank account's number only the form is a verdict: 8 to 32 digits, as the bureau's contract
wants it. The Luhn check digit of ISO/IEC 7812 belongs to bank cards; a company's account number
need not have one, so a number of a card's length that fails it is worth a second look and no more.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

ACCOUNT_NO, _NO_ACCOUNT_NO = re.compile("[0-9]{8,32}"), "应为 8 至 32 位数字"
CARD_LENGTHS = range(16, 20)
# What names of firms and people consist of: letters of any script, digits and their joints.
_NAME = re.compile(r"[\w（）()·.&\-—、 ]+")


@dataclass(frozen=True, slots=True)
class FormField:
    """What one field takes; ``hint`` ends the sentence that refuses it."""

    field: str
    label: str
    pattern: re.Pattern[str]
    hint: str
    longest: int = 100
    is_required: bool = True

    def fault(self, value: str) -> str:
        """Return why the value cannot be taken; empty when it can."""
        if not value:
            return f"“{self.label}”为空，必须填写" if self.is_required else ""
        if len(value) > self.longest:
            return f"“{self.label}”最多 {self.longest} 个字符，现为 {len(value)} 个"
        if not self.pattern.fullmatch(value):
            return f"“{self.label}”是“{value}”，{self.hint}"
        return ""


def name_field(field: str, label: str) -> FormField:
    """Return a field for the name of a firm or a person."""
    return FormField(field, label, _NAME, "含有不能使用的字符")


def account_field(label: str) -> FormField:
    """Return a field for the number of a bank account."""
    return FormField("account_no", label, ACCOUNT_NO, _NO_ACCOUNT_NO, 32)


def held_number_field(field: str, label: str, *, is_required: bool = False) -> FormField:
    """Return a field for the number that the bureau gave a row; empty while it is unsaved."""
    number, hint = re.compile(r"[0-9A-Za-z]+"), "不是税务系统给出的编号，请刷新后重试"
    return FormField(field, label, number, hint, 64, is_required)


def choice_field(
    field: str,
    label: str,
    choices: Sequence[str],
    *,
    is_required: bool = True,
    hint: str = "不在可选范围内，请从下拉列表选择",
) -> FormField:
    """Return a field that takes one of these; an empty list takes nothing."""
    one = re.compile("|".join(re.escape(choice) for choice in choices) or "(?!)")
    return FormField(field, label, one, hint, 200, is_required)


def day_fault(label: str, value: str, latest: date, *, is_required: bool = True) -> str:
    """Return why this is no day that has come; empty when it is one."""
    if not value:
        return f"“{label}”为空，必须填写" if is_required else ""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        return f"“{label}”是“{value[:20]}”，应为 YYYY-MM-DD 格式的日期"
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return f"“{label}”是“{value}”，没有这一天"
    return f"“{label}”{value} 晚于今天 {latest}" if day > latest else ""


def form_faults(fields: Sequence[FormField], values: Mapping[str, object]) -> list[str]:
    """Return every fault of a form, in the order of its fields."""
    faults = (field.fault(str(values[field.field])) for field in fields)
    return [fault for fault in faults if fault]


def plain_account_no(text: str) -> str:
    """Return the number without the blanks and full-width digits that people type."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))


def account_no_fault(account_no: str) -> str:
    """Return why this is no account number, or an empty text."""
    return "" if ACCOUNT_NO.fullmatch(account_no) else _NO_ACCOUNT_NO


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
