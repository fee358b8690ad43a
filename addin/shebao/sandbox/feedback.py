"""Feedback that is due comes out when someone looks, in the order in which it fell due."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Table, select

from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.sandbox.bureau import Bureau
from shebao.sandbox.database import employer_row, reading, writing
from shebao.sandbox.payments.batch_debits import debit, has_batch_agreement
from shebao.sandbox.people.access import Caller
from shebao.sandbox.people.employees import announce_month

Process = Callable[[Connection, Bureau, Row[Any]], None]
# What is answered later: the table whose rows fall due, and who gives a row its result.
PROCESSES: dict[SubmissionKind, tuple[Table, Process]] = {}  # what ``takes`` was told


def catch_up(caller: Caller) -> None:
    """Everything of this employer that is due by now has its result."""
    with reading(caller.bureau.engine) as connection:
        rolled_to = employer_row(connection, caller.employer_id).rolled_to
        is_debited = has_batch_agreement(connection, caller.employer_id)
        if rolled_to == caller.period and not is_debited and not _due(connection, caller):
            return
    with writing(caller.bureau.engine, caller.employer_id) as connection:
        announce_month(connection, caller.employer_id, caller.now)
        # Looked for again: another call may have been here since.
        _answer(connection, caller)
        while is_debited and debit(connection, caller):
            _answer(connection, caller)


def _answer(connection: Connection, caller: Caller) -> None:
    for _, _, process, row in _due(connection, caller):
        process(connection, caller.bureau, row)


def _due(connection: Connection, caller: Caller) -> list[tuple[datetime, int, Process, Row[Any]]]:
    due = [
        (row.due_at, row.id, process, row)
        for table, process in (PROCESSES[kind] for kind in SUBMISSIONS if kind in PROCESSES)
        for row in connection.execute(
            select(table).where(
                table.c.employer_id == caller.employer_id, table.c.due_at <= caller.now
            )
        )
    ]
    return sorted(due, key=lambda entry: entry[:2])
