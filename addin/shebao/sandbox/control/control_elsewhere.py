"""Control endpoints for what happens elsewhere: agencies push, other channels file and pay."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import Connection, Row, select

from shebao.contract.payments import PaymentRequest
from shebao.contract.premiums import PremiumFilingRequest
from shebao.contract.projects import ProjectFilingRequest
from shebao.contract.refusals import RefusalCode
from shebao.contract.vouchers import VoucherRequest
from shebao.contract.wire import Day, Fen, InsuranceCode, Month, Number, Ppm, Text
from shebao.contract.wire import Request as Body
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.database import employer_row, reading, writing
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.feedback import catch_up
from shebao.sandbox.payments.agreements import verified_agreements
from shebao.sandbox.payments.debts import list_debts
from shebao.sandbox.payments.payments import take_payment
from shebao.sandbox.payments.vouchers import take_voucher
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.population import write_off
from shebao.sandbox.premiums.bills import generate_stale, list_bills
from shebao.sandbox.premiums.premium_filings import take_premium_filing
from shebao.sandbox.premiums.project_filing import take_project_filing
from shebao.sandbox.premiums.projects import list_projects, push_project
from shebao.sandbox.premiums.special_bills import push_special_bill, withdraw_notice
from shebao.sandbox.routes.depends import TheBureau
from shebao.sandbox.tables import employers

router = APIRouter(prefix="/sandbox", include_in_schema=False)
HALL = "办税服务厅"


class SpecialLine(Body):
    """One person of a special bill, as the agencies worked it out."""

    person_no: Number
    name: Text
    id_type: Number = "201"
    id_number: Number
    base_fen: Fen = 0
    unit_ppm: Ppm = 0
    person_ppm: Ppm = 0
    unit_fen: Fen
    person_fen: Fen


class SpecialBillOrder(Body):
    """One bill of a notice."""

    insurance: InsuranceCode
    period: Month
    lines: list[SpecialLine] = Field(min_length=1)


class NoticeOrder(Body):
    """What 人社 or 医保 push under one 征集通知流水号."""

    tax_id: str
    notice_no: Number
    kind: Text = "政策性补缴"
    collect_by: Day
    bills: list[SpecialBillOrder] = Field(min_length=1)


class WithdrawOrder(Body):
    """A notice that the agencies take back."""

    tax_id: str
    notice_no: Number


class PersonOrder(Body):
    """A leaver whose bills the tax hall corrects."""

    tax_id: str
    id_number: str


class ElsewhereOrder(Body):
    """What another channel does for an employer."""

    tax_id: str
    channel: Text = HALL


@router.post("/special-bills/push")
def push_notice(bureau: TheBureau, order: NoticeOrder) -> dict[str, int]:
    """The bills of the notice stand open."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        for bill in order.bills:
            push_special_bill(
                connection,
                caller.employer_id,
                bureau.rulebook[caller.region],
                (order.notice_no, order.kind, order.collect_by),
                bill.insurance,
                bill.period,
                [
                    (
                        place, line.person_no, line.name, line.id_type, line.id_number,
                        line.base_fen, line.base_fen, line.unit_ppm, line.person_ppm,
                        line.unit_fen, line.person_fen, False,
                    )
                    for place, line in enumerate(bill.lines, start=1)
                ],
            )  # fmt: skip
    return {"bills": len(order.bills)}


@router.post("/special-bills/withdraw")
def take_back_notice(bureau: TheBureau, order: WithdrawOrder) -> dict[str, int]:
    """The notice is withdrawn, unless one of its bills is filed."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        return {"bills": withdraw_notice(connection, caller.employer_id, order.notice_no)}


@router.post("/people/write-off")
def write_leaver_off(bureau: TheBureau, order: PersonOrder) -> dict[str, str]:
    """The leaver is out of the bills (核销)."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        write_off(connection, caller.employer_id, order.id_number)
    return {"id_number": order.id_number}


@router.post("/elsewhere/filing")
def file_elsewhere(bureau: TheBureau, order: ElsewhereOrder) -> dict[str, str]:
    """All open bills of the oldest period are filed through another channel."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        generate_stale(connection, caller)
        found = list_bills(connection, caller, None).bills
        oldest = min((bill.period for bill in found), default="")
        confirmed = {"bill_no", "revision", "amount_fen"}
        seen = [bill.model_dump(include=confirmed) for bill in found if bill.period == oldest]
        if not seen:
            raise RefusedError(RefusalCode.NOT_FOUND, "没有待申报的应缴信息。")
        request = PremiumFilingRequest.model_validate({"bills": seen})
        return {"filing_no": take_premium_filing(connection, caller, request, order.channel)}


@router.post("/elsewhere/payment")
def pay_elsewhere(bureau: TheBureau, order: ElsewhereOrder) -> dict[str, str]:
    """All open debts are being paid through another channel."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        debt_nos, amount_fen = _open(connection, caller)
        agreement = connection.execute(verified_agreements(caller.employer_id)).first()
        if agreement is None:
            raise RefusedError(RefusalCode.AGREEMENT_NOT_VALID, "没有验证通过的三方协议。")
        request = PaymentRequest(
            debt_nos=debt_nos, agreement_no=agreement.agreement_no, amount_fen=amount_fen
        )
        return {"payment_no": take_payment(connection, caller, request, order.channel)}


@router.post("/elsewhere/voucher")
def print_elsewhere(bureau: TheBureau, order: ElsewhereOrder) -> dict[str, str]:
    """All open debts stand on a voucher of another channel."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        debt_nos, amount_fen = _open(connection, caller)
        request = VoucherRequest(debt_nos=debt_nos, amount_fen=amount_fen)
        return {"voucher_no": take_voucher(connection, caller, request, order.channel)}


def stranger(bureau: Bureau, tax_id: str) -> Caller:
    """Somebody who acts for an employer without a session; what was due is answered."""
    with reading(bureau.engine) as connection:
        row = employer_of(connection, tax_id)
    caller = Caller(bureau, row.id, row.region, "", bureau.clock.now())
    catch_up(caller)
    return caller


def employer_of(connection: Connection, tax_id: str) -> Row[Any]:
    """The employer of a tax id.

    Raises RefusedError: UNKNOWN_EMPLOYER.
    """
    row = connection.execute(select(employers).where(employers.c.tax_id == tax_id)).first()
    if row is None:
        raise RefusedError(RefusalCode.UNKNOWN_EMPLOYER, "沙箱中没有这个纳税人识别号。")
    return row


def _open(connection: Connection, caller: Caller) -> tuple[list[str], int]:
    found = list_debts(connection, caller, held=False).debts
    if not found:
        raise RefusedError(RefusalCode.NOT_FOUND, "没有可缴纳的欠费。")
    return [debt.debt_no for debt in found], sum(d.amount_fen + d.late_fee_fen for d in found)


class ProjectOrder(Body):
    """A project that 人社 push, or push again with another cost (追加金额)."""

    tax_id: str
    project_id: Number
    name: Text
    cost_fen: Fen
    rate_ppm: Ppm
    tax_office: Text = ""  # the employer's own unless given
    starts_on: Day = "2026-03-01"
    ends_on: Day = "2027-02-28"


class ProjectElsewhereOrder(Body):
    """A linked project that is filed whole through another channel."""

    tax_id: str
    project_id: Number


@router.post("/projects/push")
def push(bureau: TheBureau, order: ProjectOrder) -> dict[str, str]:
    """The project stands as it was pushed."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        office = order.tax_office or employer_row(connection, caller.employer_id).tax_office
        values = {**order.model_dump(exclude={"tax_id"}), "tax_office": office}
        push_project(connection, caller.employer_id, values)
    return {"project_id": order.project_id}


@router.post("/elsewhere/project-filing")
def file_project_elsewhere(bureau: TheBureau, order: ProjectElsewhereOrder) -> dict[str, str]:
    """The project is filed at the tax hall."""
    caller = stranger(bureau, order.tax_id)
    with writing(bureau.engine, caller.employer_id) as connection:
        found = list_projects(connection, caller).projects
        project = next(one for one in found if one.project_id == order.project_id)
        request = ProjectFilingRequest(
            project_id=project.project_id,
            cost_fen=project.cost_fen,
            rate_ppm=project.rate_ppm,
            amount_fen=project.cost_fen * project.rate_ppm // 1_000_000 - project.filed_fen,
        )
        return {"filing_no": take_project_filing(connection, caller, request, HALL)}
