"""A sheet whose rows are a class: what its cells become, and what a row refuses."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from shebao.contract.states import DebtState, PaymentState
from shebao.domain.wage_row import BY_PERSON
from shebao.sheets.declared.catalogue import ALL_SHEETS
from shebao.sheets.declared.columns import Kind
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, DebtRow, PaymentRow
from shebao.sheets.declared.row import Odd, Sheet, replace
from shebao.sheets.declared.wage_sheets import WageSheetRow
from shebao.sheets.table import SheetTable
from shebao.templates import new_workbook
from shebao.workbooks import open_workbook

PAYMENT = PaymentRow(
    payment_no="JK1",
    state="缴费成功",
    amount=123456,
    reason="",
    submitted_at="2026-11-03 10:00",
    bank="",
    account="",
    channel="网页",
)

DEBT = SimpleNamespace(
    debt_no="QF1",
    filing_no=None,
    period="2026-11",
    unit_no="1",
    insurance_name="失业保险",
    amount_fen=123456,
    late_fee_fen=0,
    due_on="2026-12-15",
    state=DebtState.OPEN,
    levy_kind="正常缴费",
    voucher_no="P1",
)


@pytest.fixture
def payments(tmp_path: Path) -> SheetTable[PaymentRow]:
    book = open_workbook(new_workbook(tmp_path / "book.xlsx"))
    return SheetTable(book, PAYMENTS)


def test_a_row_comes_back_as_it_was_written(payments: SheetTable[PaymentRow]) -> None:
    """Amounts are fen on both sides: yuan on one were compared with fen on the other."""
    payments.replace([PAYMENT, replace(PAYMENT, payment_no="JK2", amount=None, tick="✔")])

    first, second = payments.rows()

    assert first.by_field() == PAYMENT.by_field()
    assert (second.payment_no, second.amount, second.tick) == ("JK2", None, "✔")
    assert second.at == first.at + 1 == PAYMENTS.header_row + 2


@pytest.mark.parametrize("typed", ["壹佰", 0.123, True])
def test_what_is_no_amount_is_told_and_kept(
    payments: SheetTable[PaymentRow], typed: object
) -> None:
    """Taken for nothing it would be paid as nothing; written back as nothing it would be lost."""
    payments.replace([PAYMENT, replace(PAYMENT, payment_no="JK2", amount=Odd(typed))])

    rows = payments.rows()
    payments.put_first(replace(PAYMENT, payment_no="JK3"), "payment_no")

    assert rows[1].amount == Odd(typed)
    assert [row.amount for row in payments.rows()] == [123456, 123456, Odd(typed)]


def test_a_row_of_something_takes_what_is_called_the_same() -> None:
    """Yuan and fen are told apart by the name; a state is its word, an absent text a blank."""
    row = DebtRow.of(DEBT, days_late=None, late_rate=None, payment_no="", period="2026-10")

    assert (row.debt_no, row.amount, row.period) == ("QF1", 123456, "2026-10")
    assert (row.state, type(row.state), row.filing_no) == ("待缴费", str, "")
    assert (row.tick, row.voucher_no) == ("", "")  # what has a default is not asked for


def test_a_moment_in_a_row_is_what_the_clock_on_the_wall_said() -> None:
    """In another zone a payment of the 3rd would stand in the list as the 2nd's."""
    paid = SimpleNamespace(
        payment_no="JK1",
        state=PaymentState.PAID,
        amount_fen=123456,
        reason="",
        submitted_at=datetime(2026, 11, 2, 16, 30, tzinfo=UTC),
        bank="",
        channel="",
    )

    assert PaymentRow.of(paid, account="").submitted_at == "2026-11-03 00:30"


def test_a_row_of_something_that_lacks_a_column_is_refused() -> None:
    """A column that is silently blank would be a debt without its amount."""
    with pytest.raises(AttributeError, match="amount_fen"):
        PaymentRow.of(PAYMENT, submitted_at="")


def test_a_row_is_frozen_and_whole() -> None:
    """A row that changed under a reader, or lacked a cell, was found by the user."""
    with pytest.raises(AttributeError):
        PAYMENT.state = "锁定"  # type: ignore[misc] # that is the test
    with pytest.raises(TypeError, match="lacks payment_no"):
        PaymentRow(state="锁定")  # type: ignore[call-arg] # that is the test
    with pytest.raises(KeyError, match="sate"):
        replace(PAYMENT, sate="锁定")  # type: ignore[call-arg] # that is the test


def test_the_checks_see_the_wage_that_replaced_another() -> None:
    """What was worked out of the old wage would be filed in the new one's place."""
    row = WageSheetRow(name="赵一", id_number="1", id_type="201", key="1", wage=800_000)
    by_insurance = replace(row, by_insurance={"110|养老": 800_000})
    assert row.wages_fen() == {BY_PERSON: 800_000}
    assert by_insurance.wages_fen() == {"110": 800_000}

    assert replace(row, wage=900_000).wages_fen() == {BY_PERSON: 900_000}
    assert by_insurance.with_wages({"110|养老": 900_000}).wages_fen() == {"110": 900_000}


def test_rows_of_few_columns_have_no_other_cells(payments: SheetTable[PaymentRow]) -> None:
    """A cell that nobody read would pass for a blank one."""
    payments.replace([PAYMENT])

    (part,) = payments.fields(("payment_no", "state"))

    assert replace(part, state="锁定").state == "锁定"
    with pytest.raises(AttributeError):
        _ = part.amount


def test_columns_come_from_the_class() -> None:
    """Declared twice, sheet and row would part."""
    by_field = {column.field: column for column in DEBTS.columns}

    assert DEBTS.columns == DebtRow.columns
    assert (by_field["amount"].header, by_field["amount"].kind) == ("应缴费额", Kind.MONEY)
    assert by_field["debt_no"].is_hidden
    assert by_field["late_rate"].kind is Kind.PERCENT


def test_every_sheet_is_a_class_of_rows() -> None:
    """A sheet without one had rows in which a misspelt field was found by a user."""
    assert [spec.name for spec in ALL_SHEETS if not isinstance(spec, Sheet)] == []
