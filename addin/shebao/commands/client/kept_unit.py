"""What the client's files told of the unit itself: its name, its unit numbers, its injury rate."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Self

from shebao.commands.desk.context import Context
from shebao.contract.session import Employer, EmployerKind, UnitNumber
from shebao.contract.wire import Ppm
from shebao.domain.unit_mark import BY_CLIENT
from shebao.rule_book.regions import Region
from shebao.rules.client.detail_line import DetailLine
from shebao.rules.client.fields import NO_UNIT_NO
from shebao.store import Store

_SETTING = "client_unit/"
# The first character of a 统一社会信用代码 is who registered it, the second what it is.
_KINDS = {"1": EmployerKind.PUBLIC_BODY, "92": EmployerKind.SOLE_TRADER}


@dataclass(frozen=True, slots=True)
class KeptUnit:
    """``unit_numbers`` has the insurances of each; ``injury_ppm`` is None before a detail tells."""

    name: str = ""
    unit_numbers: dict[str, list[str]] = field(default_factory=dict)
    injury_ppm: int | None = None


class ClientEmployer(Employer):
    """An employer as the client's files tell of it: not all that a bureau would say."""

    # Narrower answers are for bureaus; a frozen model may well be wider where nobody writes it.
    injury_rate_ppm: Ppm | None = None  # type: ignore[assignment]

    @classmethod
    def of(cls, region: Region, tax_id: str, unit: KeptUnit) -> Self:
        """Return the employer of a tax id that is insured in a city."""
        kind = _KINDS.get(tax_id[:2]) or _KINDS.get(tax_id[:1], EmployerKind.ENTERPRISE)
        return cls(
            account_id=account_of(tax_id, region.code),
            tax_id=tax_id,
            name=unit.name or "本单位",
            kind=kind,
            registration_type=BY_CLIENT,
            region=region.code,
            region_name=region.name,
            tax_office_no=region.code,
            tax_office=region.name,
            injury_rate_ppm=unit.injury_ppm,
            established_on="2000-01-01",
            unit_numbers=[
                UnitNumber(unit_no=number, agency="", insurances=insurances)
                for number, insurances in sorted(unit.unit_numbers.items())
            ],
        )


def account_of(tax_id: str, region: str) -> str:
    """Return what the store keeps a unit's files under: never a bureau's account."""
    return f"client-{tax_id}-{region}"


def kept_unit(store: Store, account: str) -> KeptUnit:
    """Return what is known of the unit; nothing before its first file."""
    text = store.settings.get(f"{_SETTING}{account}")
    return KeptUnit(**json.loads(text)) if text else KeptUnit()


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
    text = json.dumps(asdict(kept), ensure_ascii=False)
    ctx.store.settings.put(f"{_SETTING}{ctx.account}", text)
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
