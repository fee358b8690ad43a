"""Refunds: an application is checked whole, then holds what it asks back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert

from shebao.contract.premiums import TOP_UP_LEVY
from shebao.contract.refunds import RefundKind, RefundLine, RefundReason, RefundRequest, VoucherKind
from shebao.contract.refusals import RefusalCode
from shebao.contract.state_tables import REFUND
from shebao.sandbox.database import new_row
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.form_fields import check_choice, check_field, check_name, odd
from shebao.sandbox.numbers import ARRIVAL_NO, BILL_NO, REFUND_NO, number, row_id
from shebao.sandbox.office_tables import arrivals, refund_items, refunds
from shebao.sandbox.payments.accounts import find_refund_account
from shebao.sandbox.payments.debts import LATE_FEE_SUBITEM
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.people import ID_CHECKS, id_check
from shebao.sandbox.premiums.premium import share_fen
from shebao.sandbox.refunds.refund_records import REFUND_STEP, note_step
from shebao.sandbox.refunds.refundables import (
    LATE_FEE_LINE,
    Holds,
    arrivals_query,
    find_holds,
    lines_query,
    lowest_base,
    voucher_kind,
)
from shebao.sandbox.tables import bill_lines, bills

ID_NUMBER = re.compile(rf"[0-9]{{17}}[{ID_CHECKS}]", re.ASCII)
PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """One amount that is asked back, and the row of its bill."""

    bill: Row[Any]
    bill_id: int
    amount_fen: int
    arrival_id: int | None = None
    line: int | None = None
    base_fen: int | None = None
    unit_fen: int | None = None


def take_refund(connection: Connection, caller: Caller, request: RefundRequest) -> str:
    """The refund is 已提交 and holds its items; returns its number.

    Raises RefusedError: FIELD_ODD, BAD_REQUEST, NOT_FOUND, NOT_REFUNDABLE, REFUND_PENDING,
    VOUCHER_KINDS_MIXED, TOP_UP_FIRST or AMOUNT_DIFFERS.
    """
    account_id = _check_form(connection, caller, request)
    if request.kind is RefundKind.WHOLE:
        items = _ticket_items(connection, caller, request)
    else:
        items = _line_items(connection, caller, request)
    kinds = {voucher_kind(item.bill) for item in items}
    if len(kinds) > 1:
        raise RefusedError(
            RefusalCode.VOUCHER_KINDS_MIXED,
            "一笔退费申请只能有一个应征凭证种类，请先选择应征凭证种类后分别申请。",
        )
    (kind,) = kinds
    if kind is VoucherKind.DAILY:
        _check_top_ups(connection, caller, items)
    amount_fen = sum(item.amount_fen for item in items)
    if amount_fen != request.amount_fen:
        raise RefusedError(
            RefusalCode.AMOUNT_DIFFERS,
            f"确认的退费金额与应退金额 {amount_fen // 100}.{amount_fen % 100:02d} 元不一致，"
            "请重新查询后再申请。",
            amount_fen=str(amount_fen),
        )
    return _record(connection, caller, request, account_id, items)


def _record(
    connection: Connection,
    caller: Caller,
    request: RefundRequest,
    account_id: int,
    items: Sequence[Item],
) -> str:
    refund_id = new_row(
        connection,
        refunds,
        employer_id=caller.employer_id,
        state=REFUND.start,
        submitted_at=caller.now,
        due_at=caller.now + REFUND_STEP,
        voucher_kind=voucher_kind(items[0].bill),
        account_id=account_id,
        **request.model_dump(exclude={"account_id", "arrival_nos", "lines"}),
    )
    columns = ("bill_id", "arrival_id", "line", "base_fen", "unit_fen", "amount_fen")
    connection.execute(
        insert(refund_items),
        [
            {"refund_id": refund_id, "place": place, **{at: getattr(item, at) for at in columns}}
            for place, item in enumerate(items, start=1)
        ],
    )
    note_step(connection, refund_id, REFUND.start, caller.now)
    return number(REFUND_NO, refund_id)


def _check_form(connection: Connection, caller: Caller, request: RefundRequest) -> int:
    check_choice("reason", "退费原因", request.reason, list(RefundReason))
    check_name("handler", "经办人姓名", request.handler)
    hint = "应为 17 位数字加 1 位数字或 X"
    id_number = request.handler_id_number
    check_field("handler_id_number", "经办人证件号码", id_number, 18, ID_NUMBER, hint)
    if id_check(id_number[:17]) != id_number[17]:
        raise odd("handler_id_number", "“经办人证件号码”的校验码不符")
    check_field(
        "handler_phone", "经办人电话", request.handler_phone, 20, PHONE, "不是手机或固定电话号码"
    )
    whole = request.kind is RefundKind.WHOLE
    if bool(request.arrival_nos) is not whole or bool(request.lines) is whole:
        raise RefusedError(RefusalCode.BAD_REQUEST, "没有选择需要退还的费款，请勾选后重新提交。")
    return find_refund_account(connection, caller, request.account_id)


def _ticket_items(connection: Connection, caller: Caller, request: RefundRequest) -> list[Item]:
    arrival_ids = [row_id(ARRIVAL_NO, arrival_no) for arrival_no in request.arrival_nos]
    _check_distinct(arrival_ids)
    query = arrivals_query(caller.employer_id).where(arrivals.c.id.in_(arrival_ids))
    found = {row.id: row for row in connection.execute(query)}
    holds = find_holds(connection, caller.employer_id)
    items = []
    for arrival_id in arrival_ids:
        row = found.get(arrival_id)
        if row is None:
            raise _not_found(number(ARRIVAL_NO, arrival_id))
        if row.levy_subitem == LATE_FEE_SUBITEM:
            words = f"{row.period} {row.insurance_name}的滞纳金无法退还，请取消勾选。"
            raise RefusedError(RefusalCode.NOT_REFUNDABLE, words)
        _check_free(holds.of_arrival(row.id, row.bill_id), row.period, row.insurance_name)
        items.append(Item(row, row.bill_id, row.amount_fen, arrival_id=row.id))
    return items


def _line_items(connection: Connection, caller: Caller, request: RefundRequest) -> list[Item]:
    wanted = [(*_parsed(asked.line_no), asked) for asked in request.lines]
    _check_distinct([(bill_id, line) for bill_id, line, _ in wanted])
    query = lines_query(caller.employer_id).where(
        bill_lines.c.bill_id.in_({bill_id for bill_id, _, _ in wanted})
    )
    found = {(row.bill_id, row.line): row for row in connection.execute(query)}
    holds = find_holds(connection, caller.employer_id)
    return [
        _line_item(caller, holds, found.get((bill_id, line)), line, asked)
        for bill_id, line, asked in wanted
    ]


def _line_item(
    caller: Caller, holds: Holds, row: Row[Any] | None, line: int, asked: RefundLine
) -> Item:
    if line == LATE_FEE_LINE:
        raise RefusedError(RefusalCode.NOT_REFUNDABLE, "滞纳金数据不能调整，也不能退还。")
    if row is None:
        raise _not_found(str(line))
    _check_free(holds.of_line(row.bill_id, row.line), row.period, row.insurance_name)
    rules = caller.rules
    rates = _adjusted_rates(row, asked)
    _check_base(row, asked, lowest_base(rules, row) or 0, is_other_rate=rates != _rates_of(row))
    # A fixed sum has no rate: it is the same whatever the base.
    unit_fen, person_fen = (
        fen - (share_fen(asked.base_fen, new, rules.rounding(row.insurance)) if old else fen)
        for fen, old, new in zip((row.unit_fen, row.person_fen), _rates_of(row), rates, strict=True)
    )
    amount_fen = unit_fen + person_fen
    if amount_fen <= 0:
        raise RefusedError(
            RefusalCode.NOT_REFUNDABLE,
            f"{row.name} {row.period} {row.insurance_name}调整后没有可退的费款。",
        )
    return Item(
        row, row.bill_id, amount_fen, line=row.line, base_fen=asked.base_fen, unit_fen=unit_fen
    )


def _check_base(row: Row[Any], asked: RefundLine, floor: int, *, is_other_rate: bool) -> None:
    """The base falls, down to the floor at most; beside a lower rate it may stay."""
    most = row.base_fen if is_other_rate else row.base_fen - 1
    if not floor <= asked.base_fen <= most:
        raise RefusedError(
            RefusalCode.FIELD_ODD,
            f"{row.name} {row.period} {row.insurance_name}的调整后缴费基数应低于原缴费基数"
            f" {row.base_fen / 100:.2f} 元，且不低于下限 {floor / 100:.2f} 元，未作受理。",
            field="base_fen",
        )


def _rates_of(row: Row[Any]) -> tuple[int, int]:
    return row.unit_ppm, row.person_ppm


def _adjusted_rates(row: Row[Any], asked: RefundLine) -> tuple[int, int]:
    """The rates that should have counted; none is above what was charged."""
    given = (("unit_ppm", asked.unit_ppm), ("person_ppm", asked.person_ppm))
    for (field, ppm), old in zip(given, _rates_of(row), strict=True):
        if ppm is not None and ppm >= old:
            raise RefusedError(
                RefusalCode.FIELD_ODD,
                f"{row.name} {row.period} {row.insurance_name}的调整后费率应低于原费率"
                f" {old / 10_000:g}%，未作受理。",
                field=field,
            )
    return (
        row.unit_ppm if asked.unit_ppm is None else asked.unit_ppm,
        row.person_ppm if asked.person_ppm is None else asked.person_ppm,
    )


def _parsed(line_no: str) -> tuple[int, int]:
    bill_no, _, line = line_no.partition("-")
    if not (line.isascii() and line.isdigit()):
        raise _not_found(line_no)
    return row_id(BILL_NO, bill_no), int(line)


def _check_distinct(keys: Sequence[object]) -> None:
    if len(set(keys)) != len(keys):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一笔费款被重复勾选，请核对后重新提交。")


def _check_free(hold: Row[Any] | None, period: str, insurance_name: str) -> None:
    if hold is not None:
        raise RefusedError(
            RefusalCode.REFUND_PENDING,
            f"{period} {insurance_name}已发起退费申请“{number(REFUND_NO, hold.refund_id)}”"
            f"（{hold.state}），不允许重复发起。",
        )


def _check_top_ups(connection: Connection, caller: Caller, items: Sequence[Item]) -> None:
    """差额补缴 of the same period and insurance goes first, or the floor would be undercut."""
    holds = find_holds(connection, caller.employer_id)
    is_added = bills.c.special_kind == TOP_UP_LEVY
    tickets = arrivals_query(caller.employer_id).where(
        is_added, arrivals.c.levy_subitem != LATE_FEE_SUBITEM
    )
    owed: set[tuple[str, ...]] = {
        (row.period, row.insurance)
        for row in connection.execute(tickets)
        if holds.of_arrival(row.id, row.bill_id) is None
    }
    owed |= {
        (row.period, row.insurance, row.id_number)
        for row in connection.execute(lines_query(caller.employer_id).where(is_added))
        if holds.of_line(row.bill_id, row.line) is None
    }
    for item in items:
        at: tuple[str, ...] = (item.bill.period, item.bill.insurance)
        person = () if item.line is None else (item.bill.id_number,)
        if item.bill.special_kind != TOP_UP_LEVY and {at, (*at, *person)} & owed:
            raise RefusedError(
                RefusalCode.TOP_UP_FIRST,
                f"{item.bill.period} {item.bill.insurance_name}存在差额补缴，"
                "请先提交差额补缴的退费申请，再申请正常缴费退费。",
            )


def _not_found(number_of: str) -> RefusedError:
    return RefusedError(
        RefusalCode.NOT_FOUND, f"未找到可退的费款“{number_of[:64]}”，请重新查询后再申请。"
    )
