"""The wage in force that a new wage of a row takes the place of (原缴费工资)."""

from collections.abc import Mapping

from shebao.domain.wage_row import BY_PERSON, WageCell


def old_wage(cell: WageCell, insured: Mapping[str, int | None]) -> int | None:
    """Return it in fen, the highest where one wage is for all; None on a first filing."""
    if cell.insurance != BY_PERSON:
        return insured.get(cell.insurance)
    return max((wage for wage in insured.values() if wage is not None), default=None)
