"""What the sheets of a workbook held before the last command wrote them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table; times are ISO 8601 text of 32 characters."""
    op.create_table(
        "kept_table",
        sa.Column("book", sa.Text, nullable=False),
        sa.Column("sheet", sa.String(64), nullable=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("kept_at", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("book", "sheet"),
    )
