"""What a reconciliation comes to in words: the unexplained first, then what is to be done."""

from collections import Counter
from collections.abc import Sequence

from shebao.domain.money import yuan
from shebao.rules.premiums.bill_causes import Cause, Explained

LIMITS = (Cause.FLOOR, Cause.CAP)
AS_THE_LAW_SAYS = (*LIMITS, Cause.TOP_UP, Cause.ROUNDING)


def verdict(found: Sequence[Explained]) -> str:
    """Return one or two sentences over the lines of some bills, each counted in lines."""
    causes = [{part.cause for part in line.parts} for line in found if line.parts]
    lines = Counter(cause for line in causes for cause in line)
    usual = "，".join(f"{cause} {lines[cause]} 行" for cause in AS_THE_LAW_SAYS if lines[cause])
    odd = lines.keys() - set(AS_THE_LAW_SAYS)
    if not odd:
        return _equal(len(found), usual, lines)
    words = ""
    if unsure := lines[Cause.UNEXPLAINED]:
        rests = [p.fen for line in found for p in line.parts if p.cause is Cause.UNEXPLAINED]
        words = f"{unsure} 行差异无法解释（{_added_up(rests)}），排在最前，请先核实。"
    to_act = [cause for cause in Cause if cause in odd and cause is not Cause.UNEXPLAINED]
    if to_act:
        count = sum(not line.isdisjoint(to_act) for line in causes)
        listed = "，".join(f"{cause} {lines[cause]} 行" for cause in to_act)
        words += f"需要处理 {count} 行：{listed}，办法见“说明”列。"
    return words + (f"其余差异符合规定：{usual}。" if usual else "其余全部一致。")


def _added_up(rests: Sequence[int]) -> str:
    """Add up; what is charged too much never makes up for what is charged too little."""
    more, less = sum(fen for fen in rests if fen > 0), -sum(fen for fen in rests if fen < 0)
    if more and less:
        return f"多计 {yuan(more)} 元，少计 {yuan(less)} 元"
    return f"合计 {yuan(more - less)} 元"


def _equal(count: int, usual: str, lines: Counter[Cause]) -> str:
    if not count:
        return "没有可核对的明细。"
    if not usual:
        return f"{count} 行全部一致。"
    kinds = ["保底限高"] if any(lines[cause] for cause in LIMITS) else []
    kinds += ["差额补缴"] if lines[Cause.TOP_UP] else []
    kinds += ["尾差"] if lines[Cause.ROUNDING] else []
    return f"除{'和'.join(kinds)}外全部一致（{usual}）。"
