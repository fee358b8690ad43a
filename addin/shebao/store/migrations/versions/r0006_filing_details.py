"""The lines per employee of premium filings."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "filing_detail",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("filing_no", sa.String(64), nullable=False),
        sa.Column("lines", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("account", "filing_no"),
    )
