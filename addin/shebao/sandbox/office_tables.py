"""The tables of what an employer applies for: accounts, refunds and construction projects."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
)

from shebao.sandbox.tables import metadata


def _employer() -> Column[int]:
    return Column("employer_id", Integer, ForeignKey("employers.id"), nullable=False)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Integer, primary_key=True),
    _employer(),
    Column("name", String(200), nullable=False),
    Column("account_no", String(40), nullable=False),
    Column("branch_no", String(12), nullable=False),
    Column("currency", String(10), nullable=False),
    Column("opened_on", String(10), nullable=False),
    Column("opening_no", String(30), nullable=False),
    Column("nature", String(40), nullable=False),
    Column("preferred", Boolean, nullable=False),
    Column("for_refund", Boolean, nullable=False),
    Column("agency", String(200), nullable=False),
    Column("unit_no", String(20), ForeignKey("unit_numbers.unit_no"), nullable=False),
    Column("cancelled_on", String(10)),  # None while it is open
)
