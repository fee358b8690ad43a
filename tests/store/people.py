"""Made-up employees; no real person."""

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState


def person(number: int, *, name: str = "", revision: int = 1) -> Employee:
    """Return an employee whose values all follow from the number."""
    return Employee(
        person_no=f"P{number:06}",
        name=name or f"试样人员{number}",
        id_type="201",
        id_number=f"99000019000101{number:04}",
        state=EmployeeState.ACTIVE,
        enrolments=[
            Enrolment(insurance=code, unit_no="U1", enrolled_from="2020-01", wage_fen=600_000)
            for code in ("110", "210")
        ],
        revision=revision,
    )
