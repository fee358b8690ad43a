"""Base, amounts, rates and limits of one cell, by the loaded rules; yuan in and out."""

from shebao.contract.rule_file import InsuranceRule, Levy, RuleFile
from shebao.domain.limits import Limits, Rate
from shebao.domain.money import cell_of
from shebao.domain.period import Period
from shebao.rules.premiums.in_force import rounding_of
from shebao.rules.premiums.premium import Premium, base_fen, premium
from shebao_udfs.arguments import code_of, fen_of, injury_ppm_of, is_blank, period_of, refused
from shebao_udfs.refusal import CellRefusedError, Shown
from shebao_udfs.rulebook import Rulebook
from shebao_udfs.spill import Cell

UNIT, PERSON, BOTH = "单位", "个人", "合计"


def base(rules: Rulebook, wage: object, insurance: object, region: object, period: object) -> Cell:
    """Return the wage raised to the floor or cut at the cap; a blank wage stays blank."""
    if is_blank(wage):
        return ""
    wage_fen = fen_of(wage, "缴费工资")
    rule_file, rule, month = _rule(rules, insurance, region, period)
    _not_collected(rule)
    limits = Limits({rule.insurance: rules.limit(rule_file, rule, month)})
    return cell_of(base_fen(wage_fen, rule.insurance, limits))


def unit_amount(rules: Rulebook, *arguments: object) -> Cell:
    """Return what the unit owes: wage, insurance, region, period, injury rate."""
    due = _premium(rules, *arguments)
    return "" if due is None else cell_of(due.unit_fen)


def person_amount(rules: Rulebook, *arguments: object) -> Cell:
    """Return what the person owes: wage, insurance, region, period, injury rate."""
    due = _premium(rules, *arguments)
    return "" if due is None else cell_of(due.person_fen)


def total_amount(rules: Rulebook, *arguments: object) -> Cell:
    """Return what both owe: wage, insurance, region, period, injury rate."""
    due = _premium(rules, *arguments)
    return "" if due is None else cell_of(due.total_fen)


def rate(
    rules: Rulebook,
    insurance: object,
    region: object,
    period: object,
    payer: object,
    injury_rate: object = None,
) -> Cell:
    """Return the rate of a payer as a fraction; a fixed sum has none."""
    rule_file, rule, month = _rule(rules, insurance, region, period)
    found = rules.rate(rule_file, rule, month, injury_ppm_of(injury_rate))
    shares = {
        UNIT: (found.unit_ppm, found.unit_fixed_fen),
        PERSON: (found.person_ppm, found.person_fixed_fen),
        BOTH: (
            found.unit_ppm + found.person_ppm,
            found.unit_fixed_fen + found.person_fixed_fen,
        ),
    }
    share = shares.get(code_of(payer, "缴费方"))
    if share is None:
        raise refused("缴费方", f"应为{UNIT}、{PERSON}或{BOTH}")
    ppm, fixed_fen = share
    if fixed_fen:
        raise CellRefusedError(Shown.NOT_AVAILABLE, f"{rule.name}按定额收取，没有费率")
    return ppm / 1_000_000


def floor(rules: Rulebook, insurance: object, region: object, period: object) -> Cell:
    """Return the lowest base of the month."""
    rule_file, rule, month = _rule(rules, insurance, region, period)
    return _limit_cell(rules.limit(rule_file, rule, month).floor_fen, rule, "下限")


def cap(rules: Rulebook, insurance: object, region: object, period: object) -> Cell:
    """Return the highest base of the month."""
    rule_file, rule, month = _rule(rules, insurance, region, period)
    return _limit_cell(rules.limit(rule_file, rule, month).cap_fen, rule, "上限")


def _premium(
    rules: Rulebook,
    wage: object,
    insurance: object,
    region: object,
    period: object,
    injury_rate: object = None,
) -> Premium | None:
    """Return what is due on a wage, or None for a blank wage.

    A fixed sum needs no limits; a rate without limits in force is refused, because the base
    would be the wage as it stands.
    """
    if is_blank(wage):
        return None
    wage_fen = fen_of(wage, "缴费工资")
    rule_file, rule, month = _rule(rules, insurance, region, period)
    _not_collected(rule)
    found = rules.rate(rule_file, rule, month, injury_ppm_of(injury_rate))
    limits = Limits({rule.insurance: rules.limit(rule_file, rule, month)} if _rated(found) else {})
    return premium(wage_fen, rule.insurance, limits, found, rounding_of(rule_file, rule.insurance))


def _rated(found: Rate) -> bool:
    return bool(found.unit_ppm or found.person_ppm)


def _rule(
    rules: Rulebook, insurance: object, region: object, period: object
) -> tuple[RuleFile, InsuranceRule, Period]:
    rule_file = rules.rule_file(code_of(region, "地区"))
    return rule_file, rules.insurance(rule_file, code_of(insurance, "险种")), period_of(period)


def _not_collected(rule: InsuranceRule) -> None:
    """Refuse what the medical side works out: its amounts come as they are (征集)."""
    if rule.levy is Levy.COLLECTED:
        why = f"{rule.name}在该地区为征集险种，费额由医保部门核定，本机不测算"
        raise CellRefusedError(Shown.NOT_AVAILABLE, why)


def _limit_cell(fen: int | None, rule: InsuranceRule, which: str) -> Cell:
    if fen is None:
        raise CellRefusedError(Shown.NOT_AVAILABLE, f"{rule.name}在该月不设{which}")
    return cell_of(fen)
