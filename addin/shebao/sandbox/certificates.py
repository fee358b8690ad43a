"""Certificates over arrivals, with lines as they arrived or merged."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from shebao.contract.certificates import (
    Certificate,
    CertificateLine,
    CertificateList,
    CertificateRequest,
    CertificateStyle,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import CertificateState
from shebao.sandbox.access import Caller
from shebao.sandbox.clock import day_of, months_after
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import ARRIVAL, certificate_no, row_id
from shebao.sandbox.tables import arrivals, certificates, employers

ISSUER = "沙箱税务局自助办理"


def issue_certificate(connection: Connection, caller: Caller, request: CertificateRequest) -> str:
    """A certificate over exactly these arrivals exists; returns its number.

    Raises:
        RefusedError: NOT_FOUND, BAD_REQUEST or NOT_ARRIVED.
    """
    arrival_ids = [row_id(ARRIVAL, arrival_no) for arrival_no in request.arrival_nos]
    if len(set(arrival_ids)) != len(arrival_ids):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一条入库信息被重复勾选，请核对后重新开具。")
    free = connection.scalars(
        select(arrivals.c.id).where(
            arrivals.c.employer_id == caller.employer_id,
            arrivals.c.id.in_(arrival_ids),
            arrivals.c.certificate_id.is_(None),
        )
    ).all()
    if len(free) != len(arrival_ids):
        raise RefusedError(
            RefusalCode.NOT_ARRIVED,
            "所选费款尚未入库，或已开具过完税证明；已开具的请使用“补开”。",
        )
    issued_on = day_of(caller.now).isoformat()
    certificate_id: int = connection.execute(
        insert(certificates)
        .values(
            employer_id=caller.employer_id,
            style=request.style,
            issued_on=issued_on,
            issuer=ISSUER,
            state=CertificateState.VALID,
        )
        .returning(certificates.c.id)
    ).scalar_one()
    connection.execute(
        update(arrivals).where(arrivals.c.id.in_(arrival_ids)).values(certificate_id=certificate_id)
    )
    return certificate_no(caller.region, issued_on[:7], certificate_id)


def list_certificates(connection: Connection, employer_id: int) -> CertificateList:
    """Every certificate of the employer, newest first."""
    employer = connection.execute(select(employers).where(employers.c.id == employer_id)).one()
    rows = connection.execute(
        select(certificates)
        .where(certificates.c.employer_id == employer_id)
        .order_by(certificates.c.id.desc())
    ).all()
    return CertificateList(certificates=[_certificate(connection, employer, row) for row in rows])


def read_certificate(connection: Connection, employer_id: int, wanted_no: str) -> Certificate:
    """One certificate.

    Raises:
        RefusedError: NOT_FOUND.
    """
    employer = connection.execute(select(employers).where(employers.c.id == employer_id)).one()
    serial = wanted_no[-8:]
    if serial.isascii() and serial.isdigit():
        row = connection.execute(
            select(certificates).where(
                certificates.c.employer_id == employer_id, certificates.c.id == int(serial)
            )
        ).first()
        if row is not None:
            found = _certificate(connection, employer, row)
            if found.certificate_no == wanted_no:
                return found
    raise RefusedError(RefusalCode.NOT_FOUND, f"未找到完税证明“{wanted_no[:64]}”。")


def _certificate(connection: Connection, employer: Row[Any], row: Row[Any]) -> Certificate:
    covered = connection.execute(
        select(arrivals).where(arrivals.c.certificate_id == row.id).order_by(arrivals.c.id)
    ).all()
    lines = [_line([arrival]) for arrival in covered]
    if row.style == CertificateStyle.MERGED:
        lines = merged(covered)
    return Certificate(
        certificate_no=certificate_no(employer.region, row.issued_on[:7], row.id),
        state=CertificateState(row.state),
        style=CertificateStyle(row.style),
        issued_on=row.issued_on,
        tax_office=employer.tax_office,
        tax_id=employer.tax_id,
        name=employer.name,
        issuer=row.issuer,
        lines=lines,
        total_fen=sum(arrival.amount_fen for arrival in covered),
    )


def merged(covered: Sequence[Row[Any]]) -> list[CertificateLine]:
    """Lines of one ticket, item, subitem and arrival day, joined over consecutive periods.

    A line never runs over the turn of a year.
    """
    groups: dict[tuple[str, ...], list[Row[Any]]] = defaultdict(list)
    for arrival in covered:
        key = (arrival.ticket_no, arrival.levy_item, arrival.levy_subitem, arrival.arrived_on)
        groups[key].append(arrival)
    lines = []
    for group in groups.values():
        run: list[Row[Any]] = []
        for arrival in sorted(group, key=lambda row: row.period):
            if run and not _continues(run[-1].period, arrival.period):
                lines.append(_line(run))
                run = []
            run.append(arrival)
        lines.append(_line(run))
    return lines


def _continues(before: str, after: str) -> bool:
    return after in {before, months_after(before, 1)} and after[:4] == before[:4]


def _line(run: Sequence[Row[Any]]) -> CertificateLine:
    first, last = run[0], run[-1]
    return CertificateLine(
        ticket_no=first.ticket_no,
        levy_item=first.levy_item,
        levy_subitem=first.levy_subitem,
        period_from=first.period,
        period_to=last.period,
        arrived_on=first.arrived_on,
        amount_fen=sum(arrival.amount_fen for arrival in run),
    )
