"""A wage filed from a row that another filing has replaced at the bureau since."""

from collections.abc import Iterator, Mapping

from shebao.domain.finding import Finding, Severity
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageRow

TEXT = "税务 {now}，本表 {was} 元"  # a line of its cell; the note says what to do


def is_due(since: str, month: str) -> bool:
    """Whether wages filed from this month on must be in force now; another year's say nothing."""
    return f"{month[:4]}-01" <= since <= month


def overtaken(
    row: WageRow, filed: Mapping[str, int], in_force: Mapping[str, int]
) -> Iterator[Finding]:
    """Warn of every filed wage with another one in force; ``in_force`` is by insurance code.

    Wages are compared, not the bases that limits make of them.
    """
    for cell in row.cells:
        was = filed.get(cell.insurance)
        if was is None:
            continue
        reached = {
            code: fen
            for code, fen in in_force.items()
            if cell.insurance == code or (cell.insurance == BY_PERSON and code not in filed)
        }
        others = {code: fen for code, fen in reached.items() if fen != was}
        if not others:
            continue
        values = sorted(set(others.values()))
        if len(values) == 1 and others == reached:
            now = yuan(values[0])
        else:  # each insurance went its own way
            now = "、".join(f"{insurance_name(c)} {yuan(fen)}" for c, fen in sorted(others.items()))
        what = "" if cell.insurance == BY_PERSON else f"“{cell.header}”"
        sentence = what + TEXT.format(now=now, was=yuan(was))
        yield Finding("R103", Severity.WARNING, row.key, cell.header, sentence)


def filed_for(
    since: str, filed: Mapping[str, int], insurance: str, period: str, in_force_fen: int | None
) -> int | None:
    """Return the filed wage that another one has replaced in a period; None when none was."""
    was = filed.get(insurance, filed.get(BY_PERSON))
    return None if was == in_force_fen or not is_due(since, period) else was
