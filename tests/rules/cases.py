"""People, facts and rows from which the cases of the checks are made."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict, Unpack

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.rule_file import DailyWages, WageWindow
from shebao.contract.session import EmployerKind
from shebao.contract.states import EmployeeState, PayableState
from shebao.contract.wages import FiledPeriod, FiledWage, WageFilingKind, WageMode
from shebao.domain.limits import Limit, Limits
from shebao.domain.period import Period
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_columns import Displaced
from shebao.rules.checks.wage_facts import WageFacts
from shebao.rules.filed_wages import FiledWages, filed_wages
from shebao.rules.filing import Filing
from shebao.sheets.cells import values_of
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.wage_sheets import WageSheetRow

ID = "52010219900101001X"
OTHER_ID = "520102199001010028"
JANUARY = Period(2026, 1)
NAMES = {"110": "养老保险", "210": "失业保险", "310": "医疗保险", "410": "工伤保险"}
NOTHING_FILED = filed_wages([], [])
LIMITS = Limits(
    {
        "110": Limit(442_605, 2_213_025, "test", grade="官方"),
        "410": Limit(442_605, 2_213_025, "test", grade="官方"),
    }
)


def employee(
    id_number: str = ID,
    *,
    name: str = "赵一",
    insurances: tuple[str, ...] = ("110", "410"),
    state: EmployeeState = EmployeeState.ACTIVE,
    wage_fen: int | None = 800_000,
    ended: dict[str, str] | None = None,
) -> Employee:
    enrolments = [
        Enrolment(
            insurance=i,
            unit_no="52010001",
            enrolled_from="2020-01",
            enrolled_to=(ended or {}).get(i),
            wage_fen=wage_fen,
        )
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
    return WageSheetRow(
        at=7,
        key=id_number if key is None else key,
        name=name,
        id_type=id_type,
        id_number=id_number,
        wage=_read(typed),
    )


def insurance_row(**wages: object) -> WageRow:
    """A row by insurance: ``i110=9000.0``."""
    by_insurance = {f"{head[1:]}|险种": _read(typed) for head, typed in wages.items()}
    return WageSheetRow(
        at=7, key=ID, name="赵一", id_type="201", id_number=ID, by_insurance=by_insurance
    )


def _read(typed: object) -> Any:
    """What a row holds of a cell."""
    return values_of([typed], Kind.MONEY)[0]


def filed(
    *periods: str,
    wage_fen: int = 800_000,
    insurances: tuple[str, ...] = ("110", "410"),
    states: Mapping[str, PayableState] = {},
) -> FiledWages:
    """Filed periods in which person 1 has one wage; ``states`` says how far some came."""
    found = [
        FiledPeriod(
            period=period,
            unit_no="52010001",
            insurance=insurance,
            state=states.get(period, PayableState.FILED),
        )
        for period in periods
        for insurance in insurances
    ]
    wage = FiledWage(
        person_no="1", insurances=list(insurances), periods=list(periods), wage_fen=wage_fen
    )
    return filed_wages(found, [wage])


class OfFiling(TypedDict, total=False):
    """What a case says about the filing."""

    kind: WageFilingKind
    mode: WageMode
    effective_from: Period
    is_year_open: bool
    employer_kind: EmployerKind
    today: date
    window: WageWindow
    daily_wages: DailyWages | None


def filing(**said: Unpack[OfFiling]) -> Filing:
    """An adjustment by person, after the window, that begins in January."""
    usual: OfFiling = {
        "kind": WageFilingKind.ADJUSTMENT,
        "mode": WageMode.BY_PERSON,
        "effective_from": JANUARY,
        "is_year_open": False,
        "employer_kind": EmployerKind.ENTERPRISE,
        "today": date(2026, 11, 22),
        "window": WageWindow(opens="04-01", closes="06-30", source="test"),
        "daily_wages": DailyWages(months_back=2, months_ahead=1, source="test"),
    }
    return Filing(region_name="某省某市", **(usual | said))


def facts(
    *employees: Employee,
    rows: tuple[WageRow, ...] = (),
    filed_periods: FiledWages | None = NOTHING_FILED,
    filed_from_sheet: Mapping[str, int] = {},
    limits: Limits = LIMITS,
    fixed: frozenset[str] = frozenset(),
    far_ppm: int = 5_000_000,
    columns: Mapping[str, Displaced] = {},
    **of_filing: Unpack[OfFiling],
) -> WageFacts:
    known = employees or (employee(),)
    of = filing(**of_filing)
    return WageFacts(
        filing=of,
        employees={e.id_number: e for e in known},
        rows_of=Counter(r.id_number for r in rows),
        period=Period.of(of.today),
        limits=limits,
        names=NAMES,
        fixed=fixed,
        far_ppm=far_ppm,
        columns=columns,
        filed_periods=filed_periods,
        filed_from_sheet={ID: filed_from_sheet},
    )
