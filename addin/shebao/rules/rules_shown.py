"""What a rule file says of an insurance in a month, for programs and for people."""

from typing import Any

from shebao.contract.rule_file import (
    Grade,
    InjuryClass,
    InsuranceRule,
    LimitRule,
    RateRule,
    RuleFile,
)
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import injury_class_in_force, is_carried, rows_in_force
from shebao.rules.premiums.sureness import CARRIED, MARK


def shown_in(file: RuleFile, rule: InsuranceRule, period: Period) -> dict[str, Any]:
    """Return every row of an insurance that holds in the month."""
    code = rule.insurance
    limits = [row for row in rows_in_force(file.limits, period) if row.insurance == code]
    rates = [row for row in rows_in_force(file.rates, period) if row.insurance == code]
    numbers = sorted({row.class_no for row in file.injury_classes} if code == "410" else ())
    classes = [injury_class_in_force(file, period, number) for number in numbers]
    return {
        "code": code,
        "name": rule.name,
        "limits": [_row(row, period) for row in limits],
        "rates": [_row(row, period) for row in rates],
        "classes": [_row(row, period) for row in classes if row is not None],
    }


def _row(row: LimitRule | RateRule | InjuryClass, period: Period) -> dict[str, Any]:
    told: dict[str, Any] = row.model_dump(mode="json", exclude={"insurance", "carried_months"})
    told["date_grade"] = str(row.date_grade or row.grade)
    return told | ({"carried": True} if is_carried(row, period) else {})


def words_of(row: dict[str, Any]) -> str:
    """Return one row as a line for people: amounts, months, grade and source."""
    parts = [f"第 {row['class_no']} 类行业"] if "class_no" in row else []
    if "floor_fen" in row:
        floor, cap = (
            "不设" if row[key] is None else yuan(row[key]) for key in ("floor_fen", "cap_fen")
        )
        parts.append(f"下限 {floor} 上限 {cap}")
    for key, word in (("unit_ppm", "单位"), ("person_ppm", "个人")):
        if row.get(key):
            parts.append(f"{word} {row[key] / 10_000:g}%")
    for key, word in (("unit_fixed_fen", "单位"), ("person_fixed_fen", "个人")):
        if row.get(key):
            parts.append(f"{word}定额 {yuan(row[key])}")
    if row.get("due_months"):
        parts.append(f"只在 {'、'.join(map(str, row['due_months']))} 月缴纳")
    if row.get("unit_rate_from_registration"):
        parts.append("单位费率以登记为准")
    who = [row["tier"]] if row.get("tier") else row.get("kinds", [])
    carried = f"，{CARRIED}" if row.get("carried") else ""
    mark = MARK if Grade(row["grade"]).needs_mark or carried else ""
    until = row["effective_to"] or "另有规定"
    parts += [f"（{'、'.join(who)}）"] if who else []
    return (
        f"{' '.join(parts) or '不另收'}\t{row['effective_from']} 至 {until}{carried}"
        f"\t【{mark}{row['grade']}】{row['source']}"
    )
