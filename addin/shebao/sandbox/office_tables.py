"""The tables of what an employer pays, has certified and applies for, and of who was registered."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)

from shebao.sandbox.tables import UtcMoment, amounts, kept, owned, texts

agreements = kept(
    "agreements",
    Column("agreement_no", String(30), primary_key=True),
    Column("employer_id", Integer, ForeignKey("employers.id"), nullable=False),
    *texts(200, "bank", "account_name"),
    Column("account_no", String(40), nullable=False),
    Column("state", String(20), nullable=False),
    Column("batch", String(10), nullable=False),
    Column("branch_no", String(12), nullable=False),
    Column("verified_at", UtcMoment),  # None: before the sandbox began
)
payments = owned(
    "payments",
    Column("agreement_no", String(30), ForeignKey("agreements.agreement_no"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("submitted_at", UtcMoment, nullable=False),
    Column("due_at", UtcMoment),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", String(300), nullable=False, default=""),
    Column("unlocked", String(20)),
    Column("channel", String(40), nullable=False),
)
payment_debts = kept(
    "payment_debts",
    Column("payment_id", Integer, ForeignKey("payments.id"), primary_key=True),
    Column("debt_id", Integer, ForeignKey("debts.id"), primary_key=True),
    Column("late_fee_fen", BigInteger, nullable=False),
)
vouchers = owned(
    "vouchers",
    Column("state", String(20), nullable=False),
    Column("issued_at", UtcMoment, nullable=False),
    Column("pay_by", String(10), nullable=False),
    *texts(200, "payer_name", "payer_bank"),
    *texts(40, "payer_account", "channel"),
    Column("total_fen", BigInteger, nullable=False),
    Column("paid_on", String(10)),
)
voucher_debts = kept(
    "voucher_debts",
    Column("voucher_id", Integer, ForeignKey("vouchers.id"), primary_key=True),
    Column("debt_id", Integer, ForeignKey("debts.id"), primary_key=True),
    Column("levy_item", String(200), nullable=False),
    *amounts("amount_fen", "late_fee_fen"),
)
certificates = owned(
    "certificates",
    *texts(10, "style", "issued_on", "state"),
    Column("issuer", String(200), nullable=False),
    Column("reissues", Integer, nullable=False, default=0),
    Column("signature", String(100), nullable=False, default=""),
)
arrivals = owned(
    "arrivals",
    Column("payment_id", Integer, ForeignKey("payments.id")),
    Column("voucher_id", Integer, ForeignKey("vouchers.id")),
    Column("bill_id", Integer, ForeignKey("bills.id"), nullable=False),
    Column("ticket_no", String(18), nullable=False),
    *texts(200, "levy_item", "levy_subitem"),
    Column("period", String(7), nullable=False),
    Column("unit_no", String(20), nullable=False),
    Column("insurance", String(3), nullable=False),
    Column("arrived_on", String(10), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("certificate_id", Integer, ForeignKey("certificates.id")),
    Column("certified_fen", BigInteger),  # less than the amount where something was refunded
)
registration_changes = kept(
    "registration_changes",
    Column("id", Integer, primary_key=True),
    Column("employer_id", Integer, nullable=False),
    Column("person_no", String(20), nullable=False),
    Column("period", String(7), nullable=False),  # the month of recorded_at
    Column("kind", String(10), nullable=False),
    Column("insurance", String(3)),
    Column("unit_no", String(20)),
    Column("month", String(7)),
    Column("recorded_at", UtcMoment, nullable=False),
    ForeignKeyConstraint(["employer_id", "person_no"], ["people.employer_id", "people.person_no"]),
    Index("registration_changes_by_period", "employer_id", "period"),
)
accounts = owned(
    "accounts",
    *texts(200, "name", "agency"),
    *texts(40, "account_no", "nature"),
    Column("branch_no", String(12), nullable=False),
    *texts(10, "currency", "opened_on"),
    Column("opening_no", String(30), nullable=False),
    Column("preferred", Boolean, nullable=False),
    Column("for_refund", Boolean, nullable=False),
    Column("unit_no", String(20), ForeignKey("unit_numbers.unit_no"), nullable=False),
    Column("cancelled_on", String(10)),  # None while it is open
)
refunds = owned(
    "refunds",
    *texts(20, "kind", "state", "voucher_kind", "handler_phone"),
    Column("submitted_at", UtcMoment, nullable=False),
    Column("due_at", UtcMoment),
    Column("amount_fen", BigInteger, nullable=False),
    *texts(40, "reason", "handler_id_number"),
    Column("account_id", Integer, ForeignKey("accounts.id"), nullable=False),
    Column("handler", String(200), nullable=False),
    Column("files_given", Integer, nullable=False, default=0),  # numbers, withdrawn ones too
)
refund_items = kept(
    "refund_items",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("bill_id", Integer, ForeignKey("bills.id"), nullable=False),
    Column("arrival_id", Integer, ForeignKey("arrivals.id")),  # one of the two
    Column("line", Integer),
    Column("base_fen", BigInteger),
    Column("unit_fen", BigInteger),  # of a person's: what of the amount the unit paid
    Column("amount_fen", BigInteger, nullable=False),
)
refund_files = kept(
    "refund_files",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
)
refund_steps = kept(
    "refund_steps",
    Column("refund_id", Integer, ForeignKey("refunds.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("state", String(20), nullable=False),
    Column("at", UtcMoment, nullable=False),
    Column("note", String(200), nullable=False),
)
files = kept(
    "files",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("type", String(10), nullable=False),
    Column("content", LargeBinary, nullable=False),
)
upload_parts = kept(
    "upload_parts",
    Column("employer_id", Integer, ForeignKey("employers.id"), primary_key=True),
    Column("sha256", String(64), primary_key=True),  # of the whole body
    Column("part_no", Integer, primary_key=True),
    Column("part_sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),  # packed, as it came
    Column("received_at", UtcMoment, nullable=False),
)
projects = owned(
    "projects",
    Column("project_id", String(30), nullable=False),
    *texts(200, "name", "tax_office"),
    Column("unit_no", String(20), ForeignKey("unit_numbers.unit_no"), nullable=False),
    Column("cost_fen", BigInteger, nullable=False),
    Column("rate_ppm", Integer, nullable=False),
    *texts(10, "starts_on", "ends_on"),
    Column("linked", Boolean, nullable=False),
    UniqueConstraint("employer_id", "project_id"),
)
project_filings = kept(
    "project_filings",
    Column("filing_id", Integer, ForeignKey("premium_filings.id"), primary_key=True),
    Column("project", Integer, ForeignKey("projects.id"), nullable=False),
    # As it was filed: 人社 may add to the cost later.
    Column("cost_fen", BigInteger, nullable=False),
    Column("rate_ppm", Integer, nullable=False),
)
# 待批扣清册: a debt's place on the list of a day, and the payment that came of it.
batch_debits = owned(
    "batch_debits",
    Column("debt_id", Integer, ForeignKey("debts.id"), nullable=False),
    Column("agreement_no", String(30), ForeignKey("agreements.agreement_no"), nullable=False),
    *texts(10, "listed_on", "debit_on"),
    Column("payment_id", Integer, ForeignKey("payments.id")),
)
# What a voided certificate covered: its arrivals are free for another one.
released_arrivals = kept(
    "released_arrivals",
    Column("certificate_id", Integer, ForeignKey("certificates.id"), primary_key=True),
    Column("arrival_id", Integer, ForeignKey("arrivals.id"), primary_key=True),
    Column("certified_fen", BigInteger, nullable=False),
)
