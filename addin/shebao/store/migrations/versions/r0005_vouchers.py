"""The vouchers that the bureau told of."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Create the table; times are ISO 8601 text of 32 characters."""
    op.create_table(
        "voucher_record",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("voucher_no", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("fetched_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("account", "voucher_no"),
    )
