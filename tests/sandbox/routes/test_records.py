"""Payment records: what arrived for whom, and not before the province's first period."""

import pytest

from shebao.contract.premiums import BillLinePage
from shebao.contract.queries import EmployeeRecord, EmployeeRecordQuery, UnitRecord
from shebao.contract.refusals import RefusalCode
from tests.sandbox.premiums.test_filing_checks import FILING, confirm, push
from tests.sandbox.running import Desk, Running, accepted, refused

PATH = "/v1/employee-records/query"


def asked(desk: Desk, **changes: str) -> EmployeeRecordQuery:
    person = desk.employees()[0]
    return EmployeeRecordQuery(
        **{
            "name": person.name,
            "id_type": person.id_type,
            "id_number": person.id_number,
            "first_period": "2026-10",
            "last_period": "2026-11",
        }
        | changes
    )


def record(desk: Desk, query: EmployeeRecordQuery) -> EmployeeRecord:
    response = desk.post(PATH, query)
    assert response.status_code == 200, response.text
    return EmployeeRecord.model_validate_json(response.content)


def test_an_employee_is_recorded_when_the_money_arrived(any_desk: Desk) -> None:
    bills = any_desk.bills().bills
    query = asked(any_desk)
    accepted(any_desk.confirm(any_desk.bills()))
    assert record(any_desk, query).lines == []
    any_desk.pay_all()

    found = record(any_desk, query)

    for bill in bills:
        lines = any_desk.read(BillLinePage, f"/v1/bills/{bill.bill_no}/lines").lines
        mine = next(line for line in lines if line.id_number == query.id_number)
        shown = next(line for line in found.lines if line.insurance == bill.insurance)
        assert (shown.base_fen, shown.unit_fen, shown.person_fen) == (
            mine.base_fen,
            mine.unit_fen,
            mine.person_fen,
        )
        assert (shown.period, shown.arrived_on) == ("2026-11", "2026-11-10")
    assert len(found.lines) == len(bills)
    assert found.person_total_fen == sum(line.person_fen for line in found.lines)
    assert found.unit_total_fen == sum(line.unit_fen for line in found.lines)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "别人"},
        {"id_type": "208"},
        {"id_number": "34052419800101001X"},
        {"last_period": "2026-10"},
    ],
)
def test_who_or_when_does_not_match_has_an_empty_record(desk: Desk, change: dict[str, str]) -> None:
    accepted(desk.confirm(desk.bills()))
    desk.pay_all()

    assert record(desk, asked(desk, **change)).lines == []


def test_special_levies_are_in_no_employees_record(desk: Desk) -> None:
    """Source: G2.7.3.3."""
    pushed = push(desk)
    accepted(desk.send(FILING, confirm(desk, pushed)))
    desk.pay_all()
    whole = {"first_period": "2024-04", "last_period": "2026-11"}

    assert record(desk, asked(desk, **whole)).lines == []
    unit = desk.read(UnitRecord, "/v1/unit-record", **{"from": "2023-05", "to": "2026-11"})
    assert unit.total_fen == sum(bill.amount_fen for bill in pushed.bills)


def test_collected_premiums_are_in_no_employees_record(sandbox: Running) -> None:
    """The bureau of Fujian does not know whose they are."""
    desk = sandbox.admit(region="350100")
    accepted(desk.confirm(desk.bills()))
    desk.pay_all()

    insurances = {line.insurance for line in record(desk, asked(desk)).lines}

    assert "110" in insurances
    assert "310" not in insurances


@pytest.mark.parametrize(
    ("region", "kind", "unit", "employee"),
    [
        ("520100", "enterprise", "2020-11", "2024-04"),
        ("520100", "public_body", "2019-01", "2024-04"),
        ("350100", "enterprise", "2022-04", "2022-04"),
    ],
)
def test_records_begin_where_the_rule_file_says(
    sandbox: Running, region: str, kind: str, unit: str, employee: str
) -> None:
    """Source: G2.7.3.3, G2.7.4.3."""
    desk = sandbox.admit(region=region, kind=kind)
    before = {"2019-01": "2018-12", "2020-11": "2020-10", "2022-04": "2022-03"}[unit]

    def whole(first: str) -> dict[str, str]:
        return {"from": first, "to": "2026-11"}

    assert desk.read(UnitRecord, "/v1/unit-record", **whole(unit)).lines == []
    answer = desk.http.get("/v1/unit-record", params=whole(before))
    refusal = refused(answer, RefusalCode.BEFORE_RECORDS, 409)
    assert refusal.message == (
        f"单位缴费记录只能查询 {unit} 及以后的费款所属期，"
        f"{before} 的记录无法在此查询，请更正费款所属期起。"
    )
    assert record(desk, asked(desk, first_period=employee)).lines == []
    answer = desk.post(PATH, asked(desk, first_period="2018-12"))
    refusal = refused(answer, RefusalCode.BEFORE_RECORDS, 409)
    assert refusal.details == {"first_period": employee}


def test_a_span_turned_round_is_refused(desk: Desk) -> None:
    answer = desk.post(PATH, asked(desk, first_period="2026-12"))
    refusal = refused(answer, RefusalCode.BAD_REQUEST, 400)
    assert refusal.message == "费款所属期起 2026-12 晚于费款所属期止 2026-11，请更正后查询。"


def test_a_units_record_proves_to_what_was_paid(sandbox: Running, desk: Desk) -> None:
    paid = desk.bills()
    accepted(desk.confirm(paid))
    desk.pay_all()

    unit = desk.read(UnitRecord, "/v1/unit-record", **{"from": "2026-11", "to": "2026-11"})

    assert unit.total_fen == sum(bill.amount_fen for bill in paid.bills)
    assert unit.total_fen == sum(line.amount_fen for line in unit.lines)
    keys = [(line.period, line.levy_item, line.levy_subitem) for line in unit.lines]
    assert keys == sorted(keys)
