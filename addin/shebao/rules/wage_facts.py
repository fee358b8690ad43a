"""What the checks of a wage sheet know besides the row itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shebao.contract.employees import Employee
from shebao.contract.states import EmployeeState
from shebao.domain.limits import Limits
from shebao.domain.period import Period


@dataclass(frozen=True, slots=True)
class WageFacts:
    """Facts for one wage sheet.

    ``employees`` by id number; ``rows_of`` counts the sheet's rows of each id number;
    ``filed_period`` is the oldest period from ``effective_from`` on whose bills are already
    confirmed, None when there is none; ``filed`` has by id number what was filed from the sheet's
    own rows, by insurance code or BY_PERSON.
    """

    employees: Mapping[str, Employee]
    rows_of: Mapping[str, int]
    effective_from: Period
    period: Period
    limits: Limits
    filed_period: Period | None
    filed: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def insured(self, id_number: str) -> Mapping[str, int | None]:
        """Return the wage in force by insurance still enrolled; empty for a stranger."""
        employee = self.employees.get(id_number)
        if employee is None or employee.state is not EmployeeState.ACTIVE:
            return {}
        return {
            e.insurance: e.wage_fen
            for e in employee.enrolments
            if e.enrolled_to is None or e.enrolled_to >= str(self.period)
        }
