"""The answers of every worksheet function under its name, refusals still as values."""

from collections.abc import Callable
from functools import partial

from shebao_udfs import explanation_cells, identity_cells, late_fee_cells, premium_cells
from shebao_udfs.amount_cells import amount_in
from shebao_udfs.rulebook import Rulebook, loaded_rules
from shebao_udfs.spill import Answers, Cell, Grid, spill
from shebao_udfs.status_cells import status_in


def _by_rules(cell: Callable[..., Cell]) -> Callable[..., Answers]:
    """Answer each cell from the rules that are loaded when Excel asks."""

    def answers(*grids: Grid) -> Answers:
        rules: Rulebook = loaded_rules()
        return spill(partial(cell, rules), *grids)

    return answers


def _status(id_number: Grid, records: Grid) -> Answers:
    return spill(status_in(records), id_number)


def _amount(id_number: Grid, period: Grid, payer: Grid, details: Grid) -> Answers:
    return spill(amount_in(details), id_number, period, payer)


ANSWERS: dict[str, Callable[..., Answers]] = {
    "SB_BASE": _by_rules(premium_cells.base),
    "SB_UNIT": _by_rules(premium_cells.unit_amount),
    "SB_PERSON": _by_rules(premium_cells.person_amount),
    "SB_TOTAL": _by_rules(premium_cells.total_amount),
    "SB_RATE": _by_rules(premium_cells.rate),
    "SB_FLOOR": _by_rules(premium_cells.floor),
    "SB_CAP": _by_rules(premium_cells.cap),
    "SB_ID_CHECK": partial(spill, identity_cells.id_check),
    "SB_BIRTH": partial(spill, identity_cells.birth_day),
    "SB_SEX": partial(spill, identity_cells.sex),
    "SB_AGE": partial(spill, identity_cells.age),
    "SB_TAX_ID_CHECK": partial(spill, identity_cells.tax_id_check),
    "SB_LATE_FEE": _by_rules(late_fee_cells.late_fee),
    "SB_STATUS": _status,
    "SB_AMOUNT": _amount,
}

# What stands behind an answer; the other functions' answers say it themselves.
EXPLANATIONS: dict[str, Callable[..., Answers]] = {
    **dict.fromkeys(
        ("SB_BASE", "SB_UNIT", "SB_PERSON", "SB_TOTAL"), _by_rules(explanation_cells.of_amount)
    ),
    "SB_LATE_FEE": _by_rules(explanation_cells.of_late_fee),
    **dict.fromkeys(("SB_RATE", "SB_FLOOR", "SB_CAP"), _by_rules(explanation_cells.of_value)),
}
