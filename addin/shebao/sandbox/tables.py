"""The tables of the sandbox bureau.

What comes in bulk (people, enrolments, wages, lines) has natural keys, so that it can be
written without asking the database for numbers row by row.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UtcMoment(TypeDecorator[datetime]):
    """An aware UTC time as text of fixed width, which sorts and compares the same everywhere."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Text from an aware time."""
        return None if value is None else f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """An aware time from text."""
        return None if value is None else datetime.fromisoformat(value)


def kept(name: str, *columns: SchemaItem) -> Table:
    """A table of the bureau."""
    return Table(name, metadata, *columns)


def owned(name: str, *columns: SchemaItem) -> Table:
    """One whose rows are numbered, each an employer's."""
    whose = Column("employer_id", Integer, ForeignKey("employers.id"), nullable=False)
    return kept(name, Column("id", Integer, primary_key=True), whose, *columns)


def texts(length: int, *names: str) -> list[Column[str]]:
    """Columns of texts, each as long at most."""
    return [Column(name, String(length), nullable=False) for name in names]


def amounts(*names: str) -> list[Column[int]]:
    """Columns of fen."""
    return [Column(name, BigInteger, nullable=False) for name in names]


employers = kept(
    "employers",
    Column("id", Integer, primary_key=True),
    Column("account_id", String(32), nullable=False),
    *texts(20, "tax_id", "registration_no", "kind", "tax_office_no"),
    Column("registration_type", String(40), nullable=False),
    *texts(200, "name", "region_name", "tax_office", "password_hash"),
    Column("region", String(6), nullable=False),
    Column("injury_rate_ppm", Integer, nullable=False),
    Column("established_on", String(10), nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("unit_type", String(20), nullable=False, default="用人单位"),
    Column("is_confirmed", Boolean, nullable=False),  # its enrolment data, once by the employer
    Column("roster_sha256", String(64), nullable=False),
    Column("employee_revision", Integer, nullable=False),  # the highest ever given
    Column("wage_revision", Integer, nullable=False),  # rises when bills may change
    Column("rolled_to", String(7), nullable=False),  # wages up to this month were announced
    Column("kept_since", String(7), nullable=False),  # registration changes are, from this month on
    UniqueConstraint("tax_id", "registration_no"),
)
unit_numbers = kept(
    "unit_numbers",
    Column("unit_no", String(20), primary_key=True),
    Column("employer_id", Integer, ForeignKey("employers.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("agency", String(200), nullable=False),
    Column("insurances", JSON, nullable=False),
    Column("linked_on", String(10)),  # None: pending
    Column("stopped_after", String(7)),  # by unlinking: the last month of its enrolments
)
unit_orders = owned(
    "unit_orders",
    Column("kind", String(20), nullable=False),
    Column("unit_nos", JSON, nullable=False),
    Column("received_at", UtcMoment, nullable=False),
)
users = kept(
    "users",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("user_name", String(20), primary_key=True),
    Column("held_right", String(20), nullable=False),
    Column("remark", String(100), nullable=False),
    Column("state", String(10), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("last_login_at", UtcMoment),
)
tries = kept(  # wrong passwords by account and place; the user need not exist
    "tries",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("user_name", String(64), primary_key=True),
    Column("source", String(64), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("locks", Integer, nullable=False),  # so far, each twice as long as the one before
    Column("locked_until", UtcMoment),
    Column("tried_at", UtcMoment, nullable=False),
    Column("known_since", UtcMoment),  # the right password was given here
    Index("tries_by_moment", "employer_id", "tried_at"),
)
people = kept(
    "people",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("person_no", String(20), primary_key=True),
    *texts(200, "name", "group_name"),
    Column("id_type", String(8), nullable=False),
    Column("id_number", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("employer_id", "id_type", "id_number"),
    Index("people_by_revision", "employer_id", "revision"),
)
enrolments = kept(
    "enrolments",
    Column("employer_id", Integer, primary_key=True),
    Column("person_no", String(20), primary_key=True),
    Column("insurance", String(3), primary_key=True),
    Column("unit_no", String(20), ForeignKey("unit_numbers.unit_no"), nullable=False),
    Column("enrolled_from", String(7), nullable=False),
    Column("enrolled_to", String(7)),
    Column("tier", String(40)),  # 费额选档: which of the insurance's fixed sums is due; None: plain
    Column("unlinked", Boolean),  # ended by unlinking its unit number, and goes on when linked
    Column("billed_to", String(7)),  # 跨月减员: billed until then, unless it is written off
    ForeignKeyConstraint(["employer_id", "person_no"], ["people.employer_id", "people.person_no"]),
)
wages = kept(
    "wages",
    Column("employer_id", Integer, primary_key=True),
    Column("person_no", String(20), primary_key=True),
    Column("insurance", String(3), primary_key=True),
    Column("revision", Integer, primary_key=True),  # the employer's wage_revision that made it
    Column("effective_from", String(7), nullable=False),
    Column("wage_fen", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["employer_id", "person_no", "insurance"],
        ["enrolments.employer_id", "enrolments.person_no", "enrolments.insurance"],
    ),
    Index("wages_by_revision", "employer_id", "revision"),
)
sessions = kept(
    "sessions",
    Column("token_sha256", String(64), primary_key=True),
    Column("employer_id", Integer, ForeignKey("employers.id"), nullable=False),
    Column("user_name", String(20), nullable=False, default=""),  # empty: the administrator
    Column("expires_at", UtcMoment, nullable=False),
)
proofs = kept(
    "proofs",
    Column("proof_sha256", String(64), primary_key=True),
    Column("token_sha256", String(64), nullable=False),
    Column("expires_at", UtcMoment, nullable=False),
    Column("used_by_key", String(200)),
)
submissions = kept(
    "submissions",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("payload_sha256", String(64)),
    Column("receipt_no", String(64)),  # None: a tombstone, the key is closed for good
    Column("received_at", UtcMoment, nullable=False),
    # Where the sender's ledger stood, and the highest place known of it before.
    Column("anchor", String(100), nullable=False),
    Column("anchor_seq", Integer, nullable=False),
    Column("previous_anchor", String(100), nullable=False),
)
wage_filings = owned(
    "wage_filings",
    *texts(20, "kind", "mode", "state"),
    Column("effective_from", String(7), nullable=False),
    Column("submitted_at", UtcMoment, nullable=False),
    Column("due_at", UtcMoment),  # None once the result is out
    Column("people", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)
wage_items = kept(
    "wage_items",
    Column("filing_id", Integer, ForeignKey("wage_filings.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("name", String(200), nullable=False),
    *texts(64, "id_type", "id_number"),
    Column("wages_json", Text, nullable=False),
    Column("reason_code", String(20)),
    Column("reason", String(300)),
    Column("insurance", String(3)),
)
generations = kept(
    "generations",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("period", String(7), primary_key=True),
    Column("wage_revision", Integer, nullable=False),
)
bills = owned(
    "bills",
    Column("revision", Integer, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("period", String(7), nullable=False),
    Column("unit_no", String(20), ForeignKey("unit_numbers.unit_no"), nullable=False),
    Column("insurance", String(3), nullable=False),
    Column("insurance_name", String(200), nullable=False),
    Column("people", Integer, nullable=False),
    *amounts("base_fen", "unit_fen", "person_fen"),
    Column("state", String(20), nullable=False),
    Column("collected", Boolean, nullable=False),
    Column("leavers", Integer, nullable=False, default=0),
    # What a special bill (特殊缴费) has and an ordinary one lacks.
    Column("notice_no", String(40), nullable=False, default=""),
    Column("special_kind", String(40), nullable=False, default=""),
    Column("collect_by", String(10)),
    Column("remark", String(200), nullable=False, default=""),
    # 0: what was due at first; the differences (差额补缴) that came afterwards are counted from 1.
    Column("top_up", Integer, nullable=False, default=0),
    Column("due_on", String(10)),  # of a top-up; the others are due with their period
    UniqueConstraint("employer_id", "period", "unit_no", "insurance", "notice_no", "top_up"),
)
bill_lines = kept(
    "bill_lines",
    Column("bill_id", Integer, ForeignKey("bills.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("person_no", String(20), nullable=False),
    Column("name", String(200), nullable=False),
    Column("id_type", String(8), nullable=False),
    Column("id_number", String(64), nullable=False),
    *amounts("wage_fen", "base_fen"),
    Column("unit_ppm", Integer, nullable=False),
    Column("person_ppm", Integer, nullable=False),
    *amounts("unit_fen", "person_fen"),
    Column("leaver", Boolean, nullable=False),
)
premium_filings = owned(
    "premium_filings",
    Column("state", String(20), nullable=False),
    Column("submitted_at", UtcMoment, nullable=False),
    Column("due_at", UtcMoment),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason_code", String(20), nullable=False, default=""),
    Column("reason", String(300), nullable=False, default=""),
    Column("accepted_by", String(200), nullable=False, default=""),
    Column("accepted_on", String(10)),
    Column("special", Boolean, nullable=False),
    Column("wage_revision", Integer),  # the employer's when its bills were confirmed
    Column("channel", String(40), nullable=False),
)
filing_bills = kept(
    "filing_bills",
    Column("filing_id", Integer, ForeignKey("premium_filings.id"), primary_key=True),
    Column("bill_id", Integer, ForeignKey("bills.id"), primary_key=True),
    # As it was filed: the bill may be made anew after a void.
    Column("revision", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    *amounts("base_fen", "unit_fen", "person_fen"),
    Column("remark", String(200), nullable=False),
)
debts = owned(
    "debts",
    Column("filing_id", Integer, ForeignKey("premium_filings.id"), nullable=False),
    Column("bill_id", Integer, ForeignKey("bills.id"), nullable=False),
    Column("due_on", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("payment_id", Integer, ForeignKey("payments.id")),  # at most one of the two holds it
    Column("voucher_id", Integer, ForeignKey("vouchers.id")),
    Column("open_since", UtcMoment),  # when the last that held it let go
)
kept_facts = kept(
    "kept_facts",
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
