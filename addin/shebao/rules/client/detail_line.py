"""One line of a month's detail, and how lines that tell of the same premium become one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from shebao.rules.client.fields import NO_UNIT_NO
from shebao.rules.client.insurance_words import Side


@dataclass(frozen=True, slots=True)
class DetailLine:
    """One person's premium for one insurance in one month; None where the file does not say.

    Amounts in fen, rates in ppm.
    """

    period: str
    unit_no: str
    insurance: str
    name: str
    id_type: str
    id_number: str
    person_no: str
    wage: int | None = None
    base: int | None = None
    unit_ppm: int | None = None
    person_ppm: int | None = None
    unit: int | None = None
    person: int | None = None
    reduction: int = 0  # with a row of the unit's share, or of both
    person_reduction: int = 0  # with a row of the person's share alone
    kind: str = ""  # its 业务类型 where that is no 正常缴费, such as 补缴

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells a line from every other one."""
        return self.period, self.unit_no, self.insurance, self.id_number

    @property
    def amount(self) -> int:
        """Both shares together."""
        return (self.unit or 0) + (self.person or 0)

    @property
    def whole_reduction(self) -> int:
        """What is taken off both shares."""
        return self.reduction + self.person_reduction


def joined_lines(old: DetailLine | None, new: DetailLine) -> DetailLine | None:
    """Return both shares as one line; None when one share is there twice."""
    if old is None:
        return new
    if old.unit is not None and new.unit is not None:
        return None
    if old.person is not None and new.person is not None:
        return None
    return _with_share(old, new)


def with_insurance(
    old: Sequence[DetailLine], new: Sequence[DetailLine], side: Side
) -> list[DetailLine]:
    """Return a month's lines with one insurance, or only ``side`` of it, as a newer file has it.

    What other insurances and other unit numbers have stays. A line whose unit number was not known
    is the newer file's too.
    """
    fresh = {line.key: line for line in new}
    numbers = {line.unit_no for line in new} | {NO_UNIT_NO}
    is_all = any(line.unit_no == NO_UNIT_NO for line in new)
    kept, merged = [], dict(fresh)
    for line in old:
        is_told = line.insurance == new[0].insurance and (is_all or line.unit_no in numbers)
        rest = _without(line, side) if is_told else line
        if rest is None:
            continue
        if is_told and line.key in fresh:
            merged[line.key] = _with_share(rest, fresh[line.key])
        else:
            kept.append(rest)
    return kept + list(merged.values())


def _without(line: DetailLine, side: Side) -> DetailLine | None:
    """Return what a line has besides a share; None when nothing is left."""
    if side is Side.UNIT and line.person is not None:
        return replace(line, unit=None, unit_ppm=None, reduction=0)
    if side is Side.PERSON and line.unit is not None:
        return replace(line, person=None, person_ppm=None, person_reduction=0)
    return None


def _with_share(old: DetailLine, new: DetailLine) -> DetailLine:
    """Return a line with the new share beside the old one; what only one says stays."""
    return replace(
        new,
        wage=old.wage if new.wage is None else new.wage,
        base=old.base if new.base is None else new.base,
        unit=old.unit if new.unit is None else new.unit,
        person=old.person if new.person is None else new.person,
        unit_ppm=old.unit_ppm if new.unit is None else new.unit_ppm,
        person_ppm=old.person_ppm if new.person is None else new.person_ppm,
        reduction=old.reduction + new.reduction,
        person_reduction=old.person_reduction + new.person_reduction,
    )
