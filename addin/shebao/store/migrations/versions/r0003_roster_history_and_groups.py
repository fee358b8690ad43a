"""What employees were when a month began, and the client's own groups of employees."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the four tables; a store from before keeps its changes from its next download on."""
    op.create_table(
        "employee_download",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("is_full_running", sa.Integer, nullable=False),
        sa.Column("since_month", sa.String(7)),
        sa.Column("since_at", sa.String(32)),
    )
    op.create_table(
        "employee_before",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("person_no", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("account", "month", "person_no"),
    )
    op.create_table(
        "employee_group",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "path"),
    )
    op.create_table(
        "employee_group_member",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("person_no", sa.String(64), nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("account", "person_no"),
    )
