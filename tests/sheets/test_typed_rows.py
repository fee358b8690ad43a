"""A sheet whose rows are a class: what its cells become, and what a row refuses."""

from pathlib import Path

import pytest

from shebao.sheets.declared.catalogue import ALL_SHEETS
from shebao.sheets.declared.payment_sheets import DEBTS, PAYMENTS, DebtRow, PaymentRow
from shebao.sheets.declared.row import Odd, Sheet, replace
from shebao.sheets.declared.spec import Kind
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


@pytest.fixture
def payments(tmp_path: Path) -> SheetTable[PaymentRow]:
    book = open_workbook(new_workbook(tmp_path / "book.xlsx"))
    return SheetTable(book, PAYMENTS, row=PaymentRow)


def test_a_row_comes_back_as_it_was_written(payments: SheetTable[PaymentRow]) -> None:
    """Amounts are fen on both sides: yuan on one were compared with fen on the other."""
    payments.replace([PAYMENT, replace(PAYMENT, payment_no="JK2", amount=None, tick="✔")])

    first, second = payments.rows()

    assert dict(first) == dict(PAYMENT)
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


def test_a_row_is_frozen_and_whole() -> None:
    """A row that changed under a reader, or lacked a cell, was found by the user."""
    with pytest.raises(AttributeError):
        PAYMENT.state = "锁定"  # type: ignore[misc] # that is the test
    with pytest.raises(TypeError, match="lacks payment_no"):
        PaymentRow(state="锁定")  # type: ignore[call-arg] # that is the test
    with pytest.raises(KeyError, match="sate"):
        replace(PAYMENT, sate="锁定")  # type: ignore[call-arg] # that is the test


def test_columns_come_from_the_class() -> None:
    """Declared twice, sheet and row would part."""
    by_field = {column.field: column for column in DEBTS.columns}

    assert DEBTS.columns == DebtRow.columns
    assert (by_field["amount"].header, by_field["amount"].kind) == ("应缴费额", Kind.MONEY)
    assert by_field["debt_no"].is_hidden
    assert by_field["late_rate"].kind is Kind.PERCENT


# Only ever taken from: a new sheet is a class of rows.
WITHOUT_A_CLASS = """
    home units unit_info rule_files own_rules start_up notices client_files unit_links users
    roster month_changes stopped employee_detail groups group_faults leavers joiners
    month_comparison wages wages_ins wages_daily preview rehearsal payroll_doubts wage_filings
    wage_filing_items statistics unit_query wage_query filing_query payable_query credit_query
    reception_query reception_enrolments debit_query backups network evidence employers
"""


def test_every_other_sheet_is_a_class_of_rows() -> None:
    """Two ways to declare a sheet are to be one."""
    without = {spec.name for spec in ALL_SHEETS if not isinstance(spec, Sheet)}

    assert without == set(WITHOUT_A_CLASS.split())
