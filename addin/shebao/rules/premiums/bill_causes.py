"""Why a bill charges a person otherwise than wage times rate, to the fen.

The way from our amount to the bureau's is walked in steps, each with its cause, so that the parts
always add up to the difference. Source: seed G 2.4.1.3 三.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from shebao.contract.rule_file import RoundingRule
from shebao.domain.limits import Limits, Rate
from shebao.domain.money import yuan
from shebao.rules.premiums.premium import base_fen, share_fen
from shebao.rules.premiums.top_up import NOTHING, Charged, top_up

PPM_PERCENT = 10_000


class Cause(StrEnum):
    """Why two amounts differ."""

    FLOOR = "保底"
    CAP = "限高"
    NO_WAGE = "未申报缴费工资"
    JOINED = "新增未计入"
    LEFT = "离职未减员"
    NOT_ENROLLED = "未参保"
    WAGE = "缴费工资不同"
    RATE = "费率不同"
    TOP_UP = "差额补缴"
    ROUNDING = "尾差"
    UNEXPLAINED = "原因不明"


@dataclass(frozen=True, slots=True)
class Ours:
    """One enrolment as we know it; months as ``YYYY-MM``.

    ``has_left`` says that the employer no longer employs the person; ``filed_fen`` is the wage that
    was filed from here when another filing has replaced it since.
    """

    wage_fen: int | None
    enrolled_from: str
    enrolled_to: str | None
    has_left: bool = False
    filed_fen: int | None = None

    @property
    def own_fen(self) -> int | None:
        """The wage that the employer reckons with."""
        return self.wage_fen if self.filed_fen is None else self.filed_fen


@dataclass(frozen=True, slots=True)
class Billed:
    """One person of a bill as the bureau worked it out."""

    wage_fen: int
    base_fen: int
    unit_ppm: int
    person_ppm: int
    amount_fen: int  # unit and person together
    is_leaver: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """What is in force for one insurance in one period.

    ``tolerance_fen`` is up to how much a rest is called rounding; ``rate`` is None where the rule
    file has none.
    """

    period: str
    insurance: str
    limits: Limits
    rate: Rate | None
    rounding: RoundingRule
    tolerance_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """One cause with its share of the difference, and a sentence for HR."""

    cause: Cause
    fen: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Both amounts in fen, and the parts that add up to ``billed_fen - own_fen``; none if equal."""

    own_fen: int
    billed_fen: int
    parts: tuple[Part, ...]


def explain(ours: Ours | None, billed: Billed | None, terms: Terms) -> Explained:
    """Return why the bureau's amount is not ours; one of the two may be missing."""
    if terms.rate is None:
        amount = billed.amount_fen if billed else 0
        words = f"规则文件没有 {terms.period} 的费率，未测算。"
        return Explained(0, amount, (Part(Cause.UNEXPLAINED, amount, words),))
    if billed is None:
        return _not_billed(ours, terms, terms.rate)
    if (part := _should_not_be_billed(ours, billed, terms)) is not None:
        return Explained(0, billed.amount_fen, (part,))
    assert ours is not None, "nobody unknown to us passes the step before"  # noqa: S101
    if ours.has_left:
        words = "上次核对的工资表没有此人，仍在参保；如已离职，请到社保经办机构办理减员。"
        return _not_expected(Cause.LEFT, words, ours, billed, terms, terms.rate)
    if ours.wage_fen is None:
        words = f"本机没有其缴费工资，税务按 {yuan(billed.wage_fen)} 元计算；请更新职工后重新核对。"
        return _not_expected(Cause.WAGE, words, ours, billed, terms, terms.rate)
    if ours.filed_fen is not None:
        words = (
            f"本机申报的工资是 {yuan(ours.filed_fen)} 元，税务按 {yuan(billed.wage_fen)} 元计算"
            "（可能由他人另行申报）；请点击“核对已申报工资”。"
        )
        return _walked(ours.filed_fen, billed, terms, terms.rate, words)
    return _walked(ours.wage_fen, billed, terms, terms.rate)


def explain_with_top_up(
    ours: Ours | None, billed: Billed, added: Charged | None, terms: Terms
) -> Explained:
    """Return why a bill charges a person, who may have a 差额补缴 in the same month.

    Together they are what the law makes of the wage; what was added stands in the other bill.
    """
    if added is None:
        return explain(ours, billed, terms)
    whole = replace(
        billed,
        wage_fen=added.wage_fen,
        base_fen=billed.base_fen + added.base_fen,
        amount_fen=billed.amount_fen + added.total_fen,
    )
    found = explain(ours, whole, terms)
    words = f"其中 {yuan(added.total_fen)} 元在该属期的差额补缴账单中。"
    parts = (*found.parts, Part(Cause.TOP_UP, -added.total_fen, words))
    return Explained(found.own_fen, billed.amount_fen, parts)


def explain_top_up(
    old: Charged | None, wage_fen: int | None, billed: Billed | None, terms: Terms
) -> Explained:
    """Return why a 差额补缴 charges a person: nothing of it is of this month's wage times rate.

    ``old`` is what was filed before it, None of a newcomer. What the law makes of the present wage
    has its own words; no fen beyond that is called so.
    """
    amount = billed.amount_fen if billed else 0
    if terms.rate is None or (old is None and wage_fen is None):
        words = (
            "该属期已申报的账单和本机的参保职工中都没有此人，或没有费率，无法核对差额；"
            "请更新职工后重新核对，仍没有的联系主管税务机关核实。"
        )
        return Explained(0, amount, (Part(Cause.UNEXPLAINED, amount, words),))
    old = old or NOTHING
    wage = billed.wage_fen if wage_fen is None and billed else wage_fen or old.wage_fen
    at = terms.insurance, terms.limits, terms.rate, terms.rounding
    ours = top_up(old, wage, *at)
    theirs = top_up(old, billed.wage_fen, *at) if billed else ours
    lawful, on_theirs = (one.total_fen if one else 0 for one in (ours, theirs))
    rest = amount - on_theirs
    steps = [Part(Cause.TOP_UP, lawful, ours.words if ours else "")]
    if on_theirs != lawful and billed:
        steps.append(Part(Cause.WAGE, on_theirs - lawful, _other_wage(wage, billed)))
    if billed is None:
        words = f"应补缴 {yuan(lawful)} 元，差额补缴账单中没有此人；请刷新待申报后重新核对。"
        return Explained(lawful, 0, (Part(Cause.UNEXPLAINED, -lawful, words),) if lawful else ())
    steps.append(_rest(rest, terms))
    return Explained(0, amount, tuple(part for part in steps if part.fen))


def _not_billed(ours: Ours | None, terms: Terms, rate: Rate) -> Explained:
    if ours is None or ours.wage_fen is None:
        words = "已参保而没有申报缴费工资，账单没有计入；请先申报缴费工资，再刷新待申报。"
        return Explained(0, 0, (Part(Cause.NO_WAGE, 0, words),))
    own = _amount(ours.wage_fen, rate, terms)
    if ours.enrolled_from == terms.period:
        part = Part(Cause.JOINED, -own, "本期新增参保，账单没有计入；请刷新待申报。")
    else:
        words = f"自 {ours.enrolled_from} 参保并已申报缴费工资，账单中没有；请联系主管税务机关。"
        part = Part(Cause.UNEXPLAINED, -own, words)
    return Explained(own, 0, (part,))


def _should_not_be_billed(ours: Ours | None, billed: Billed, terms: Terms) -> Part | None:
    amount = billed.amount_fen
    ended = ours is not None and ours.enrolled_to is not None and ours.enrolled_to < terms.period
    if billed.is_leaver or (ours is not None and ended):
        last = f"最后缴费月为 {ours.enrolled_to}，" if ours and ours.enrolled_to else ""
        words = f"{last}跨月减员后仍在账单中；须由办税服务厅核销后刷新，方可确认申报。"
        return Part(Cause.LEFT, amount, words)
    if ours is None or ours.enrolled_from > terms.period:
        words = "参保职工中没有此人本期的该险种；请更新职工，仍没有的联系社保经办机构。"
        return Part(Cause.NOT_ENROLLED, amount, words)
    return None


def _not_expected(
    cause: Cause, words: str, ours: Ours, billed: Billed, terms: Terms, rate: Rate
) -> Explained:
    """Explain by the cause what the law makes of the wage, and no fen beyond it."""
    wage_fen = billed.wage_fen if ours.wage_fen is None else ours.wage_fen
    walked = _walked(wage_fen, billed, terms, rate)
    odd = tuple(part for part in walked.parts if part.cause not in (Cause.FLOOR, Cause.CAP))
    lawful = billed.amount_fen - sum(part.fen for part in odd)
    return Explained(0, billed.amount_fen, (Part(cause, lawful, words), *odd))


def _walked(
    wage_fen: int, billed: Billed, terms: Terms, rate: Rate, other_wage: str = ""
) -> Explained:
    """Walk from a wage to what is billed; ``other_wage`` says of another one what is known."""
    own = _amount(wage_fen, rate, terms)
    if _is_same(wage_fen, billed, terms, rate) and own == billed.amount_fen:
        return Explained(own, own, ())  # every step below would come to nothing
    plain = _amount(billed.wage_fen, rate, terms)
    base = base_fen(billed.wage_fen, terms.insurance, terms.limits)
    clamped = _amount(base, rate, terms)
    rated = _amount(base, rate, terms, billed)
    bases = f"缴费基数应为 {yuan(base)} 元，税务为 {yuan(billed.base_fen)} 元，"
    is_floor = base > billed.wage_fen
    steps = (
        Part(Cause.WAGE, plain - own, other_wage or _other_wage(wage_fen, billed)),
        Part(
            Cause.FLOOR if is_floor else Cause.CAP,
            clamped - plain,
            f"缴费工资 {yuan(billed.wage_fen)} 元{'低于下限' if is_floor else '高于上限'}，"
            f"按 {yuan(base)} 元计费。",
        ),
        Part(
            Cause.RATE,
            rated - clamped,
            _other_rate(billed, rate),
        ),
        _rest(billed.amount_fen - rated, terms, bases),
    )
    return Explained(own, billed.amount_fen, tuple(part for part in steps if part.fen))


def _other_rate(billed: Billed, rate: Rate) -> str:
    """Say both rates; a registered one may have been changed since the period."""
    theirs = f"税务的费率是单位 {_percent(billed.unit_ppm)}、个人 {_percent(billed.person_ppm)}"
    ours = f"{_percent(rate.unit_ppm)}、{_percent(rate.person_ppm)}"
    if not rate.is_registered:
        return f"{theirs}，规则文件是 {ours}。"
    return (
        f"{theirs}，本单位现登记的是 {ours}；费率在该属期之后变更的，与该属期无关，"
        "否则请向主管税务机关核实。"
    )


def _other_wage(own_fen: int, billed: Billed) -> str:
    """Say both wages; other parts' sentences may stand before it."""
    theirs = yuan(billed.wage_fen)
    return f"本机工资是 {yuan(own_fen)} 元，税务按 {theirs} 元计算；请更新职工后核对。"


def _is_same(wage_fen: int, billed: Billed, terms: Terms, rate: Rate) -> bool:
    """Whether the bureau worked with our wage, within the limits, and with the rule's rates."""
    return wage_fen == billed.wage_fen == base_fen(wage_fen, terms.insurance, terms.limits) and (
        billed.unit_ppm,
        billed.person_ppm,
    ) == (rate.unit_ppm, rate.person_ppm)


def _rest(fen: int, terms: Terms, bases: str = "") -> Part:
    """Tell what no other step explains."""
    if abs(fen) <= terms.tolerance_fen:
        return Part(Cause.ROUNDING, fen, f"舍入相差 {yuan(fen)} 元，在尾差上限以内。")
    words = f"{bases}还有 {yuan(fen)} 元找不到原因；请联系主管税务机关核实。"
    return Part(Cause.UNEXPLAINED, fen, words)


def _amount(base: int, rate: Rate, terms: Terms, billed: Billed | None = None) -> int:
    """Return what is owed on a base, by the rates that a bill is of where one is given."""
    by = billed or rate
    unit = share_fen(base, by.unit_ppm, terms.rounding) + rate.unit_fixed_fen
    return unit + share_fen(base, by.person_ppm, terms.rounding) + rate.person_fixed_fen


def _percent(ppm: int) -> str:
    return f"{ppm / PPM_PERCENT:g}%"
