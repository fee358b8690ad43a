"""The first tables: employees, rule files, payroll layouts, settings and the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table; times are ISO 8601 text of 32 characters."""
    op.create_table(
        "employee",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("person_no", sa.String(64), nullable=False),
        sa.Column("id_number", sa.String(64), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "person_no"),
    )
    op.create_table(
        "employee_cursor",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("fetched_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "rule_file",
        sa.Column("region", sa.String(6), nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("fetched_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("region", "version"),
    )
    op.create_table(
        "payroll_layout",
        sa.Column("shape", sa.String(64), primary_key=True),
        sa.Column("columns", sa.Text, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    _create_ledger()


def _create_ledger() -> None:
    op.create_table(
        "ledger_entry",
        sa.Column("entry_id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.UniqueConstraint("key", name="uq_ledger_entry_key"),
        sa.UniqueConstraint(
            "kind", "account", "subject", "revision", name="uq_ledger_entry_revision"
        ),
    )
    op.create_table(
        "ledger_event",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "entry_id", sa.String(32), sa.ForeignKey("ledger_entry.entry_id"), nullable=False
        ),
        sa.Column("event", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("receipt_no", sa.String(64)),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False),
        sa.Column("row_hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_ledger_event_entry", "ledger_event", ["entry_id", "seq"])
    op.create_index("ix_ledger_event_receipt", "ledger_event", ["receipt_no"])
