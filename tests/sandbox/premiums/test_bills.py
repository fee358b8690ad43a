"""Bills: what they hold, when they are made anew, and that their lines add up."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from shebao.contract.employees import Employee
from shebao.contract.premiums import NORMAL_LEVY, Bill, BillLine, BillLinePage
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import PayableState
from shebao.sandbox.people.roster import made_up_roster
from tests.sandbox.running import Desk, Running, accepted, daily, refused, wage_items

# insurance: unit %, person %, floor, cap in yuan, November 2026 in Guiyang; from the facts.
NOVEMBER = {
    "110": ("16", "8", "4426.05", "22130.25"),
    "210": ("0.7", "0.3", "4426.05", "22130.25"),
    "310": ("8.5", "2", "5901.40", "22130.25"),
    "410": ("0.4", "0", "4426.05", "22130.25"),
}


def lines(desk: Desk, bill: Bill, limit: int = 10_000) -> list[BillLine]:
    return desk.read(BillLinePage, f"/v1/bills/{bill.bill_no}/lines", limit=limit).lines


def by_code(desk: Desk, period: str | None = None) -> dict[str, Bill]:
    return {bill.insurance: bill for bill in desk.bills(period).bills}


def fen(yuan: Decimal) -> int:
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def expected(insurance: str, wage_fen: int) -> tuple[int, int, int]:
    """Base, unit part and person part in fen, by Decimal in yuan."""
    if insurance == "330":
        return wage_fen, 800, 800
    unit, person, floor, cap = (Decimal(text) for text in NOVEMBER[insurance])
    base = min(max(Decimal(wage_fen) / 100, floor), cap)
    return fen(base), fen(base * unit / 100), fen(base * person / 100)


def check_against_decimal(desk: Desk, employees: list[Employee]) -> None:
    wages = {
        (e.person_no, enrolment.insurance): enrolment.wage_fen
        for e in employees
        for enrolment in e.enrolments
    }
    billed = set()
    for insurance, bill in by_code(desk).items():
        of_bill = lines(desk, bill)
        for line in of_bill:
            wage_fen = wages[line.person_no, insurance]
            assert wage_fen == line.wage_fen
            assert (line.base_fen, line.unit_fen, line.person_fen) == expected(insurance, wage_fen)
            assert line.due_fen == line.unit_fen + line.person_fen - line.reduction_fen
            billed.add((line.person_no, insurance))
        assert [line.line for line in of_bill] == list(range(1, bill.people + 1))
        assert bill.base_fen == sum(line.base_fen for line in of_bill)
        assert bill.unit_fen == sum(line.unit_fen for line in of_bill)
        assert bill.person_fen == sum(line.person_fen for line in of_bill)
        assert bill.amount_fen == sum(line.due_fen for line in of_bill)
    assert billed == set(wages)


def test_every_amount_equals_decimal(any_sandbox: Running) -> None:
    desk = any_sandbox.admit(made_up_roster(120, "520100", public_body=False, seed=600))

    check_against_decimal(desk, desk.employees())


def test_limits_are_those_of_the_period(sandbox: Running, desk: Desk) -> None:
    """July and August 2026 differ in the medical base alone."""
    desk.file_wages(daily(wage_items(desk.employees(), 100_000), "2026-07"))
    bases = {}
    for day in ("2026-07-15", "2026-08-15"):
        sandbox.at(day)
        desk.login()
        bills = by_code(desk, day[:7])
        bases[day] = {code: lines(desk, bills[code])[0].base_fen for code in ("110", "310")}

    assert bases["2026-07-15"] == {"110": 442_605, "310": 585_960}
    assert bases["2026-08-15"] == {"110": 442_605, "310": 590_140}


def test_lines_come_in_pages(desk: Desk) -> None:
    bill = by_code(desk)["110"]
    path = f"/v1/bills/{bill.bill_no}/lines"

    pages = [desk.read(BillLinePage, path, offset=o, limit=4) for o in (0, 4, 8)]

    assert [len(page.lines) for page in pages] == [4, 2, 0]
    assert {(page.total, page.revision) for page in pages} == {(6, 1)}
    assert pages[0].lines + pages[1].lines == lines(desk, bill)
    refused(desk.http.get("/v1/bills/YJ999999999999/lines"), RefusalCode.NOT_FOUND, 404)


def test_a_new_wage_makes_only_its_own_bills_anew(any_desk: Desk) -> None:
    before = by_code(any_desk)
    item = replace(wage_items(any_desk.employees(), 1)[0], wages_fen={"110": 999_900})
    any_desk.file_wages(daily([item]))

    after = by_code(any_desk)

    assert after["110"].revision == 2
    assert after["110"].amount_fen != before["110"].amount_fen
    assert after["110"].bill_no == before["110"].bill_no
    assert after | {"110": before["110"]} == before


def test_a_wage_counts_from_its_month_on(sandbox: Running, desk: Desk) -> None:
    """Filed ahead for December, it must not show in November."""
    before = by_code(desk)
    desk.file_wages(daily(wage_items(desk.employees(), 999_900), "2026-12"))
    assert by_code(desk) == before

    sandbox.at("2026-12-01")
    desk.login()

    december = by_code(desk, "2026-12")
    assert {line.wage_fen for line in lines(desk, december["110"])} == {999_900}
    assert by_code(desk, "2026-11") == before


def test_what_was_filed_last_counts_whatever_month_it_names(desk: Desk) -> None:
    everyone = desk.employees()
    desk.file_wages(daily(wage_items(everyone, 900_000), "2026-11"))
    desk.file_wages(daily(wage_items(everyone, 800_000), "2026-09"))

    assert {line.wage_fen for line in lines(desk, by_code(desk)["110"])} == {800_000}


def test_a_confirmed_bill_stays_as_it_was(any_desk: Desk) -> None:
    accepted(any_desk.confirm(any_desk.bills()))
    before = by_code(any_desk, "2026-11")

    any_desk.file_wages(daily(wage_items(any_desk.employees(), 4_000_000)))

    after = any_desk.bills("2026-11").bills
    assert [bill for bill in after if bill.levy_kind == NORMAL_LEVY] == list(before.values())
    assert {bill.state for bill in before.values()} == {PayableState.FILED}


def test_each_month_brings_new_bills_and_forgets_none(sandbox: Running, desk: Desk) -> None:
    desk.bills()
    sandbox.at("2027-02-03")
    desk.login()

    periods = [bill.period for bill in desk.bills().bills]

    assert sorted(set(periods)) == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert len(periods) == 4 * 5
    assert periods == sorted(periods)


def test_people_without_a_wage_are_counted_and_not_billed(any_desk: Desk) -> None:
    any_desk.control(
        "people/join",
        tax_id=any_desk.seeded.tax_id,
        name="新来者",
        id_number="34052419800101001X",
        insurances=["110", "410"],
    )

    bills = any_desk.bills()

    assert bills.wages_missing == 1
    assert {bill.people for bill in bills.bills} == {6}
    assert {bill.revision for bill in bills.bills} == {1}


def test_who_lacks_a_wage_is_looked_up_anew_after_a_change(any_desk: Desk) -> None:
    """It is remembered between looks; remembered too long, HR would file without somebody."""
    seen = [any_desk.bills().wages_missing]
    for id_number in ("34052419800101001X", "340524198001010028"):
        any_desk.control(
            "people/join",
            tax_id=any_desk.seeded.tax_id,
            name="新来者",
            id_number=id_number,
            insurances=["110"],
        )
        bills = any_desk.bills()
        seen.append(bills.wages_missing)
        assert [len(one.named) for one in bills.unwaged] == seen[-1:]

    assert seen == [0, 1, 2]


def test_lines_are_what_the_contracts_model_says(any_desk: Desk) -> None:
    """They are written without it; a field that is missing or misplaced would be ours alone."""
    path = f"/v1/bills/{any_desk.bills().bills[0].bill_no}/lines"
    content = any_desk.http.get(path, params={"offset": 1, "limit": 3}).content

    page = BillLinePage.model_validate_json(content)

    assert ([line.line for line in page.lines], page.total) == ([2, 3, 4], 6)
    assert page.model_dump_json().encode() == content


def test_leavers_leave_the_bills_after_their_last_month(desk: Desk) -> None:
    """As long as nobody reported them they are charged, which is what X-LEAVERS warns of."""
    leaver = desk.employees()[0]
    assert by_code(desk)["110"].people == 6
    desk.control("people/leave", tax_id=desk.seeded.tax_id, id_number=leaver.id_number)

    after = by_code(desk)

    assert {bill.people for bill in after.values()} == {5}
    assert {bill.revision for bill in after.values()} == {2}


def test_a_merged_insurance_has_no_bill(sandbox: Running) -> None:
    roster = made_up_roster(2, "520100", public_body=False, seed=601)
    with_birth = roster.__class__(
        roster.tax_id,
        (*roster.insurances, "510"),
        tuple(
            member.__class__(
                member.name,
                member.id_type,
                member.id_number,
                member.group,
                {**member.wages_fen, "510": 500_000},
            )
            for member in roster.members
        ),
    )

    assert "510" not in by_code(sandbox.admit(with_birth))


def test_collected_bills_have_an_amount_and_no_lines(sandbox: Running) -> None:
    desk = sandbox.admit(region="350100")

    bills = by_code(desk)

    assert bills["310"].collected
    assert bills["310"].amount_fen > 0
    assert not bills["110"].collected
    page = desk.read(BillLinePage, f"/v1/bills/{bills['310'].bill_no}/lines")
    assert (page.lines, page.total) == ([], 0)
