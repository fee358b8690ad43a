"""What files of the official client told."""

import sqlalchemy as sa
from alembic import op

from shebao.store.sealed import UtcTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "client_document",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("read_at", UtcTime, nullable=False),
        sa.PrimaryKeyConstraint("account", "kind", "name"),
    )
