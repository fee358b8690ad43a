"""A wage can be filed for enrolments that go on, and for those of a month that is not filed yet.

Whoever joins and leaves within a month is 停止缴费 before its premiums are filed, and these are
refused until there is a wage (E5).
"""

from collections.abc import Collection
from dataclasses import dataclass

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState

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
