"""What one person and the unit still owe for a filed month (补差), and why.

The unit's part and the person's are each for themselves: what became less is refunded on
application and never lessens the other. Source: seed G 2.4.3.2 四（二）, 2.11.3 一.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from shebao.contract.premiums import BillLine
from shebao.contract.rule_file import RoundingRule
from shebao.domain.limits import Limits, Rate
from shebao.domain.money import yuan
from shebao.rules.premiums.premium import Premium, premium, share_fen


class Why(StrEnum):
    """Why a filed month lacks something, or holds too much."""

    NEWCOMER = "新增人员"
    RAISE = "缴费工资调高"
    LOWERED = "缴费工资调低"
    FLOOR = "缴费下限"
    CAP = "缴费上限"
    RATE = "费率或定额"


@dataclass(frozen=True, slots=True)
class Charged:
    """What the filed bills of one insurance and month charge one person, and on which wage."""

    wage_fen: int
    base_fen: int
    unit_fen: int
    person_fen: int

    @property
    def total_fen(self) -> int:
        """Unit and person together."""
        return self.unit_fen + self.person_fen


NOTHING = Charged(0, 0, 0, 0)  # of somebody whom no filed bill of the month names


@dataclass(frozen=True, slots=True)
class TopUp:
    """What is due now beside what was charged; one of the two sums may be nothing."""

    why: Why
    wage_fen: int
    old: Charged
    new: Premium

    @property
    def unit_fen(self) -> int:
        """What the unit still owes."""
        return max(self.new.unit_fen - self.old.unit_fen, 0)

    @property
    def person_fen(self) -> int:
        """What the person still owes."""
        return max(self.new.person_fen - self.old.person_fen, 0)

    @property
    def total_fen(self) -> int:
        """Both together: what the bureau bills in addition."""
        return self.unit_fen + self.person_fen

    @property
    def over_fen(self) -> int:
        """What was charged too much by now, and could be refunded."""
        return self.total_fen - (self.new.total_fen - self.old.total_fen)

    def is_at_other_rate(self, rate: Rate, rounding: RoundingRule) -> bool:
        """Whether what was charged was charged at another rate, whatever else changed too.

        Each bill that charged was rounded by itself.
        """
        if self.old == NOTHING:
            return False
        of_unit = share_fen(self.old.base_fen, rate.unit_ppm, rounding)
        return self.why is Why.RATE or abs(of_unit - self.old.unit_fen) > 2 * rounding.unit_fen

    @property
    def words(self) -> str:
        """What changed, for HR."""
        if self.why is Why.NEWCOMER:
            return (
                f"该属期申报之后才有缴费工资 {yuan(self.wage_fen)} 元，已申报的账单中没有此人；"
                f"缴费基数 {yuan(self.new.base_fen)} 元，补缴 {yuan(self.total_fen)} 元。"
            )
        if self.why in (Why.RAISE, Why.LOWERED):
            changed = f"缴费工资由 {yuan(self.old.wage_fen)} 元变为 {yuan(self.wage_fen)} 元"
        elif self.why is Why.RATE:
            changed = "费率或定额自该属期起变动"
        else:
            changed = f"{self.why}自该属期起变动"
        return (
            f"{changed}，缴费基数 {yuan(self.old.base_fen)} 元变为 {yuan(self.new.base_fen)} 元；"
            f"应缴 {yuan(self.new.total_fen)} 元，已申报 {yuan(self.old.total_fen)} 元，"
            f"补缴 {yuan(self.total_fen)} 元。"
        )


def charged(bills: Iterable[Iterable[BillLine]]) -> dict[str, Charged]:
    """Return what some bills of one insurance and month charge together, by person number.

    The first is the ordinary one, its 差额补缴 follow in order: those say the newer wage, and may
    name people who came after the first was filed.
    """
    found: dict[str, Charged] = {}
    for lines in bills:
        for line in lines:
            was = found.get(line.person_no, NOTHING)
            found[line.person_no] = Charged(
                line.wage_fen,
                was.base_fen + line.base_fen,
                was.unit_fen + line.unit_fen,
                was.person_fen + line.person_fen,
            )
    return found


def top_up(
    old: Charged, wage_fen: int, insurance: str, limits: Limits, rate: Rate, rounding: RoundingRule
) -> TopUp | None:
    """Return what differs by the wage and the rules of now, or None when nothing does."""
    new = premium(wage_fen, insurance, limits, rate, rounding)
    if (new.unit_fen, new.person_fen) == (old.unit_fen, old.person_fen):
        return None
    if old == NOTHING:
        why = Why.NEWCOMER
    elif wage_fen > old.wage_fen and new.base_fen > old.base_fen:
        why = Why.RAISE
    elif wage_fen < old.wage_fen and new.base_fen < old.base_fen:
        why = Why.LOWERED
    elif new.base_fen == old.base_fen:
        why = Why.RATE
    else:
        why = Why.FLOOR if wage_fen < max(new.base_fen, old.base_fen) else Why.CAP
    return TopUp(why, wage_fen, old, new)


def lacking_fen(
    old: Charged,
    wage_fen: int,
    insurance: str,
    limits: Limits,
    rate: Rate,
    rounding: RoundingRule,
) -> int:
    """Return what is still owed on a wage; ``NOTHING`` was filed for a newcomer."""
    found = top_up(old, wage_fen, insurance, limits, rate, rounding)
    return found.total_fen if found else 0
