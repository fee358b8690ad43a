"""The wages that stand in filed periods, and which of them a new wage would lower."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shebao.contract.filed_wages import FiledPeriod, FiledWage
from shebao.contract.states import PayableState


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
