"""Filed periods: in which the premiums of an insurance are confirmed or being confirmed."""

from collections import defaultdict

from sqlalchemy import Connection, select

from shebao.contract.filed_wages import FiledPeriod, FiledWage, FiledWagePage
from shebao.contract.states import PayableState
from shebao.sandbox.tables import bills, people
from shebao.sandbox.wages.wages_in_force import wages_due

NEVER_FILED = FiledWagePage(filed=[], wages=[], last_person_no="", more=False)


def filed_periods(connection: Connection, employer_id: int, first: str) -> list[FiledPeriod]:
    """Every bill from a period on that is no longer open, oldest first."""
    rows = connection.execute(
        select(bills.c.period, bills.c.unit_no, bills.c.insurance, bills.c.state)
        .where(
            bills.c.employer_id == employer_id,
            bills.c.period >= first,
            bills.c.state.not_in([PayableState.INITIAL, PayableState.VOIDED]),
            bills.c.collected.is_(False),
            bills.c.notice_no == "",
        )
        .order_by(bills.c.period, bills.c.unit_no, bills.c.insurance)
    )
    return [
        FiledPeriod(period=period, unit_no=unit_no, insurance=insurance, state=PayableState(state))
        for period, unit_no, insurance, state in rows
    ]


def read_filed_wages(
    connection: Connection, employer_id: int, first: str, after: str, limit: int
) -> FiledWagePage:
    """The wages below which nobody can go from a period on, for the next people."""
    filed = filed_periods(connection, employer_id, first)
    if not filed:
        return NEVER_FILED
    # One more than asked says whether anybody follows.
    found = connection.scalars(
        select(people.c.person_no)
        .where(people.c.employer_id == employer_id, people.c.person_no > after)
        .order_by(people.c.person_no)
        .limit(limit + 1)
    ).all()
    person_nos = list(found[:limit])
    return FiledWagePage(
        filed=filed,
        wages=_wages(connection, employer_id, filed, person_nos) if person_nos else [],
        last_person_no=person_nos[-1] if person_nos else after,
        more=len(found) > limit,
    )


def _wages(
    connection: Connection, employer_id: int, filed: list[FiledPeriod], person_nos: list[str]
) -> list[FiledWage]:
    """What many insurances of a person have in common is said once."""
    insurances_of: dict[str, set[str]] = defaultdict(set)
    for each in filed:
        insurances_of[each.period].add(each.insurance)
    periods: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    for period, due in wages_due(connection, employer_id, insurances_of, person_nos).items():
        for (person_no, insurance), wage_fen in due.items():
            if insurance in insurances_of[period]:
                periods[person_no, insurance, wage_fen].append(period)
    alike: dict[tuple[str, int, tuple[str, ...]], list[str]] = defaultdict(list)
    for (person_no, insurance, wage_fen), months in sorted(periods.items()):
        alike[person_no, wage_fen, tuple(months)].append(insurance)
    return [
        FiledWage(
            person_no=person_no, insurances=insurances, periods=list(months), wage_fen=wage_fen
        )
        for (person_no, wage_fen, months), insurances in sorted(alike.items())
    ]
