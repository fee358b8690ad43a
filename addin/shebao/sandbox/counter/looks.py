"""What the counter's page shows of one employer: filings, debts, payments, notices, people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, func, or_, select

from shebao.contract.states import VoucherState
from shebao.sandbox.clock import day_of, months_after
from shebao.sandbox.control.control_elsewhere import stranger
from shebao.sandbox.counter.orders import FAULT_WORDS, Counter
from shebao.sandbox.database import count, employer_row, of_employer, reading
from shebao.sandbox.numbers import PAYMENT_NO, PREMIUM_FILING_NO, VOUCHER_NO, WAGE_FILING_NO, number
from shebao.sandbox.office_tables import payments, vouchers
from shebao.sandbox.payments.debts import list_debts
from shebao.sandbox.people.employer import read_notices
from shebao.sandbox.premiums.bills import bring_bills_up_to_date, list_bills
from shebao.sandbox.premiums.rulebook import due_on
from shebao.sandbox.premiums.special_bills import list_special_bills
from shebao.sandbox.tables import (
    employers,
    enrolments,
    people,
    premium_filings,
    unit_numbers,
    wage_filings,
)

LAST = 20  # of everything that grows with the months
PAGE = 50  # people
MOST_EMPLOYERS = 500


@dataclass(frozen=True, slots=True)
class Employee:
    """One person, with what the page's buttons need."""

    name: str
    id_number: str
    state: str
    insurances: str
    enrolled: str
    is_enrolled: bool
    is_to_write_off: bool
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that the employer filed or paid."""

    number: str
    what: str
    state: str
    when: datetime
    amount_fen: int | None = None
    reason: str = ""
    is_open: bool = False


def look(counter: Counter, asked: str, page: int) -> dict[str, Any]:
    """The page of an employer, with what was due by now answered; ``asked`` finds people.

    Lists are newest first, debts and bills oldest first.

    Raises RefusedError: UNKNOWN_EMPLOYER.
    """
    bureau = counter.bureau
    caller = stranger(bureau, counter.tax_id)
    bring_bills_up_to_date(caller)
    rules = bureau.rulebook[caller.region]
    with reading(bureau.engine) as connection:
        codes = _insurances(connection, caller.employer_id)
        names = {code: rules.name_of(code) for code in codes}
        found, total = _people(connection, counter, caller.employer_id, (asked, page), names)
        return {
            "today": day_of(caller.now).isoformat(),
            "period": caller.period,
            "last_period": months_after(caller.period, -1),
            "due_on": due_on(rules.file.deadline, caller.period).isoformat(),
            "waiting": waiting(counter),
            "employers": list_employers(connection),
            "tax_id": counter.tax_id,
            "name": employer_row(connection, caller.employer_id).name,
            "insurances": list(names.items()),
            "filings": _filings(connection, caller.employer_id),
            "payments": _payments(connection, caller.employer_id),
            "vouchers": _vouchers(connection, caller.employer_id),
            "bills": [
                *list_bills(connection, caller, None).bills,
                *list_special_bills(connection, caller).bills,
            ],
            "debts": list_debts(connection, caller, held=True).debts,
            "notices": read_notices(connection).notices,
            "people": found,
            "count": total,
            "asked": asked,
            "page": page,
            "pages": max(1, -(-total // PAGE)),
        }


def list_employers(connection: Connection) -> Sequence[tuple[str, str]]:
    """Tax id and name of each employer, in the order in which they were seeded."""
    rows = connection.execute(
        select(employers.c.tax_id, func.min(employers.c.name))
        .group_by(employers.c.tax_id)
        .order_by(func.min(employers.c.id))
        .limit(MOST_EMPLOYERS)
    )
    return [(row[0], row[1]) for row in rows]


def waiting(counter: Counter) -> list[str]:
    """What was ordered and has not happened yet."""
    injections, settings = counter.bureau.injections, counter.bureau.settings
    words = [f"接下来 {one.count} 次提交：{FAULT_WORDS[one.kind]}" for one in counter.faults]
    if outcomes := injections.payment_outcomes:
        words.append(f"接下来的缴费结果：{'、'.join(outcomes)}")
    if injections.voids_refused:
        words.append(f"接下来 {injections.voids_refused} 次作废申报失败")
    if refused := injections.refused_id_numbers:
        words.append(f"缴费工资申报失败的职工：{'、'.join(sorted(refused))}")
    if settings.feedback_delay_seconds:
        words.append(f"反馈在受理 {settings.feedback_delay_seconds:g} 秒后给出")
    if settings.answer_delay_seconds:
        words.append(f"答复延迟 {settings.answer_delay_seconds:g} 秒")
    return words


def _last(connection: Connection, table: Table, employer_id: int) -> Sequence[Row[Any]]:
    """The newest rows of a table, of one employer."""
    newest_first = of_employer(table, employer_id).order_by(table.c.id.desc())
    return connection.execute(newest_first.limit(LAST)).all()


def _insurances(connection: Connection, employer_id: int) -> list[str]:
    of_units = connection.scalars(of_employer(unit_numbers.c.insurances, employer_id))
    return sorted({code for codes in of_units for code in codes})


def _filings(connection: Connection, employer_id: int) -> list[Done]:
    found = [
        Done(
            number(WAGE_FILING_NO, row.id),
            f"缴费工资{row.kind}，自 {row.effective_from} 起，{row.people} 人"
            f"（成功 {row.accepted}，失败 {row.refused}）",
            row.state,
            row.submitted_at,
        )
        for row in _last(connection, wage_filings, employer_id)
    ]
    found += [
        Done(
            number(PREMIUM_FILING_NO, row.id),
            f"{'特殊缴费' if row.special else '社保费'}申报（{row.channel}）",
            row.state,
            row.submitted_at,
            row.amount_fen,
            row.reason,
        )
        for row in _last(connection, premium_filings, employer_id)
    ]
    return sorted(found, key=lambda done: done.when, reverse=True)


def _payments(connection: Connection, employer_id: int) -> list[Done]:
    return [
        Done(
            number(PAYMENT_NO, row.id),
            f"三方协议缴费（{row.channel}）",
            row.state,
            row.submitted_at,
            row.amount_fen,
            row.reason,
        )
        for row in _last(connection, payments, employer_id)
    ]


def _vouchers(connection: Connection, employer_id: int) -> list[Done]:
    return [
        Done(
            number(VOUCHER_NO, row.id),
            f"银行凭证（{row.channel}），限缴日期 {row.pay_by}",
            row.state,
            row.issued_at,
            row.total_fen,
            is_open=row.state == VoucherState.PRINTED,
        )
        for row in _last(connection, vouchers, employer_id)
    ]


def _people(
    connection: Connection,
    counter: Counter,
    employer_id: int,
    asked_page: tuple[str, int],
    names: Mapping[str, str],
) -> tuple[list[Employee], int]:
    asked, page = asked_page
    wanted = people.c.employer_id == employer_id
    if asked:
        wanted &= or_(
            people.c.name.contains(asked, autoescape=True),
            people.c.id_number.contains(asked.upper(), autoescape=True),
        )
    total = count(connection, people, wanted)
    rows = connection.execute(
        select(people)
        .where(wanted)
        .order_by(people.c.revision.desc(), people.c.person_no)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    ).all()
    is_theirs = enrolments.c.person_no.in_([row.person_no for row in rows])
    of_people = connection.execute(
        of_employer(enrolments, employer_id, is_theirs).order_by(enrolments.c.insurance)
    ).all()
    refused = counter.bureau.injections.refused_id_numbers
    return [
        _employee(row, [e for e in of_people if e.person_no == row.person_no], names, refused)
        for row in rows
    ], total


def _employee(
    row: Row[Any], enrolled: list[Row[Any]], names: Mapping[str, str], refused: set[str]
) -> Employee:
    begun = min((one.enrolled_from for one in enrolled), default="")
    is_enrolled = any(one.enrolled_to is None for one in enrolled)
    ended = "" if is_enrolled else max((one.enrolled_to or "" for one in enrolled), default="")
    return Employee(
        name=row.name,
        id_number=row.id_number,
        state=row.state,
        insurances="、".join(names.get(one.insurance, one.insurance) for one in enrolled),
        enrolled=f"{begun} 起{f'，到 {ended}' if ended else ''}",
        is_enrolled=is_enrolled,
        is_to_write_off=any(one.billed_to is not None for one in enrolled),
        is_refused=row.id_number in refused,
    )
