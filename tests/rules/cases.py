"""People, facts and rows from which the cases of the checks are made."""

from collections import Counter
from collections.abc import Mapping

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState
from shebao.domain.limits import Limit, Limits
from shebao.domain.money import fen_of_cell
from shebao.domain.period import Period
from shebao.domain.wage_row import BY_PERSON, WageCell, WageRow
from shebao.rules.wage_facts import WageFacts

ID = "52010219900101001X"
OTHER_ID = "520102199001010028"
LIMITS = Limits(
    {
        "110": Limit(442_605, 2_213_025, "test", illustrative=False),
        "410": Limit(442_605, 2_213_025, "test", illustrative=False),
    }
)


def employee(
    id_number: str = ID,
    *,
    name: str = "赵一",
    insurances: tuple[str, ...] = ("110", "410"),
    state: EmployeeState = EmployeeState.ACTIVE,
    wage_fen: int | None = 800_000,
) -> Employee:
    enrolments = [
        Enrolment(insurance=i, unit_no="52010001", enrolled_from="2020-01", wage_fen=wage_fen)
        for i in insurances
    ]
    return Employee(
        person_no="1",
        name=name,
        id_type="201",
        id_number=id_number,
        state=state,
        enrolments=enrolments,
        revision=1,
    )


def row(
    typed: object = 9_000.0,
    *,
    id_number: str = ID,
    key: str | None = None,
    name: str = "赵一",
    id_type: str = "201",
) -> WageRow:
    wage = fen_of_cell(typed) if isinstance(typed, float) and abs(typed) < 1e15 else None
    cells = (WageCell(BY_PERSON, "新缴费工资", typed, wage),)
    return WageRow(7, id_number if key is None else key, name, id_type, id_number, cells)


def insurance_row(**wages: object) -> WageRow:
    """A row by insurance: ``i110=9000.0``."""
    cells = tuple(
        WageCell(
            head[1:],
            f"{head[1:]}|险种",
            typed,
            fen_of_cell(typed) if isinstance(typed, float) else None,
        )
        for head, typed in wages.items()
    )
    return WageRow(7, ID, "赵一", "201", ID, cells)


def facts(
    *employees: Employee,
    rows: tuple[WageRow, ...] = (),
    filed_period: Period | None = None,
    limits: Limits = LIMITS,
    filed: Mapping[str, int] | None = None,
) -> WageFacts:
    known = employees or (employee(),)
    return WageFacts(
        employees={e.id_number: e for e in known},
        rows_of=Counter(r.id_number for r in rows),
        effective_from=Period(2026, 1),
        period=Period(2026, 11),
        limits=limits,
        filed_period=filed_period,
        filed={ID: filed} if filed else {},
    )
