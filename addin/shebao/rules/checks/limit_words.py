"""Limits in words, each with the insurances that it is for."""

from collections.abc import Callable, Collection, Iterator

from shebao.domain.insurances import insurance_list
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts, wages_by_insurance
from shebao.rules.premiums.sureness import doubt_of_limits


def limits_crossed(
    row: WageRow,
    facts: WageFacts,
    limit_of: Callable[[str], int | None],
    is_crossed: Callable[[int, int], bool],
) -> Iterator[tuple[str, str]]:
    """Yield the header of each cell that crosses a limit, with these limits in words.

    ``is_crossed`` is given wage and limit. A fixed sum is due whatever the wage and has no limit.
    The words stand in one line beside the wage: of limits that are those of every insurance of the
    row, the one for the most is said without their names.
    """
    for header, wage_fen, insurances in wages_by_insurance(row, facts):
        limits = {
            insurance: limit
            for insurance in insurances
            if insurance not in facts.fixed and (limit := limit_of(insurance)) is not None
        }
        crossed: dict[int, list[str]] = {}
        for insurance, limit in limits.items():
            if is_crossed(wage_fen, limit):
                crossed.setdefault(limit, []).append(insurance)
        if crossed:
            is_of_all = len(limits) > 1 and sum(map(len, crossed.values())) == len(limits)
            usual = max(crossed, key=lambda limit: len(crossed[limit])) if is_of_all else None
            told = (
                _told(limit, tuple(them), facts, is_named=limit != usual)
                for limit, them in sorted(crossed.items(), key=lambda pair: pair[0] != usual)
            )
            yield header, "、".join(told)


def _told(limit: int, insurances: tuple[str, ...], facts: WageFacts, *, is_named: bool) -> str:
    known = facts.limit_words.get((limit, insurances, is_named))
    if known is None:
        known = _worded(limit, insurances, facts, is_named=is_named)
        facts.limit_words[limit, insurances, is_named] = known
    return known


def _worded(limit: int, insurances: Collection[str], facts: WageFacts, *, is_named: bool) -> str:
    names = insurance_list(insurances, facts.names) if is_named else ""
    told = "，".join(filter(None, (names, doubt_of_limits(insurances, facts.limits))))
    return f"{yuan(limit)} 元" + (f"（{told}）" if told else "")
