"""Whether a rule file can be computed with: complete, and one value for every month."""

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import pairwise

from shebao.contract.rule_file import LimitRule, RateRule, RuleFile
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan

# A rate of 0.16 typed as 16 millionths, or as 16 wholes, is neither 0.01 % nor half of a wage.
LEAST_PPM, MOST_PPM = 100, 400_000
MOST_FEN = 100_000_000  # a million yuan a month


def rule_file_faults(
    file: RuleFile, region: str, insurances: Collection[str], kept: RuleFile | None = None
) -> list[str]:
    """Return what is wrong with a region's rule file, in words; empty when it can be used.

    ``insurances`` are those the employer is enrolled in. A file older than the one ``kept`` is
    not used, signed or not: somebody may offer last year's limits again.
    """
    faults = list(_faults(file, region, insurances))
    if kept is not None and file.age < kept.age:
        faults.insert(0, f"早于现用的 {kept.version}（{kept.issued_on} 发布）")
    return faults


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
    yield from _odd_figures(file, names)
    yield from _rates_beside_sums(file.rates, names)


def _odd_figures(file: RuleFile, names: dict[str, str]) -> Iterator[str]:
    for limit in file.limits:
        name = names.get(limit.insurance) or insurance_name(limit.insurance)
        since = f"险种 {name} 自 {limit.effective_from} 起的"
        for what, fen in (("下限", limit.floor_fen), ("上限", limit.cap_fen)):
            if fen is not None and not 0 <= fen <= MOST_FEN:
                yield f"{since}{what} {yuan(fen)} 元不合理"
        if limit.floor_fen and limit.cap_fen and limit.floor_fen > limit.cap_fen:
            yield f"{since}下限 {yuan(limit.floor_fen)} 元高于上限 {yuan(limit.cap_fen)} 元"
    for rate in file.rates:
        since = f"险种 {names.get(rate.insurance, rate.insurance)} 自 {rate.effective_from} 起的"
        for fen in (rate.unit_fixed_fen, rate.person_fixed_fen):
            if not 0 <= fen <= MOST_FEN:
                yield f"{since}定额 {yuan(fen)} 元不合理"
        for ppm in (rate.unit_ppm, rate.person_ppm):
            if ppm and not LEAST_PPM <= ppm <= MOST_PPM:
                yield f"{since}费率 {ppm / 10_000:g}% 不合理"


def _rates_beside_sums(rates: Collection[RateRule], names: dict[str, str]) -> Iterator[str]:
    """Yield what two readers could work out differently: a sum beside a rate, or a rate by months.

    ``due_months`` say when a yearly sum falls due; a rate is due every month.
    """
    for row in rates:
        name = names.get(row.insurance, row.insurance)
        of_wage = bool(row.unit_ppm or row.person_ppm or row.unit_rate_from_registration)
        sums = bool(row.unit_fixed_fen or row.person_fixed_fen)
        if of_wage and sums:
            yield f"险种 {name} 自 {row.effective_from} 起既有费率又有定额"
        if row.due_months and (of_wage or not sums):
            yield f"险种 {name} 自 {row.effective_from} 起有缴纳月份而没有定额"


def _overlaps(
    what: str, rules: Collection[LimitRule | RateRule], names: dict[str, str]
) -> Iterator[str]:
    """Yield what holds twice in a month: for one insurance, kind of employer and tier."""
    strange = {rule.insurance for rule in rules} - names.keys()
    yield from (f"{what}中的险种 {code} 没有定义" for code in sorted(strange))
    spans: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for rule in rules:
        kinds, tier = [""], ""
        if isinstance(rule, RateRule):
            kinds, tier = [str(kind) for kind in rule.kinds] or [""], rule.tier
        for kind in kinds:
            spans.setdefault((rule.insurance, kind, tier), []).append(
                (rule.effective_from, rule.effective_to or rule.effective_from)
            )
    for (code, _, _), found in spans.items():
        for one, other in pairwise(sorted(found)):
            if code in names and other[0] <= one[1]:
                yield f"险种 {names[code]} 自 {other[0]} 起的{what}不止一条，日期重叠"
