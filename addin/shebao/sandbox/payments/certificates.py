"""Certificates over arrivals, with lines as they arrived or merged."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from shebao.contract.certificates import (
    Certificate,
    CertificateLine,
    CertificateList,
    CertificateQuery,
    CertificateRequest,
    CertificateStyle,
    ReissueRequest,
    check_number,
    signed_content,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import CERTIFICATE, CertificateEvent
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.clock import day_of, months_after
from shebao.sandbox.database import (
    Span,
    change,
    employer_row,
    new_row,
    of_employer,
    told,
    within,
)
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import ARRIVAL_NO, certificate_no, row_id
from shebao.sandbox.office_tables import arrivals, certificates, released_arrivals
from shebao.sandbox.people.access import Caller
from shebao.sandbox.refunds.refundables import refunded_fen
from shebao.sandbox.signing import sign
from shebao.sandbox.tables import bills
from shebao.sandbox.transitions import apply

ISSUER = "沙箱税务局自助办理"


def issue_certificate(connection: Connection, caller: Caller, request: CertificateRequest) -> str:
    """A certificate over exactly these arrivals exists; returns its number.

    Raises RefusedError: NOT_FOUND, BAD_REQUEST or NOT_ARRIVED.
    """
    arrival_ids = [row_id(ARRIVAL_NO, arrival_no) for arrival_no in request.arrival_nos]
    if len(set(arrival_ids)) != len(arrival_ids):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一条入库信息被重复勾选，请核对后重新开具。")
    is_free = arrivals.c.certificate_id.is_(None) & arrivals.c.id.in_(arrival_ids)
    free = connection.scalars(of_employer(arrivals.c.id, caller.employer_id, is_free)).all()
    if len(free) != len(arrival_ids):
        raise RefusedError(
            RefusalCode.NOT_ARRIVED, "所选费款尚未入库，或已开具过完税证明；已开具的请使用“补开”。"
        )
    certified = _certifiable(connection, caller, arrival_ids)
    issued_on = day_of(caller.now).isoformat()
    employer = employer_row(connection, caller.employer_id)
    certificate_id = new_row(
        connection,
        certificates,
        employer_id=caller.employer_id,
        style=request.style,
        issued_on=issued_on,
        issuer=ISSUER,
        state=CERTIFICATE.start,
    )
    connection.execute(
        update(arrivals)
        .where(arrivals.c.id == bindparam("of_arrival"))
        .values(certificate_id=certificate_id, certified_fen=bindparam("certified")),
        [{"of_arrival": at, "certified": fen} for at, fen in certified.items()],
    )
    mine = select(certificates).where(certificates.c.id == certificate_id)
    unsigned = connection.execute(mine).one()
    content = signed_content(_certificate(connection, caller.bureau, employer, unsigned))
    signature = sign(caller.bureau.signing_key, content)
    change(connection, certificates, certificate_id, signature=signature)
    return certificate_no(caller.region, issued_on[:7], certificate_id)


def _certifiable(
    connection: Connection, caller: Caller, arrival_ids: Sequence[int]
) -> dict[int, int]:
    """What a certificate may say of each arrival: the amount less what is asked back of it.

    Raises RefusedError: NOT_ARRIVED, nothing is left of one.
    """
    refunded = refunded_fen(connection, caller)
    certified = {}
    for row in connection.execute(select(arrivals).where(arrivals.c.id.in_(arrival_ids))):
        certified[row.id] = row.amount_fen - refunded.get(row.id, 0)
        if certified[row.id] <= 0:
            raise RefusedError(
                RefusalCode.NOT_ARRIVED,
                f"{row.period} {row.levy_subitem}已申请退费，没有可以开具完税证明的金额。",
            )
    return certified


def void_certificate(connection: Connection, bureau: Bureau, wanted_no: str) -> None:
    """The certificate is 已作废 with all that it says; its arrivals can be certified anew.

    Source: G2.7.1, what arrived is certified; G2.7.5, a voided certificate proves nothing.

    Raises RefusedError: NOT_FOUND or CERTIFICATE_VOIDED.
    """
    row, _ = find_certificate(connection, bureau, wanted_no)
    apply(connection, CERTIFICATE, [row.id], CertificateEvent.VOID)
    covered = connection.execute(
        select(arrivals.c.id, arrivals.c.certified_fen).where(arrivals.c.certificate_id == row.id)
    ).all()
    connection.execute(
        insert(released_arrivals),
        [
            {"certificate_id": row.id, "arrival_id": one.id, "certified_fen": one.certified_fen}
            for one in covered
        ],
    )
    connection.execute(
        update(arrivals)
        .where(arrivals.c.certificate_id == row.id)
        .values(certificate_id=None, certified_fen=None)
    )


def take_reissue(connection: Connection, caller: Caller, request: ReissueRequest) -> str:
    """The certificate is printed once more; returns its number.

    Raises RefusedError: NOT_FOUND or CERTIFICATE_VOIDED.
    """
    row, _ = find_certificate(connection, caller.bureau, request.certificate_no)
    if row.employer_id != caller.employer_id:
        raise _not_found(request.certificate_no)
    again = row.reissues + 1
    apply(connection, CERTIFICATE, [row.id], CertificateEvent.REISSUE, reissues=again)
    return request.certificate_no


def verify_certificate(
    connection: Connection, caller: Caller, query: CertificateQuery
) -> Certificate:
    """The certificate that all given fields describe (查验), valid or voided.

    Raises RefusedError: NOT_FOUND.
    """
    row, certificate = find_certificate(connection, caller.bureau, query.certificate_no)
    optional = {"name", "region", "tax_office", "series"}
    given = query.model_dump(exclude={"ticket_no"})
    differs = any(
        value != getattr(certificate, field)
        for field, value in given.items()
        if value or field not in optional
    )
    if differs or query.ticket_no not in {line.ticket_no for line in certificate.lines}:
        raise RefusedError(
            RefusalCode.NOT_FOUND, "未查询到该票证信息，请核对所填的票证信息后重新查验。"
        )
    apply(connection, CERTIFICATE, [row.id], CertificateEvent.VERIFY)
    return certificate


def list_certificates(connection: Connection, caller: Caller, periods: Span) -> CertificateList:
    """The certificates over something of the periods, newest first."""
    query = of_employer(certificates, caller.employer_id)
    if periods != (None, None):
        now = select(arrivals.c.certificate_id).where(*within(arrivals.c.period, periods))
        once = (
            select(released_arrivals.c.certificate_id)
            .join(arrivals, arrivals.c.id == released_arrivals.c.arrival_id)
            .where(*within(arrivals.c.period, periods))
        )
        query = query.where(certificates.c.id.in_(now) | certificates.c.id.in_(once))
    employer = employer_row(connection, caller.employer_id)
    rows = connection.execute(query.order_by(certificates.c.id.desc())).all()
    return CertificateList(
        certificates=[_certificate(connection, caller.bureau, employer, row) for row in rows]
    )


def read_certificate(connection: Connection, caller: Caller, wanted_no: str) -> Certificate:
    """One certificate of the employer.

    Raises RefusedError: NOT_FOUND.
    """
    row, certificate = find_certificate(connection, caller.bureau, wanted_no)
    if row.employer_id != caller.employer_id:
        raise _not_found(wanted_no)
    return certificate


def find_certificate(
    connection: Connection, bureau: Bureau, wanted_no: str
) -> tuple[Row[Any], Certificate]:
    """A certificate of any employer by its number.

    Raises RefusedError: NOT_FOUND.
    """
    serial = wanted_no[-8:]
    if serial.isascii() and serial.isdigit():
        row = connection.execute(
            select(certificates).where(certificates.c.id == int(serial))
        ).first()
        if row is not None:
            employer = employer_row(connection, row.employer_id)
            found = _certificate(connection, bureau, employer, row)
            if found.certificate_no == wanted_no:
                return row, found
    raise _not_found(wanted_no)


def _not_found(wanted_no: str) -> RefusedError:
    return RefusedError(RefusalCode.NOT_FOUND, f"未找到完税证明“{wanted_no[:64]}”。")


def _certificate(
    connection: Connection, bureau: Bureau, employer: Row[Any], row: Row[Any]
) -> Certificate:
    once = released_arrivals.alias("once")
    said = func.coalesce(once.c.certified_fen, arrivals.c.certified_fen).label("said_fen")
    covered = connection.execute(
        select(arrivals, bills.c.remark, said)
        .join(bills, bills.c.id == arrivals.c.bill_id)
        .outerjoin(once, (once.c.arrival_id == arrivals.c.id) & (once.c.certificate_id == row.id))
        .where((arrivals.c.certificate_id == row.id) | once.c.certificate_id.is_not(None))
        .order_by(arrivals.c.id)
    ).all()
    lines = [_line([arrival]) for arrival in covered]
    if row.style == CertificateStyle.MERGED:
        lines = merged(covered)
    # Of special bills, each once.
    remarks = dict.fromkeys(arrival.remark for arrival in covered if arrival.remark)
    series = bureau.rulebook[employer.region].file.certificate_series
    certificate = told(
        Certificate,
        row,
        certificate_no=certificate_no(employer.region, row.issued_on[:7], row.id),
        series="" if series is None else series.series.format(year=row.issued_on[2:4]),
        region=employer.region,
        tax_office=employer.tax_office,
        tax_id=employer.tax_id,
        name=employer.name,
        remark="；".join(remarks)[:200],  # as far as the form has room
        lines=lines,
        total_fen=sum(arrival.said_fen for arrival in covered),
    )
    return certificate.model_copy(update={"check_no": check_number(signed_content(certificate))})


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
    return told(
        CertificateLine,
        first,
        period_from=first.period,
        period_to=last.period,
        amount_fen=sum(arrival.said_fen for arrival in run),
    )
