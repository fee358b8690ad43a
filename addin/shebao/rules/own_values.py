"""What a user enters of a city's law, row by row, and the rule file that comes of it."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from shebao.contract.rule_file import (
    Grade,
    InsuranceRule,
    LimitRule,
    OwnPayer,
    PayerKind,
    RateRule,
    RuleFile,
)
from shebao.contract.session import EmployerKind
from shebao.domain.errors import InputError
from shebao.domain.period import Period
from shebao.rules.cell_text import amount_of

Cells = Mapping[str, object]
FIELDS = (
    "insurance", "kind", "tier", "first", "last", "floor", "cap",
    "unit_rate", "person_rate", "unit_sum", "person_sum", "months", "source", "checked_on",
)  # fmt: skip
KINDS: dict[str, tuple[PayerKind, ...]] = {
    "": (),
    "企业": (EmployerKind.ENTERPRISE,),
    "机关事业": (EmployerKind.PUBLIC_BODY,),
    "个体": (EmployerKind.SOLE_TRADER,),
    "灵活就业": (OwnPayer.FLEXIBLE,),
}
BY_REGISTRATION = "以登记为准"
_LIMITS = (("floor", "缴费下限"), ("cap", "缴费上限"))
_PAYERS = (("unit", "单位定额"), ("person", "个人定额"))
Row = TypeVar("Row", LimitRule, RateRule)
_MONTH = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])")
_DAY = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


class OwnValueError(InputError):
    """A row cannot be read; the text says why, and nothing is adopted."""


def cells_of(row: LimitRule | RateRule, names: Mapping[str, str]) -> dict[str, str]:
    """Return a limit or a rate as the sheet shows it."""
    kinds = row.kinds if isinstance(row, RateRule) else []
    told = dict.fromkeys(FIELDS, "") | {
        "insurance": f"{row.insurance}|{names[row.insurance]}",
        "kind": next((word for word, own in KINDS.items() if list(own) == kinds), "、".join(kinds)),
        "first": row.effective_from,
        "last": row.effective_to or "",
        "source": row.source,
        "checked_on": row.checked_on or "",
    }
    if isinstance(row, LimitRule):
        return told | {"floor": _yuan(row.floor_fen), "cap": _yuan(row.cap_fen)}
    unit = BY_REGISTRATION if row.unit_rate_from_registration else _percent(row.unit_ppm)
    return told | {
        "tier": row.tier,
        "unit_rate": unit,
        "person_rate": _percent(row.person_ppm),
        "unit_sum": _yuan(row.unit_fixed_fen or None),
        "person_sum": _yuan(row.person_fixed_fen or None),
        "months": "、".join(map(str, row.due_months)),
    }


def rules_of(cells: Cells, present: RuleFile) -> list[LimitRule | RateRule]:
    """Return the limit, the rate or both that a row enters, graded 自定义.

    Raises OwnValueError naming what is missing or cannot be read.
    """
    text = {field: str(cells.get(field) or "").strip() for field in FIELDS}
    insurance = _insurance(text["insurance"], present)
    if text["kind"] not in KINDS:
        raise OwnValueError(f"单位类型“{text['kind']}”应为空白、{'、'.join(filter(None, KINDS))}")
    common: dict[str, object] = {"insurance": insurance.insurance}
    common |= {**_dates(text, present), **_origin(text)}
    found: list[LimitRule | RateRule] = []
    if text["floor"] or text["cap"]:
        limits = {f"{key}_fen": _fen(text[key], word) for key, word in _LIMITS}
        found.append(LimitRule.model_validate(common | limits))
    if any(text[field] for field in ("unit_rate", "person_rate", "unit_sum", "person_sum")):
        found.append(_rate(text, common, insurance))
    if not found:
        raise OwnValueError("没有填写上下限、费率或定额")
    return found


def with_own(present: RuleFile, own: Sequence[LimitRule | RateRule], version: str) -> RuleFile:
    """Return the present rules with these in place of what they overlap."""
    limits = list(present.limits)
    rates = list(present.rates)
    for row in own:
        if isinstance(row, LimitRule):
            limits = [*_beside(limits, row), row]
        else:
            rates = [*_beside(rates, row), row]
    return present.model_copy(update={"limits": limits, "rates": rates, "version": version})


def _beside(rows: Sequence[Row], new: Row) -> list[Row]:
    """Return what is left of the rows beside a new one of the same insurance, kind and tier."""
    first, last = new.effective_from, new.effective_to or "9999-12"
    left: list[Row] = []
    for row in rows:
        end = row.effective_to or "9999-12"
        if _who(row) != _who(new) or end < first or row.effective_from > last:
            left.append(row)
            continue
        if row.effective_from < first:
            before = str(Period.parse(first).plus(-1))
            left.append(row.model_copy(update={"effective_to": before}))
        if end > last:
            after = str(Period.parse(last).plus(1))
            left.append(row.model_copy(update={"effective_from": after}))
    return left


def _who(row: LimitRule | RateRule) -> tuple[object, ...]:
    own = (row.tier, *sorted(row.kinds)) if isinstance(row, RateRule) else ()
    return row.insurance, *own


def _insurance(text: str, present: RuleFile) -> InsuranceRule:
    for rule in present.insurances:
        if text in (rule.insurance, rule.name, f"{rule.insurance}|{rule.name}"):
            return rule
    raise OwnValueError(f"{present.region_name}没有险种“{text}”")


def _dates(text: Mapping[str, str], present: RuleFile) -> dict[str, str]:
    """Return first and last month; a blank last one ends the contribution year."""
    first, last = text["first"], text["last"]
    if not _MONTH.fullmatch(first):
        raise OwnValueError(f"生效月份“{first}”不是 YYYY-MM")
    if not last:
        begins = present.contribution_year.first_month if present.contribution_year else 1
        start = Period.parse(first)
        last = str(start.plus((begins - 1 - start.month) % 12))
    if not _MONTH.fullmatch(last) or last < first:
        raise OwnValueError(f"截止月份“{last}”不是生效月份之后的 YYYY-MM")
    return {"effective_from": first, "effective_to": last}


def _origin(text: Mapping[str, str]) -> dict[str, object]:
    if not text["source"]:
        raise OwnValueError("没有填写依据的文件")
    if not _DAY.fullmatch(text["checked_on"]):
        raise OwnValueError(f"核对日期“{text['checked_on']}”不是 YYYY-MM-DD")
    return {"source": text["source"], "checked_on": text["checked_on"], "grade": Grade.CUSTOM}


def _rate(text: Mapping[str, str], common: dict[str, object], rule: InsuranceRule) -> RateRule:
    by_registration = text["unit_rate"] == BY_REGISTRATION
    if rule.insurance == "410" and not by_registration:
        raise OwnValueError(f"工伤保险的单位费率以单位登记为准，请填“{BY_REGISTRATION}”")
    sums = {f"{key}_fixed_fen": _fen(text[f"{key}_sum"], word) or 0 for key, word in _PAYERS}
    rates = {
        f"{key}_ppm": 0 if text[f"{key}_rate"] == BY_REGISTRATION else _ppm(text[f"{key}_rate"])
        for key, _ in _PAYERS
    }
    if any(sums.values()) and any(rates.values()):
        raise OwnValueError("费率和定额不能同时填写")
    months = _due_months(text["months"])
    if months and not any(sums.values()):
        raise OwnValueError("“缴纳月份”用于一年只在这些月份缴纳的定额，费率每月都缴，请清空")
    own = {"unit_rate_from_registration": by_registration, "kinds": list(KINDS[text["kind"]])}
    entered = {**common, **sums, **rates, **own, "tier": text["tier"], "due_months": months}
    return RateRule.model_validate(entered)


def _due_months(text: str) -> list[int]:
    """Return the months of the year in which a yearly sum falls due; none for every month."""
    told = [part for part in re.split(r"[、,，;； ]+", text.replace("月", "")) if part]
    if not all(part.isdecimal() and len(part) < 3 and 1 <= int(part) <= 12 for part in told):
        raise OwnValueError(f"缴纳月份“{text}”应为 1 至 12 的月份，如 1 或 3、9")
    return sorted({int(part) for part in told})


def _fen(text: str, what: str) -> int | None:
    if not text:
        return None
    amount = amount_of(text)
    if amount.fen is None:
        raise OwnValueError(f"{what}“{text}”{amount.problem}")
    return amount.fen


def _ppm(text: str) -> int:
    """Return a rate in millionths: 16% or 0.16; 16 alone is neither."""
    if not text:
        return 0
    try:
        number = Decimal(text.removesuffix("%"))
    except InvalidOperation as error:
        raise OwnValueError(f"费率“{text}”不是数字") from error
    if not text.endswith("%") and number >= 1:
        raise OwnValueError(f"费率“{text}”应写成 {text}% 或小数")
    ppm = number * (10_000 if text.endswith("%") else 1_000_000)
    if not (ppm.is_finite() and ppm == ppm.to_integral_value() and 0 <= ppm < 1_000_000):
        raise OwnValueError(f"费率“{text}”不合理")
    return int(ppm)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{Decimal(fen) / 100:f}"


def _percent(ppm: int) -> str:
    return f"{ppm / 10_000:g}%" if ppm else ""
