"""Wages that were filed beside those of now: which a new one would lower, which were replaced."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shebao.contract.states import PayableState
from shebao.contract.wages import FiledPeriod, FiledWage
from shebao.domain.finding import Finding, Severity
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.domain.wage_row import BY_PERSON, WageRow


@dataclass(frozen=True, slots=True)
class Lowered:
    """One filed period of one insurance in which a new wage is lower than the filed one."""

    period: str
    insurance: str
    wage_fen: int
    states: frozenset[PayableState]


@dataclass(frozen=True, slots=True)
class FiledWages:
    """What the bureau holds in filed periods.

    ``states`` by insurance and period, one for each unit number; ``by_person`` by person number.
    """

    states: Mapping[tuple[str, str], frozenset[PayableState]]
    by_person: Mapping[str, Sequence[FiledWage]]

    def lowered_by(
        self, person_no: str, wage_fen: int, insurances: Collection[str]
    ) -> list[Lowered]:
        """Return every filed period that a wage for these insurances lowers, oldest first."""
        found = [
            Lowered(period, insurance, filed.wage_fen, self.states[insurance, period])
            for filed in self.by_person.get(person_no, ())
            if wage_fen < filed.wage_fen
            for insurance in filed.insurances
            if insurance in insurances
            for period in filed.periods
            if (insurance, period) in self.states
        ]
        return sorted(found, key=lambda each: (each.period, each.insurance))


def filed_wages(filed: Iterable[FiledPeriod], wages: Iterable[FiledWage]) -> FiledWages:
    """Return the bureau's answer by insurance and by person."""
    states: dict[tuple[str, str], frozenset[PayableState]] = {}
    for each in filed:
        if each.state is PayableState.VOIDED:
            continue  # what was withdrawn holds nobody to a wage
        at = (each.insurance, each.period)
        states[at] = states.get(at, frozenset()) | {each.state}
    by_person: dict[str, list[FiledWage]] = {}
    for wage in wages:
        by_person.setdefault(wage.person_no, []).append(wage)
    return FiledWages(states, by_person)


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
