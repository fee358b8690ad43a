"""Whether a field of a form can be right, in words, before the bureau is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

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
    return FormField("account_no", label, re.compile("[0-9]{8,32}"), "应为 8 至 32 位数字", 32)


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
