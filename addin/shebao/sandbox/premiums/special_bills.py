"""Special bills (特殊缴费): pushed by the agencies, withdrawn by them, listed notice by notice."""

from collections.abc import Sequence

from sqlalchemy import Connection

from shebao.contract.premiums import SpecialBill, SpecialBillList
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import BILL, BillEvent
from shebao.contract.states import PayableState
from shebao.sandbox.database import change, new_row, of_employer, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.employer import unit_no_for
from shebao.sandbox.premiums.bill_generation import totals_of, write_lines
from shebao.sandbox.premiums.bills import UNCONFIRMED, bill_fields, bills_query
from shebao.sandbox.premiums.premium import Line
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.signing import canonical_json, sha256_hex
from shebao.sandbox.tables import bills, unit_numbers
from shebao.sandbox.transitions import apply


def list_special_bills(connection: Connection, caller: Caller) -> SpecialBillList:
    """Those not yet confirmed; the rows of one unit number and notice stand together."""
    rows = connection.execute(
        bills_query(caller)
        .where(bills.c.notice_no != "", bills.c.state.in_(UNCONFIRMED))
        .order_by(unit_numbers.c.position, bills.c.notice_no, bills.c.period, bills.c.insurance)
    )
    return SpecialBillList(
        bills=[told(SpecialBill, row, kind=row.special_kind, **bill_fields(row)) for row in rows]
    )


def push_special_bill(
    connection: Connection,
    employer_id: int,
    rules: Rules,
    notice: tuple[str, str, str],
    insurance: str,
    period: str,
    lines: Sequence[Line],
) -> None:
    """A bill stands under a notice: its number, kind and last day of collection.

    Raises RefusedError: BAD_REQUEST, no unit number covers the insurance or it stands there
    already.
    """
    notice_no, kind, collect_by = notice
    rule = rules.insurance(insurance)
    unit_no = unit_no_for(connection, employer_id, insurance)
    is_it = (bills.c.notice_no == notice_no, bills.c.insurance == insurance)
    of_period = of_employer(bills, employer_id, bills.c.period == period)
    standing = connection.execute(of_period.where(*is_it)).first()
    is_standing = standing is not None and standing.state != PayableState.VOIDED
    if rule is None or unit_no is None or is_standing:
        raise RefusedError(
            RefusalCode.BAD_REQUEST, "险种不属于该单位，或该征集通知流水号已推送过此险种。"
        )
    said = {
        "content_sha256": sha256_hex(canonical_json([list(line) for line in lines])),
        "special_kind": kind,
        "collect_by": collect_by,
        **totals_of(lines),
    }
    if standing is not None:  # withdrawn before, and pushed again
        revision = standing.revision + 1
        change(connection, bills, standing.id, revision=revision, **said)
        apply(connection, BILL, [standing.id], BillEvent.GENERATE)
        write_lines(connection, standing.id, revision, lines)
        return
    bill_id = new_row(
        connection,
        bills,
        employer_id=employer_id,
        revision=1,
        period=period,
        unit_no=unit_no,
        insurance=insurance,
        insurance_name=rule.name,
        state=BILL.start,
        collected=False,
        notice_no=notice_no,
        **said,
    )
    write_lines(connection, bill_id, 1, lines)


def withdraw_notice(connection: Connection, employer_id: int, notice_no: str) -> int:
    """The bills of a notice are 销账 (撤销), and stay as they were; returns how many.

    Raises RefusedError: NOT_FOUND, or BILL_NOT_OPEN when one of them is filed.
    """
    is_it = (bills.c.notice_no == notice_no, bills.c.state != PayableState.VOIDED)
    bill_ids = connection.scalars(of_employer(bills.c.id, employer_id, *is_it)).all()
    if not bill_ids:
        raise RefusedError(RefusalCode.NOT_FOUND, f"没有征集通知流水号“{notice_no}”。")
    apply(connection, BILL, bill_ids, BillEvent.WITHDRAW)
    return len(bill_ids)
