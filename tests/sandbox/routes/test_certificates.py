"""Certificates: over what arrived, once, with lines apart or merged."""

from collections import namedtuple
from typing import Any

import pytest

from shebao.contract.certificates import (
    Certificate,
    CertificateList,
    CertificateRequest,
    CertificateStyle,
)
from shebao.contract.payments import ArrivalList
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import CertificateState
from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.payments.certificates import merged
from tests.sandbox.running import Desk, Running, accepted, refused

KIND = SubmissionKind.CERTIFICATE


def paid(sandbox: Running, desk: Desk, *days: str) -> None:
    """The bills of each day's month are confirmed; all are paid together at the end."""
    for day in days:
        sandbox.at(day)
        desk.login()
        accepted(desk.confirm(desk.bills()))
    desk.pay_all()


def issued(desk: Desk, request: CertificateRequest) -> Certificate:
    receipt = accepted(desk.send(KIND, request))
    return desk.read(Certificate, f"/v1/certificates/{receipt.receipt_no}")


def test_a_certificate_covers_its_arrivals_once(sandbox: Running, desk: Desk) -> None:
    paid(sandbox, desk, "2026-11-10")
    arrivals = desk.read(ArrivalList, "/v1/arrivals").arrivals
    request = desk.certificate(CertificateStyle.SEPARATE)

    certificate = issued(desk, request)

    assert certificate.state is CertificateState.VALID
    assert (certificate.tax_id, certificate.name) == (desk.seeded.tax_id, desk.seeded.name)
    assert certificate.issued_on == "2026-11-10"
    assert certificate.certificate_no.startswith("4520152611")
    assert len(certificate.certificate_no) == 18
    assert len(certificate.lines) == len(arrivals)
    assert certificate.total_fen == sum(a.amount_fen for a in arrivals)
    after = desk.read(ArrivalList, "/v1/arrivals").arrivals
    assert {a.certificate_no for a in after} == {certificate.certificate_no}
    assert desk.read(CertificateList, "/v1/certificates").certificates == [certificate]
    refused(desk.send(KIND, request), RefusalCode.NOT_ARRIVED, 409)


def test_a_voided_certificate_keeps_its_face_and_frees_what_it_covered(
    sandbox: Running, desk: Desk
) -> None:
    """Source: G2.7.1, what arrived is certified; G2.7.5, a voided one shows 已作废."""
    paid(sandbox, desk, "2026-11-10")
    arrivals = desk.read(ArrivalList, "/v1/arrivals").arrivals
    first = issued(desk, desk.certificate(CertificateStyle.SEPARATE))
    desk.control("certificates/void", certificate_no=first.certificate_no)

    free = desk.read(ArrivalList, "/v1/arrivals").arrivals
    part = CertificateRequest(
        arrival_nos=[free[0].arrival_no, free[1].arrival_no], style=CertificateStyle.MERGED
    )
    second = issued(desk, part)

    assert {arrival.certificate_no for arrival in free} == {None}
    assert second.total_fen == arrivals[0].amount_fen + arrivals[1].amount_fen
    old = desk.read(Certificate, f"/v1/certificates/{first.certificate_no}")
    assert old == first.model_copy(update={"state": CertificateState.VOIDED})
    of_month = {"period_from": "2026-11", "period_to": "2026-11"}
    listed = CertificateList.model_validate_json(
        desk.http.get("/v1/certificates", params=of_month).content
    )
    assert listed.certificates == [second, old]
    refused(desk.send(KIND, part), RefusalCode.NOT_ARRIVED, 409)


def test_merged_lines_join_consecutive_months_of_a_year(sandbox: Running, desk: Desk) -> None:
    paid(sandbox, desk, "2026-10-10", "2026-11-10", "2026-12-10", "2027-01-10")

    certificate = issued(desk, desk.certificate(CertificateStyle.MERGED))

    premiums = [line for line in certificate.lines if line.levy_subitem != "滞纳金"]
    spans = {(line.period_from, line.period_to) for line in premiums}
    assert spans == {("2026-10", "2026-12"), ("2027-01", "2027-01")}
    assert sum(line.amount_fen for line in certificate.lines) == certificate.total_fen
    keys = [(line.levy_item, line.levy_subitem, line.period_from) for line in certificate.lines]
    assert len(set(keys)) == len(keys)


def arrival(**values: Any) -> Any:
    said = {
        "ticket_no": "1",
        "levy_item": "甲",
        "levy_subitem": "乙",
        "arrived_on": "2026-12-01",
        "period": "2026-01",
        "said_fen": 1,
        **values,
    }
    return namedtuple("Arrival", said)(**said)


@pytest.mark.parametrize(
    ("second", "lines"),
    [
        ({"period": "2026-02"}, 1),
        ({"period": "2026-01"}, 1),
        ({"period": "2026-03"}, 2),
        ({"period": "2025-12"}, 2),
        ({"period": "2026-02", "ticket_no": "2"}, 2),
        ({"period": "2026-02", "levy_item": "丙"}, 2),
        ({"period": "2026-02", "levy_subitem": "丙"}, 2),
        ({"period": "2026-02", "arrived_on": "2026-12-02"}, 2),
    ],
)
def test_the_merge_key_is_the_manuals(second: dict[str, str], lines: int) -> None:
    """Source: G2.7.1."""
    assert len(merged([arrival(), arrival(**second)])) == lines


def test_what_did_not_arrive_here_gets_no_certificate(sandbox: Running, desk: Desk) -> None:
    paid(sandbox, desk, "2026-11-10")
    request = desk.certificate(CertificateStyle.SEPARATE)
    other = sandbox.admit()

    refused(other.send(KIND, request), RefusalCode.NOT_ARRIVED, 409)
    twice = request.model_copy(update={"arrival_nos": request.arrival_nos[:1] * 2})
    refused(desk.send(KIND, twice), RefusalCode.BAD_REQUEST, 400)
    odd = request.model_copy(update={"arrival_nos": ["DZ999999999999"]})
    refused(desk.send(KIND, odd), RefusalCode.NOT_ARRIVED, 409)
    assert len(issued(desk, request).lines) == len(request.arrival_nos)


def test_unknown_certificates_are_not_found(desk: Desk) -> None:
    for number in ("452015261199999999", "x", "452015000000000001"):
        refused(desk.http.get(f"/v1/certificates/{number}"), RefusalCode.NOT_FOUND, 404)
