"""The lines of a client's detail that are no 正常缴费, held against the law of their own months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shebao.commands.client.details import detail_of, law_then
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.rules.client.billed import Found, explain_extra
from shebao.rules.client.detail_line import DetailLine
from shebao.sheets.declared.premium_sheets import ReconciledRow


@dataclass(frozen=True, slots=True)
class Extra:
    """Rows for the reconciliation's sheet, and what they come to; amounts in fen."""

    rows: Sequence[ReconciledRow]
    kinds: Sequence[str]
    amount_fen: int
    unexplained: int

    @property
    def words(self) -> str:
        """Say how many there are; empty for none."""
        if not self.rows:
            return ""
        kinds = "、".join(dict.fromkeys(self.kinds))
        said = f"另有{kinds} {len(self.rows)} 行 {yuan(self.amount_fen)} 元，不在账单金额中，"
        if self.unexplained:
            return f"{said}其中 {self.unexplained} 行与所属期的费率不符或无法核对。"
        return f"{said}每行都与所属期的基数和费率一致。"


def extra_lines(ctx: Context, periods: Iterable[str]) -> Extra:
    """Return what the details of these months say beside their bills; nothing by interface."""
    details = [detail_of(ctx, period) for period in sorted(set(periods))] if ctx.is_by_files else []
    lines = [line for detail in details if detail is not None for line in detail.extra]
    found = [explain_extra(line, law_then(ctx, line.period, line.insurance)) for line in lines]
    names = insurance_names(rule_file_of(ctx)) if lines else {}
    rows = [_row(line, one, names) for line, one in zip(lines, found, strict=True)]
    unexplained = sum(not one.is_explained for one in found)
    kinds, amount = [line.kind for line in lines], sum(line.amount for line in lines)
    return Extra(rows, kinds, amount, unexplained)


def _row(line: DetailLine, found: Found, names: dict[str, str]) -> ReconciledRow:
    return ReconciledRow(
        period=line.period,
        unit_no=line.unit_no,
        insurance_name=insurance_name(line.insurance, names),
        name=line.name,
        id_type=line.id_type,
        id_number=line.id_number,
        person_no=line.person_no,
        wage=line.wage,
        base=line.base,
        own=found.own_fen,
        amount=line.amount,
        difference=None if found.own_fen is None else line.amount - found.own_fen,
        cause=line.kind if found.is_explained else "原因不明",
        sentence=found.sentence,
    )
