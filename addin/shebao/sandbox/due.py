"""What is answered later: by kind the table whose rows fall due, and who gives a row its result."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, Table

from shebao.contract.submission_table import SubmissionKind
from shebao.sandbox.bureau import Bureau

Process = Callable[[Connection, Bureau, Row[Any]], None]
PROCESSES: dict[SubmissionKind, tuple[Table, Process]] = {}  # what ``takes`` was told
