"""Bills as the details of the client tell them, with what a layout leaves out filled by the law.

Filled is only what agrees with the amount to the fen: a wage that the law turns into the stated
base, a rate that turns the base into the stated share. Otherwise the amounts themselves speak.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shebao.contract.premiums import Bill, BillLine
from shebao.contract.rule_file import RoundingRule
from shebao.contract.states import PayableState
from shebao.domain.insurances import insurance_name
from shebao.domain.limits import Limits, Rate
from shebao.domain.money import yuan
from shebao.rules.client.detail_line import DetailLine
from shebao.rules.premiums.premium import base_fen, share_fen

_MOST_PPM = 1_000_000
INJURY = "410"


@dataclass(frozen=True, slots=True)
class LawThen:
    """What holds for one insurance in the month of the detail; ``rate`` is None without one."""

    limits: Limits
    rate: Rate | None
    rounding: RoundingRule


def lines_by_bill(lines: Iterable[DetailLine]) -> dict[str, list[DetailLine]]:
    """Return the lines by the number of their bill: one for each unit number and insurance."""
    found: dict[str, list[DetailLine]] = {}
    for line in lines:
        number = f"{line.period}-{line.unit_no}-{line.insurance}"
        found.setdefault(number, []).append(line)
    return found


def bills_of(
    by_no: Mapping[str, Sequence[DetailLine]],
    revision: int,
    names: Mapping[str, str],
    filled: Mapping[str, int],
) -> list[Bill]:
    """Return the bills of lines by number; ``filled`` are the sums of their bases."""
    return [
        Bill(
            bill_no=number,
            revision=revision,
            period=of_it[0].period,
            unit_no=of_it[0].unit_no,
            agency="",
            insurance=of_it[0].insurance,
            insurance_name=insurance_name(of_it[0].insurance, names),
            people=len(of_it),
            base_fen=filled[number],
            unit_fen=sum(line.unit or 0 for line in of_it),
            person_fen=sum(line.person or 0 for line in of_it),
            amount_fen=sum(line.amount for line in of_it),
            state=PayableState.INITIAL,
        )
        for number, of_it in sorted(by_no.items())
    ]


def bill_lines_of(
    lines: Sequence[DetailLine], own_wages: Mapping[str, int | None], law: LawThen
) -> list[BillLine]:
    """Return one bill's lines in the file's order; ``own_wages`` are ours by id number."""
    return [
        _filled(number, line, own_wages.get(line.id_number), law)
        for number, line in enumerate(lines, start=1)
    ]


def _filled(number: int, line: DetailLine, own: int | None, law: LawThen) -> BillLine:
    wage_of_own = None if own is None else base_fen(own, line.insurance, law.limits)
    base = line.base
    if base is None and line.wage is not None:
        base = base_fen(line.wage, line.insurance, law.limits)
    if base is None and wage_of_own is not None and _gives(wage_of_own, line, law):
        base = wage_of_own
    if base is None:
        base = _base_behind(line, law)
    wage = line.wage
    if wage is None:
        wage = own if own is not None and wage_of_own == base else base
    rate = law.rate
    by_law = (rate.unit_ppm, rate.unit_fixed_fen) if rate else None
    unit_ppm = _rate(line.unit_ppm, base, line.unit or 0, by_law, law.rounding)
    by_law = (rate.person_ppm, rate.person_fixed_fen) if rate else None
    person_ppm = _rate(line.person_ppm, base, line.person or 0, by_law, law.rounding)
    return BillLine(
        line=number,
        person_no=line.person_no or line.id_number,
        name=line.name,
        id_type=line.id_type,
        id_number=line.id_number,
        wage_fen=wage,
        base_fen=base,
        unit_ppm=unit_ppm,
        person_ppm=person_ppm,
        unit_fen=line.unit or 0,
        person_fen=line.person or 0,
        reduction_fen=line.whole_reduction,
        due_fen=line.amount - line.whole_reduction,
    )


def _gives(base: int, line: DetailLine, law: LawThen) -> bool:
    """Whether the law makes of this base what the line says, within a unit of rounding."""
    if law.rate is None:
        return False
    own = sum(share_fen(base, p, law.rounding) for p in (law.rate.unit_ppm, law.rate.person_ppm))
    own += law.rate.unit_fixed_fen + law.rate.person_fixed_fen
    return abs(own - line.amount) <= 2 * law.rounding.unit_fen


def _base_behind(line: DetailLine, law: LawThen) -> int:
    """Return the base that the amount comes from by the known rate; 0 when none is known."""
    stated = (line.unit_ppm or 0) + (line.person_ppm or 0)
    by_law = law.rate.unit_ppm + law.rate.person_ppm if law.rate else 0
    ppm = stated or by_law
    return round(line.amount * _MOST_PPM / ppm) if ppm else 0


def _rate(
    stated: int | None,
    base: int,
    amount: int,
    by_law: tuple[int, int] | None,
    rounding: RoundingRule,
) -> int:
    """Return the rate of a share; ``by_law`` are the law's rate and its fixed sum."""
    if stated is not None:
        as_percent = stated // 100  # 0.5 for half a percent
        gives = (share_fen(base, ppm, rounding) for ppm in (stated, as_percent))
        fits = [abs(each - amount) <= rounding.unit_fen for each in gives]
        return as_percent if fits == [False, True] else stated
    if by_law is not None:
        ppm, fixed = by_law
        if abs(share_fen(base, ppm, rounding) + fixed - amount) <= rounding.unit_fen:
            return ppm
    return min(round(amount * _MOST_PPM / base), _MOST_PPM) if base else 0


def injury_ppm_of(
    lines: Iterable[DetailLine], own_wages: Mapping[str, int | None], limits: Limits
) -> int | None:
    """Return the unit's own rate of 工伤, as most lines have it; None without any.

    A detail may leave the rate out; an amount over its base tells it to a hundred-thousandth.
    """
    found: Counter[int] = Counter()
    for line in lines:
        if line.insurance != INJURY or not line.unit:
            continue
        own = own_wages.get(line.id_number)
        base = line.base or (None if own is None else base_fen(own, INJURY, limits))
        if base:
            found[round(line.unit * _MOST_PPM / base / 10) * 10] += 1
    return max(found, key=lambda ppm: (found[ppm], -ppm), default=None)


@dataclass(frozen=True, slots=True)
class Found:
    """What the law makes of a line's base, None where that is not known, and a sentence for HR."""

    own_fen: int | None
    sentence: str
    is_explained: bool = False


def explain_extra(line: DetailLine, law: LawThen) -> Found:
    """Hold a line's shares against base times rate of its month, within a unit of rounding each."""
    what = f"{line.period} 的{line.kind}"
    if line.base is None or law.rate is None:
        lacking = "明细没有缴费基数" if line.base is None else f"规则文件没有 {line.period} 的费率"
        return Found(None, f"{what}：{lacking}，没有核对；请与征收通知核对。")
    shares = [
        (line.unit, law.rate.unit_ppm, law.rate.unit_fixed_fen),
        (line.person, law.rate.person_ppm, law.rate.person_fixed_fen),
    ]
    own = sum(
        share_fen(line.base, ppm, law.rounding) + fixed
        for told, ppm, fixed in shares
        if told is not None
    )
    rest = line.amount - own
    said = f"{what}：基数 {yuan(line.base)} 元按该月费率应缴 {yuan(own)} 元，"
    if abs(rest) <= 2 * law.rounding.unit_fen:
        return Found(own, f"{said}与明细一致；不在本期账单金额中。", is_explained=True)
    return Found(own, f"{said}明细是 {yuan(line.amount)} 元，相差 {yuan(rest)} 元；请核实。")
