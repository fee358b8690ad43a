"""What held when a submission was written down, and the bureau's signed answer to it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; what was written before has neither, and its hashes stay what they are."""
    op.add_column("ledger_entry", sa.Column("circumstances", sa.Text))
    op.add_column("ledger_event", sa.Column("answer", sa.Text))
