"""How sure an amount is: the least sure of the values it is worked out from, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping

from shebao.contract.rule_file import Grade, RuleFile
from shebao.domain.limits import Limits, Rate

# From the surest down; an amount with something of the user's in it is the user's, and one with
# something of another region's is borrowed.
SURENESS = (
    Grade.OFFICIAL,
    Grade.DERIVED,
    Grade.SECONDARY,
    Grade.ESTIMATED,
    Grade.ILLUSTRATIVE,
    Grade.CUSTOM,
    Grade.BORROWED,
)
MARK, CARRIED = "※", "暂按上年"


def grade_of_all(grades: Iterable[str]) -> Grade:
    """Return the grade of an amount worked out from values of these grades."""
    return max(map(Grade, grades), key=SURENESS.index)


def mark_of(insurance: str, limits: Limits, rate: Rate) -> str:
    """Return the mark that stands beside an amount: 官方, or ※二手, or ※估算 暂按上年."""
    limit = limits.by_insurance.get(insurance) if rate.unit_ppm or rate.person_ppm else None
    grade = grade_of_all([rate.grade, *([limit.grade] if limit else [])])
    is_carried = rate.is_carried or (limit is not None and limit.is_carried)
    mark = f"{MARK if grade.needs_mark or is_carried else ''}{grade}"
    return f"{mark} {CARRIED}" if is_carried else mark


def doubt_of_limits(insurances: Iterable[str], limits: Limits) -> str:
    """Return the mark beside a floor or cap of these insurances; empty for an official one."""
    held = [limits.by_insurance[code] for code in insurances if code in limits.by_insurance]
    mark = least_sure(f"{one.grade} {CARRIED}" if one.is_carried else one.grade for one in held)
    return mark if mark.startswith(MARK) else ""


def mark_of_all(insurances: Iterable[str], limits: Limits, rates: Mapping[str, Rate]) -> str:
    """Return the mark of an amount over several insurances; empty for none."""
    return least_sure(mark_of(code, limits, rates[code]) for code in insurances)


def least_sure(marks: Iterable[str]) -> str:
    """Return the mark of what several marked amounts make together; empty for none."""
    told = [mark for mark in marks if mark]
    if not told:
        return ""
    grade = grade_of_all(mark.removeprefix(MARK).split()[0] for mark in told)
    is_carried = any(mark.endswith(CARRIED) for mark in told)
    mark = f"{MARK if grade.needs_mark or is_carried else ''}{grade}"
    return f"{mark} {CARRIED}" if is_carried else mark


def grades_told(file: RuleFile) -> str:
    """Return how many limits and rates of a file have each grade, in words."""
    counts = Counter([*(row.grade for row in file.limits), *(row.grade for row in file.rates)])
    return "、".join(f"{grade} {counts[grade]}" for grade in SURENESS if counts[grade])


def marks_told(marks: Iterable[str]) -> str:
    """Return a sentence that counts the amounts whose rules are not official; empty for none."""
    counts = Counter(mark for mark in marks if mark.startswith(MARK))
    if not counts:
        return ""
    told = "、".join(
        f"{mark.removeprefix(MARK)} {count} 条" for mark, count in counts.most_common()
    )
    return f"所依据的规则中非官方的有：{told}，见“依据等级”列。"
