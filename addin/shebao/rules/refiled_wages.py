"""The wages by which bills were filed, by which they charge now, and which the sheets ask for."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageRow

NAMED = 5  # how many people a sentence names before it only counts

Charge = tuple[str, str]  # period and insurance


@dataclass(frozen=True, slots=True)
class Charged:
    """Who is charged, and on which wage."""

    name: str
    wage_fen: int


Charges = Mapping[tuple[Charge, str], Charged]  # by charge and id number


def is_lowered(filed: Charges, now: Charges) -> bool:
    """Whether somebody is charged on less than was filed."""
    return any(one.wage_fen < filed[at].wage_fen for at, one in now.items() if at in filed)


def changes(filed: Charges, now: Charges) -> str:
    """Say who is charged otherwise than was filed, who came and who went; empty for nobody."""
    moved = {
        f"{one.name} {yuan(filed[at].wage_fen)}→{yuan(one.wage_fen)}"
        for at, one in now.items()
        if at in filed and one.wage_fen != filed[at].wage_fen
    }
    before, after = ({at[1]: one.name for at, one in side.items()} for side in (filed, now))
    parts = {
        "缴费工资变动": moved,
        "增加": {f"{name}" for person, name in after.items() if person not in before},
        "减少": {f"{name}" for person, name in before.items() if person not in after},
    }
    said = "，".join(f"{what} {_named(sorted(who))}" for what, who in parts.items() if who)
    return f"与原申报相比：{said}。" if said else ""


def unmet(row: WageRow, due: Collection[Charge], now: Charges) -> bool:
    """Whether a row asks for a wage that its person is not charged on.

    ``due`` are the charges that the row would change: those of the person's enrolments, from the
    first month of the filing on. A row without any readable wage asks for something unknown.
    """
    asked = _asked(row)
    if due and None in asked.values():
        return True
    for charge in due:
        wage_fen = asked_fen(row, charge[1])
        charged = now.get((charge, row.id_number))
        if wage_fen is not None and (charged is None or charged.wage_fen != wage_fen):
            return True
    return bool(due) and not asked


def asked_fen(row: WageRow, insurance: str) -> int | None:
    """Return the wage that a row asks for in an insurance; None for none, or an unreadable one."""
    asked = _asked(row)
    return asked.get(insurance, asked.get(BY_PERSON))


def _asked(row: WageRow) -> dict[str, int | None]:
    return {cell.insurance: cell.wage_fen for cell in row.cells if cell.typed not in (None, "")}


def _named(words: list[str]) -> str:
    more = f" 等 {len(words)} 项" if len(words) > NAMED else ""
    return "、".join(words[:NAMED]) + more
