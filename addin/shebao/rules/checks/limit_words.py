"""Limits in words, each with the insurances that it is for."""

from collections.abc import Callable, Collection, Iterator

from shebao.domain.insurances import insurance_list
from shebao.domain.money import yuan
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_facts import WageFacts
from shebao.rules.checks.wages_by_insurance import wages_by_insurance
from shebao.rules.premiums.sureness import doubt_of_limits


def limits_crossed(
    row: WageRow,
    facts: WageFacts,
    limit_of: Callable[[str], int | None],
    is_crossed: Callable[[int, int], bool],
) -> Iterator[tuple[str, int, str]]:
    """Yield header and wage of each cell that crosses a limit, with these limits in words.

    ``is_crossed`` is given wage and limit. A fixed sum is due whatever the wage and has no limit.
    """
    for header, wage_fen, insurances in wages_by_insurance(row, facts):
        crossed: dict[int, list[str]] = {}
        for insurance in insurances:
            limit = None if insurance in facts.fixed else limit_of(insurance)
            if limit is not None and is_crossed(wage_fen, limit):
                crossed.setdefault(limit, []).append(insurance)
        if crossed:
            told = (_told(limit, tuple(them), facts) for limit, them in sorted(crossed.items()))
            yield header, wage_fen, "、".join(told)


def _told(limit: int, insurances: tuple[str, ...], facts: WageFacts) -> str:
    known = facts.limit_words.get((limit, insurances))
    if known is None:
        known = facts.limit_words[limit, insurances] = _worded(limit, insurances, facts)
    return known


def _worded(limit: int, insurances: Collection[str], facts: WageFacts) -> str:
    doubt = doubt_of_limits(insurances, facts.limits)
    told = insurance_list(insurances, facts.names)
    return f"{yuan(limit)} 元（{told}{f'，{doubt}' if doubt else ''}）"
