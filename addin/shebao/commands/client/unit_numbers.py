"""The unit itself and whose unit number each enrolment has, as the client's files tell it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from shebao.commands.client.kept_unit import NO_UNIT_NO, keep_unit, kept_unit
from shebao.commands.desk.context import Context
from shebao.rules.client.detail_line import DetailLine


def keep_told(
    ctx: Context,
    name: str,
    numbers: Iterable[tuple[str, str]],
    injury_ppm: int | None = None,
    *,
    is_all: bool,
) -> None:
    """Keep what a file tells of the unit: its name, its own 工伤 rate, its unit numbers.

    ``numbers`` are pairs of unit number and insurance. A roster's are all there are; a detail adds
    to those known, and its name counts only where none is known.
    """
    unit = kept_unit(ctx.store, ctx.account)
    found: dict[str, set[str]] = {}
    if not is_all:
        found = {number: set(codes) for number, codes in unit.unit_numbers.items()}
    for number, insurance in numbers:
        if number != NO_UNIT_NO:
            found.setdefault(number, set()).add(insurance)
    told = {number: sorted(codes) for number, codes in found.items()} or unit.unit_numbers
    names = (name, unit.name) if is_all else (unit.name, name)
    kept = replace(
        unit,
        name=names[0] or names[1],
        unit_numbers=told,
        injury_ppm=unit.injury_ppm if injury_ppm is None else injury_ppm,
    )
    keep_unit(ctx.store, ctx.account, kept)
    ctx.__dict__.pop("bureau", None)  # its session is of the unit before


def with_unit_numbers(ctx: Context, lines: Sequence[DetailLine]) -> list[DetailLine]:
    """Return the lines under the unit numbers of the roster where the file names none.

    A person who has the insurance under several numbers stays without one.
    """
    numbers: dict[tuple[str, str], set[str]] = {}
    for employee in ctx.store.employees.load(ctx.account):
        for one in employee.enrolments:
            at = (employee.id_number.upper(), one.insurance)
            numbers.setdefault(at, set()).add(one.unit_no)
    known = kept_unit(ctx.store, ctx.account).unit_numbers
    only = set(known) if len(known) == 1 else set()
    found = []
    for line in lines:
        mine = numbers.get((line.id_number, line.insurance), only)
        is_told = line.unit_no != NO_UNIT_NO or len(mine) != 1
        found.append(line if is_told else replace(line, unit_no=next(iter(mine))))
    return found


def settle_unit_numbers(ctx: Context, lines: Sequence[DetailLine]) -> None:
    """Give enrolments whose roster named no unit number the detail's."""
    numbers = {(line.id_number, line.insurance): line.unit_no for line in lines}
    changed = []
    revision = int(ctx.now().timestamp())
    for employee in ctx.store.employees.load(ctx.account):
        enrolments = [
            replace(
                one,
                unit_no=numbers.get((employee.id_number.upper(), one.insurance), one.unit_no),
            )
            if one.unit_no == NO_UNIT_NO
            else one
            for one in employee.enrolments
        ]
        if enrolments != employee.enrolments:
            changed.append(replace(employee, enrolments=enrolments, revision=revision))
    if changed:
        ctx.store.employees.replace_changes(ctx.account, changed, revision, ctx.now())
