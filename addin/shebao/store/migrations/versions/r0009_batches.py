"""Lists of employers that are worked through, who holds an employer, and the pace at a bureau."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create the four tables; the last two only where teams do not share them (store/roles.py)."""
    op.create_table(
        "batch",
        sa.Column("batch_id", sa.String(32), primary_key=True),
        sa.Column("list_path", sa.Text, nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("limits", sa.Text, nullable=False),
        sa.Column("is_cancelled", sa.Integer, nullable=False),
        sa.Column("started_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "batch_job",
        sa.Column("batch_id", sa.String(32), sa.ForeignKey("batch.batch_id"), nullable=False),
        sa.Column("employer", sa.String(128), nullable=False),
        sa.Column("row_no", sa.Integer, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("plan_digest", sa.String(64), nullable=False),
        sa.Column("run_no", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("stage", sa.String(16), nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("worker", sa.String(64), nullable=False),
        sa.Column("starts", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("batch_id", "employer"),
    )
    if _has_shared_ones(op.get_bind()):
        return
    op.create_table(
        "employer_hold",
        sa.Column("employer", sa.String(128), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
    )
    op.create_table(
        "bureau_pace",
        sa.Column("bureau", sa.String(200), primary_key=True),
        sa.Column("next_at", sa.Float(53), nullable=False),
        sa.Column("backoff_seconds", sa.Float(53), nullable=False),
    )


def _has_shared_ones(connection: sa.Connection) -> bool:
    if connection.dialect.name != "postgresql":
        return False
    query = (
        "SELECT to_regclass('shebao_shared.employer_hold') IS NOT NULL"
        " AND current_schema() <> 'public'"
    )
    return bool(connection.scalar(sa.text(query)))
