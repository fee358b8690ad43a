"""The one place where the sandbox changes a state: by the published tables, or refused in words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Row, Table, select, update

from shebao.contract.machine import Machine
from shebao.contract.state_tables import (
    AGREEMENT,
    BILL,
    CERTIFICATE,
    DEBT,
    FILING,
    PAYMENT,
    REFUND,
    VOUCHER,
)
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import (
    BILL_NO,
    DEBT_NO,
    PAYMENT_NO,
    PREMIUM_FILING_NO,
    REFUND_NO,
    VOUCHER_NO,
    number,
)
from shebao.sandbox.office_tables import agreements, certificates, payments, refunds, vouchers
from shebao.sandbox.tables import bills, debts, premium_filings

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)
Name = Callable[[Connection, Row[Any]], str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the things of one machine stand, how they are numbered and how a refusal names one."""

    table: Table
    name: Name
    prefix: str = ""  # of their numbers, where ``numbers.number`` makes them

    @property
    def key(self) -> Column[Any]:
        """The column by whose value a thing is known."""
        return next(iter(self.table.primary_key))


def _debt_name(connection: Connection, debt: Row[Any]) -> str:
    bill = connection.execute(select(bills).where(bills.c.id == debt.bill_id)).one()
    return f"{bill.period} {bill.insurance_name}的欠费"


def _numbered(table: Table, prefix: str, what: str) -> Kept:
    return Kept(table, lambda _, row: f"{what}“{number(prefix, row.id)}”", prefix)


KEPT: Mapping[str, Kept] = {
    BILL.name: Kept(bills, lambda _, row: f"{row.period} {row.insurance_name}的应缴信息", BILL_NO),
    FILING.name: _numbered(premium_filings, PREMIUM_FILING_NO, "社保费申报"),
    DEBT.name: Kept(debts, _debt_name, DEBT_NO),
    PAYMENT.name: _numbered(payments, PAYMENT_NO, "缴费记录"),
    VOUCHER.name: _numbered(vouchers, VOUCHER_NO, "缴税凭证"),
    AGREEMENT.name: Kept(agreements, lambda _, row: f"三方协议“{row.agreement_no}”"),
    REFUND.name: _numbered(refunds, REFUND_NO, "退费申请"),
    CERTIFICATE.name: Kept(certificates, lambda *_: "该税收完税证明"),
}


def apply(
    connection: Connection,
    machine: Machine[State, Event],
    keys: Collection[Any],
    event: Event,
    **values: Any,
) -> None:
    """The event has happened to all of them, and these columns of theirs hold these values.

    Raises RefusedError: the table refuses it in the state of one of them; nothing changed.
    """
    kept = KEPT[machine.name]
    found = connection.execute(
        select(kept.table).where(kept.key.in_(keys)).order_by(kept.key)
    ).all()
    moved: dict[State, list[Any]] = {}
    for row in found:
        step = machine.row(machine.states(row.state), event)
        if step.next is None:
            assert step.code is not None, "a row without a next state carries a code"  # noqa: S101
            raise RefusedError(step.code, step.words(kept.name(connection, row)), state=row.state)
        moved.setdefault(step.next, []).append(getattr(row, kept.key.name))
    for state, of_state in moved.items():
        connection.execute(
            update(kept.table).where(kept.key.in_(of_state)).values(state=state, **values)
        )
