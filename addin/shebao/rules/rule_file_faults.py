"""Whether a rule file can be computed with: complete, and one value for every month."""

from collections import Counter
from collections.abc import Collection, Iterator

from shebao.contract.rule_file import LimitRule, RateRule, RuleFile
from shebao.domain.insurances import insurance_name


def rule_file_faults(file: RuleFile, region: str, insurances: Collection[str]) -> list[str]:
    """Return what is wrong with a region's rule file, in words; empty when it can be used.

    ``insurances`` are those the employer is enrolled in.
    """
    return list(_faults(file, region, insurances))


def _faults(file: RuleFile, region: str, insurances: Collection[str]) -> Iterator[str]:
    if file.region != region:
        yield f"是地区 {file.region} 的规则文件"
    codes = Counter(rule.insurance for rule in file.insurances)
    names = {rule.insurance: f"{rule.insurance} {rule.name}" for rule in file.insurances}
    for code, times in codes.items():
        if times > 1:
            yield f"险种 {names[code]} 出现 {times} 次"
    for code in sorted(set(insurances) - set(codes)):
        yield f"缺少本单位参加的险种 {code} {insurance_name(code)}"
    rated = {rate.insurance for rate in file.rates}
    for code in codes:
        if code not in rated:
            yield f"险种 {names[code]} 没有费率"
    dated: tuple[tuple[str, Collection[LimitRule | RateRule]], ...] = (
        ("上下限", file.limits),
        ("费率", file.rates),
    )
    for what, rules in dated:
        yield from _overlaps(what, rules, names)
    for limit in file.limits:
        if limit.floor_fen and limit.cap_fen and limit.floor_fen > limit.cap_fen:
            name = names.get(limit.insurance) or insurance_name(limit.insurance)
            yield f"险种 {name} 自 {limit.effective_from} 起的下限高于上限"


def _overlaps(
    what: str, rules: Collection[LimitRule | RateRule], names: dict[str, str]
) -> Iterator[str]:
    times = Counter((rule.insurance, rule.effective_from) for rule in rules)
    for (code, month), count in times.items():
        if code not in names:
            yield f"{what}中的险种 {code} 没有定义"
        elif count > 1:
            yield f"险种 {names[code]} 自 {month} 起的{what}有 {count} 条，日期重叠"
