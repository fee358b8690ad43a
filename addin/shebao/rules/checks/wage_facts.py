"""What the checks of a wage sheet know besides the row itself, and for whom wages can be filed.

A wage can be filed for enrolments that go on, and for those of a month that is not filed yet:
whoever joins and leaves within a month is 停止缴费 before its premiums are filed, and these are
refused until there is a wage (E5).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState
from shebao.domain.finding import Finding, Severity
from shebao.domain.limits import Limits
from shebao.domain.period import Period
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.checks.wage_columns import Displaced
from shebao.rules.filed_wages import FiledWages
from shebao.rules.filing import Filing

_EVER = "9999-12"


@dataclass(frozen=True, slots=True)
class Reach:
    """What a filing reaches: months from ``since`` on, of which these are not filed yet."""

    since: str
    open_periods: Collection[str]

    def is_open_for(self, enrolment: Enrolment) -> bool:
        """Whether a month that is not filed yet lies within the enrolment."""
        first, last = max(enrolment.enrolled_from, self.since), enrolment.enrolled_to
        return any(
            first <= period and (last is None or period <= last) for period in self.open_periods
        )

    def takes(self, employee: Employee) -> bool:
        """Whether a wage would be taken for the employee at all."""
        is_active = employee.state is EmployeeState.ACTIVE
        return is_active or any(map(self.is_open_for, employee.enrolments))

    def wages(self, employee: Employee) -> dict[str, int | None]:
        """Return the wages by insurance: of what goes on, and of what lacks one in an open month.

        Of somebody who has left that is everything of an open month.
        """
        has_left = employee.state is EmployeeState.STOPPED
        return {
            e.insurance: e.wage_fen
            for e in employee.enrolments
            if e.enrolled_to is None or (self.is_open_for(e) and (has_left or e.wage_fen is None))
        }

    def filed_for(self, employee: Employee) -> set[str]:
        """Return the insurances for which a wage would be taken; none of who left for good."""
        return set(self.wages(employee)) if self.takes(employee) else set()

    def lacks_wage(self, employee: Employee, until: str = _EVER) -> bool:
        """Whether an insurance that has begun by ``until`` needs a wage and has none."""
        blank = {insurance for insurance, wage in self.wages(employee).items() if wage is None}
        return any(e.insurance in blank and e.enrolled_from <= until for e in employee.enrolments)


def may_lack_wage(employee: Employee) -> bool:
    """Whether an enrolment ended without a wage, so that it matters which months are open."""
    return any(e.enrolled_to is not None and e.wage_fen is None for e in employee.enrolments)


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


def wages_by_insurance(row: WageRow, facts: WageFacts) -> Iterator[tuple[str, int, list[str]]]:
    """Yield header, wage in fen and the enrolled insurances it is for; unreadable cells not."""
    insured = facts.insured(row.id_number)
    for cell in row.cells:
        if cell.wage_fen is None:
            continue
        meant = list(insured) if cell.insurance == BY_PERSON else [cell.insurance]
        yield cell.header, cell.wage_fen, [i for i in meant if i in insured]


def error(code: str, row: WageRow, column: str, sentence: str) -> Finding:
    """Return what keeps the row from being submitted."""
    return Finding(code, Severity.ERROR, row.key, column, sentence)


def warning(code: str, row: WageRow, column: str, sentence: str) -> Finding:
    """Return what is only said of the row."""
    return Finding(code, Severity.WARNING, row.key, column, sentence)
