"""What the checks of a wage sheet know besides the row itself."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState
from shebao.domain.limits import Limits
from shebao.domain.period import Period
from shebao.domain.wage_row import WageCell, WageRow
from shebao.rules.checks.fileable import Reach
from shebao.rules.checks.wage_columns import Displaced
from shebao.rules.filed_wages import FiledWages
from shebao.rules.filing import Filing


@dataclass(frozen=True, slots=True)
class WageFacts:
    """Facts for one wage sheet.

    ``employees`` by id number; ``rows_of`` counts the sheet's rows of each id number; ``period``
    is the bureau's month; ``filed_periods`` holds what stands in the periods from the filing's
    first month on, None when the bureau could not say; ``filed_from_sheet`` has by id number what
    was filed from the sheet's own rows, by insurance code or BY_PERSON. ``names`` are the
    insurances' names by code, ``fixed`` those that cost a fixed sum whatever the wage;
    ``open_periods`` are the months not filed yet, asked for only when a row's person has left.
    ``far_ppm`` is how far a wage may depart from the one in force before the clerk looks twice;
    ``columns`` are, by header, the wage columns that seem to stand beside the wrong names.
    """

    filing: Filing
    employees: Mapping[str, Employee]
    rows_of: Mapping[str, int]
    period: Period
    limits: Limits
    names: Mapping[str, str]
    fixed: Collection[str]
    filed_periods: FiledWages | None
    filed_from_sheet: Mapping[str, Mapping[str, int]]
    far_ppm: int
    open_periods: Collection[str] = ()
    columns: Mapping[str, Displaced] = field(default_factory=dict)
    # Ten checks ask the same of a row.
    _insured: dict[str, Mapping[str, int | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _due: dict[str, Mapping[str, int | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    # A sheet crosses some dozen limits, however many its rows.
    limit_words: dict[tuple[int, tuple[str, ...], bool], str] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_displaced(self, row: WageRow, cell: WageCell) -> bool:
        """Whether the cell stands in a part of its column that seems to be others' wages."""
        found = self.columns.get(cell.header)
        return found is not None and row.number in found.rows

    def insured(self, id_number: str) -> Mapping[str, int | None]:
        """Return by insurance the wage in force, where a new one is taken; empty for a stranger.

        That is every enrolment which the filing's months touch, also one that has ended since; of
        somebody who has left only those of a month that is not filed yet.
        """
        known = self._insured.get(id_number)
        if known is None:
            known = self._insured[id_number] = self._reached(id_number)
        return known

    def _reached(self, id_number: str) -> Mapping[str, int | None]:
        employee, since = self.employees.get(id_number), self.filing.effective_from
        if employee is None or employee.state is EmployeeState.ACTIVE:
            return self._enrolled(id_number, since)
        reach = Reach(str(since), self.open_periods)
        return {e.insurance: e.wage_fen for e in employee.enrolments if reach.is_open_for(e)}

    def due(self, id_number: str) -> Mapping[str, int | None]:
        """Return the same for the insurances that go on and so need a wage."""
        known = self._due.get(id_number)
        if known is None:
            month = max(self.filing.effective_from, self.period)
            known = self._due[id_number] = self._enrolled(id_number, month)
        return known

    def _enrolled(self, id_number: str, period: Period) -> Mapping[str, int | None]:
        employee = self.employees.get(id_number)
        if employee is None or employee.state is not EmployeeState.ACTIVE:
            return {}
        first = str(period)
        return {
            e.insurance: e.wage_fen
            for e in employee.enrolments
            if e.enrolled_to is None or e.enrolled_to >= first
        }
