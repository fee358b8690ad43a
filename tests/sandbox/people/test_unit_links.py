"""Unit numbers linked and unlinked, with the four kinds of debt in the way."""

import httpx
import pytest

from shebao.contract.refusals import RefusalCode
from shebao.contract.states import EmployeeState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.unit_links import UnitLinkList, UnitLinkRequest
from tests.sandbox.running import Desk, accepted, refused


def unlink(desk: Desk, *unit_nos: str) -> httpx.Response:
    body = UnitLinkRequest(unit_nos=list(unit_nos))
    return desk.send(SubmissionKind.UNIT_UNLINK, body)


def links(desk: Desk) -> dict[str, bool]:
    found = desk.read(UnitLinkList, "/v1/unit-numbers").unit_numbers
    return {unit.unit_no: unit.linked_on is not None for unit in found}


def test_a_new_number_is_pending_until_it_is_linked(desk: Desk) -> None:
    given = desk.control("unit-numbers", tax_id=desk.seeded.tax_id, insurances=["410"])
    assert next(iter(links(desk).items())) == (given["unit_no"], False)

    accepted(desk.send(SubmissionKind.UNIT_LINK, UnitLinkRequest(unit_nos=[given["unit_no"]])))

    assert all(links(desk).values())
    body = UnitLinkRequest(unit_nos=[given["unit_no"]])
    refused(desk.send(SubmissionKind.UNIT_LINK, body), RefusalCode.NOT_FOUND, 404)
    refused(unlink(desk, "520100000000"), RefusalCode.NOT_FOUND, 404)


def test_unlinking_ends_its_people_and_linking_again_brings_them_back(desk: Desk) -> None:
    unit_nos = list(links(desk))
    before = {e.person_no: e.enrolments for e in desk.employees()}
    assert desk.bills().bills

    accepted(unlink(desk, *unit_nos))

    assert desk.bills().bills == []
    assert {e.state for e in desk.employees()} == {EmployeeState.STOPPED}
    accepted(desk.send(SubmissionKind.UNIT_LINK, UnitLinkRequest(unit_nos=unit_nos)))
    assert {e.person_no: e.enrolments for e in desk.employees()} == before
    assert {e.state for e in desk.employees()} == {EmployeeState.ACTIVE}
    assert desk.bills().bills


@pytest.mark.parametrize(
    ("obstacle", "words"),
    [
        ("filing", "正在申报"),
        ("filed", "已申报未缴款"),
        ("locked", "申报锁定"),
        ("batched", "批扣锁定"),
    ],
)
def test_each_kind_of_debt_keeps_it_linked_and_is_named(
    desk: Desk, obstacle: str, words: str
) -> None:
    if obstacle == "filing":
        desk.control("settings", feedback_delay_seconds=600)
    accepted(desk.confirm(desk.bills()))
    if obstacle == "locked":
        desk.control("payment-outcomes", outcomes=["锁定"])
        desk.pay_all()
    if obstacle == "batched":
        debt = desk.http.get("/v1/debts").json()["debts"][0]
        desk.control("events", machine="debt", number=debt["debt_no"], event="BATCH")
    unit_no = desk.seeded.unit_no

    refusal = refused(unlink(desk, unit_no), RefusalCode.UNIT_IN_DEBT, 409)

    assert f"单位编号 {unit_no} 存在" in refusal.message
    assert words in refusal.message
    assert "不允许解除关联" in refusal.message
    assert all(links(desk).values())
