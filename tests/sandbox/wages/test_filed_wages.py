"""Filed periods: which wages stand in them, told before a filing lowers one."""

from shebao.contract.states import PayableState, WageFilingState
from shebao.contract.wages import FiledWage, FiledWagePage
from tests.sandbox.running import Desk, accepted, daily, wage_items

PATH = "/v1/filed-wages"


def filed(desk: Desk, first: str = "2026-01", **paging: object) -> FiledWagePage:
    return desk.read(FiledWagePage, PATH, **{"from": first, **paging})


def test_nothing_is_filed_before_premiums_are_confirmed(desk: Desk) -> None:
    desk.file_wages(daily(wage_items(desk.employees(), 1_000_000)))
    desk.bills()

    assert filed(desk) == FiledWagePage(filed=[], wages=[], last_person_no="", more=False)


def test_confirmed_periods_and_the_wages_in_them_are_told(any_desk: Desk) -> None:
    """What many insurances have in common is said once: a large employer has a million lines."""
    employees = any_desk.employees()
    any_desk.file_wages(daily(wage_items(employees, 1_000_000)))
    bills = any_desk.bills()
    accepted(any_desk.confirm(bills))
    any_desk.bills()

    page = filed(any_desk)

    insurances = sorted(bill.insurance for bill in bills.bills if not bill.collected)
    assert sorted(each.insurance for each in page.filed) == insurances
    assert {each.state for each in page.filed} == {PayableState.FILED}
    assert page.wages == [
        FiledWage(
            person_no=e.person_no, insurances=insurances, periods=["2026-11"], wage_fen=1_000_000
        )
        for e in sorted(employees, key=lambda e: e.person_no)
    ]
    assert filed(any_desk, "2026-12").filed == []


def test_pages_hold_whole_people_and_miss_nobody(desk: Desk) -> None:
    desk.file_wages(daily(wage_items(desk.employees(), 1_000_000)))
    accepted(desk.confirm(desk.bills()))
    whole = filed(desk)

    pages = [filed(desk, limit=4)]
    while pages[-1].more:
        pages.append(filed(desk, limit=4, after=pages[-1].last_person_no))

    assert [len({w.person_no for w in page.wages}) for page in pages] == [4, 2]
    assert [wage for page in pages for wage in page.wages] == whole.wages


def test_period_before_someone_joined_does_not_bind_them(desk: Desk) -> None:
    """Nothing of theirs was confirmed then, so nothing is lowered (G 2.4.1.3 一)."""
    desk.file_wages(daily(wage_items(desk.employees(), 1_000_000)))
    accepted(desk.confirm(desk.bills()))
    desk.control(
        "people/join",
        tax_id=desk.seeded.tax_id,
        name="周新",
        id_number="520102199001010028",
        insurances=["110"],
        first_period="2026-12",
    )
    newcomer = [e for e in desk.employees() if e.name == "周新"]
    desk.file_wages(daily(wage_items(newcomer, 900_000)))

    lower = desk.file_wages(daily(wage_items(newcomer, 800_000)))

    assert lower.state is WageFilingState.ACCEPTED
    assert newcomer[0].person_no not in {wage.person_no for wage in filed(desk).wages}
