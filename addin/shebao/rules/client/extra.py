"""Why a line of 补缴, 补差 or 调整补收 is as much as it is: its base at its own month's rates."""

from dataclasses import dataclass

from shebao.domain.money import yuan
from shebao.rules.client.billed import LawThen
from shebao.rules.client.detail_line import DetailLine
from shebao.rules.premiums.premium import share_fen


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
