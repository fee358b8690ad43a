"""The tables as they are at the newest revision; migrations/ tells how they came to be.

What belongs to an employer carries its ``account``. On SQLite the whole file is encrypted; on a
shared PostgreSQL the sealed columns are: names, id numbers, wages, and what the ledger holds.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from shebao.store.sealed import Blind, Sealed, SealedBytes, UtcTime

metadata = MetaData()


def _table(name: str, *parts: SchemaItem) -> Table:
    return Table(name, metadata, *parts)


employee = _table(
    "employee",
    Column("account", String(64), nullable=False),
    Column("person_no", String(64), nullable=False),
    Column("id_number", Blind("employee.id_number"), nullable=False),
    Column("name", Sealed("employee.name"), nullable=False),
    Column("state", String(32), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", Sealed("employee.body"), nullable=False),  # contract.Employee as JSON
    PrimaryKeyConstraint("account", "person_no"),
)

employee_cursor = _table(
    "employee_cursor",
    Column("account", String(64), primary_key=True),
    Column("cursor", Integer, nullable=False),
    Column("fetched_at", UtcTime, nullable=False),
)

employee_download = _table(
    "employee_download",
    Column("account", String(64), primary_key=True),
    Column("is_full_running", Integer, nullable=False),  # 1 between the pages of a full download
    # When everyone was known for the first time; changes are kept from there on.
    Column("since_month", String(7)),
    Column("since_at", UtcTime),
)

# What an employee was when a month began, written at the first change seen in that month.
employee_before = _table(
    "employee_before",
    Column("account", String(64), nullable=False),
    Column("month", String(7), nullable=False),
    Column("person_no", String(64), nullable=False),
    # contract.Employee as JSON; empty: was not there
    Column("body", Sealed("employee_before.body"), nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("account", "month", "person_no"),
)

employee_group = _table(
    "employee_group",
    Column("account", String(64), nullable=False),
    Column("path", Text, nullable=False),  # names from the top, joined by /
    PrimaryKeyConstraint("account", "path"),
)

employee_group_member = _table(
    "employee_group_member",
    Column("account", String(64), nullable=False),
    Column("person_no", String(64), nullable=False),
    Column("path", Text, nullable=False),
    PrimaryKeyConstraint("account", "person_no"),
)

rule_file = _table(
    "rule_file",
    Column("region", String(6), nullable=False),
    Column("version", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("body", Text, nullable=False),  # contract.RuleFile as JSON
    Column("fetched_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("region", "version"),
)

payroll_layout = _table(
    "payroll_layout",
    Column("shape", String(64), primary_key=True),  # unit/shape
    Column("columns", Text, nullable=False),  # JSON object
)

setting = _table(
    "setting",
    Column("name", String(200), primary_key=True),
    Column("value", Text, nullable=False),
)

kept_print = _table(
    "kept_print",
    Column("account", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("number", String(64), nullable=False),
    Column("content", SealedBytes("kept_print.content"), nullable=False),
    Column("kept_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("account", "kind", "number"),
)

kept_table = _table(
    "kept_table",
    Column("book", Text, nullable=False),
    Column("sheet", String(64), nullable=False),
    Column("step", Text, nullable=False),
    Column("kept_at", UtcTime, nullable=False),
    Column("content", SealedBytes("kept_table.content"), nullable=False),
    PrimaryKeyConstraint("book", "sheet"),
)

voucher_record = _table(
    "voucher_record",
    Column("account", String(64), nullable=False),
    Column("voucher_no", String(64), nullable=False),
    Column("body", Sealed("voucher_record.body"), nullable=False),  # contract.Voucher as JSON
    Column("fetched_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("account", "voucher_no"),
)

# The lines of a successful premium filing, as rows of the sheet that shows them.
filing_detail = _table(
    "filing_detail",
    Column("account", String(64), nullable=False),
    Column("filing_no", String(64), nullable=False),
    Column("lines", SealedBytes("filing_detail.lines"), nullable=False),  # compressed JSON
    PrimaryKeyConstraint("account", "filing_no"),
)

# What files of the official client told, by kind: a month's detail, a written file's results.
client_document = _table(
    "client_document",
    Column("account", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("body", SealedBytes("client_document.body"), nullable=False),  # compressed JSON
    Column("read_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("account", "kind", "name"),
)

# Both ledger tables only ever grow: an entry is what was written down before sending, an event
# is one move of it, and the state of an entry is that of its last event.
ledger_entry = _table(
    "ledger_entry",
    Column("entry_id", String(32), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("account", String(64), nullable=False),
    Column("subject", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("payload", Sealed("ledger_entry.payload"), nullable=False),
    Column("cells", Sealed("ledger_entry.cells"), nullable=False),
    Column("circumstances", Sealed("ledger_entry.circumstances")),
    UniqueConstraint("key", name="uq_ledger_entry_key"),
    UniqueConstraint("kind", "account", "subject", "revision", name="uq_ledger_entry_revision"),
)

ledger_event = _table(
    "ledger_event",
    Column("seq", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3, … without a gap
    Column("entry_id", String(32), ForeignKey("ledger_entry.entry_id"), nullable=False),
    Column("event", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("receipt_no", String(64)),
    Column("message", Sealed("ledger_event.message"), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("row_hash", String(64), nullable=False),
    Column("answer", Sealed("ledger_event.answer")),
    Index("ix_ledger_event_entry", "entry_id", "seq"),
    Index("ix_ledger_event_receipt", "receipt_no"),
)

# A list of employers that is worked through; the list itself is a workbook.
batch = _table(
    "batch",
    Column("batch_id", String(32), primary_key=True),
    Column("list_path", Text, nullable=False),
    Column("month", String(7), nullable=False),
    Column("limits", Text, nullable=False),  # JSON
    Column("is_cancelled", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
)

batch_job = _table(
    "batch_job",
    Column("batch_id", String(32), ForeignKey("batch.batch_id"), nullable=False),
    Column("employer", String(128), nullable=False),  # who logs in
    Column("row_no", Integer, nullable=False),
    Column("plan", Sealed("batch_job.plan"), nullable=False),  # the row as JSON
    Column("plan_digest", String(64), nullable=False),
    Column("run_no", Integer, nullable=False),  # how often it was put into the queue
    Column("state", String(16), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("counts", Text, nullable=False),  # JSON
    Column("message", Sealed("batch_job.message"), nullable=False),
    Column("worker", String(64), nullable=False),
    Column("starts", Integer, nullable=False),  # of the present stage
    Column("changed_at", UtcTime, nullable=False),
    PrimaryKeyConstraint("batch_id", "employer"),
)

# Who works on an employer; nobody else may meanwhile.
employer_hold = _table(
    "employer_hold",
    Column("employer", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("since", UtcTime, nullable=False),
)

# When the next request may go to a bureau; one row paces every process of every machine.
bureau_pace = _table(
    "bureau_pace",
    Column("bureau", String(200), primary_key=True),
    Column("next_at", Float(53), nullable=False),  # seconds since 1970
    Column("backoff_seconds", Float(53), nullable=False),
)

# What concerns the machines that work together, and not the employers: no copy brings it along.
OF_MACHINES = (batch_job, batch, employer_hold, bureau_pace)
