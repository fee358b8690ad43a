"""Vouchers balance to the fen whatever the accounts, and each part has the nearest account."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.rules.books.entries import (
    BANK,
    COST,
    LATE_FEE,
    PAYABLE,
    WAGES,
    WITHHELD,
    Account,
    MissingAccountsError,
    Part,
    account_for,
    accrual,
    faults_of,
    payment,
    withholding,
)

DAY = date(2026, 11, 30)
NEEDED = [Account(i, "", "", str(n), i, "") for n, i in enumerate((PAYABLE, WITHHELD, BANK))]
FEN = st.integers(0, 10**9)
PARTS = st.lists(
    st.builds(
        Part, st.sampled_from(["", "生产部", "生产部/一车间", "后勤"]), st.just("养老"), FEN, FEN
    ),
    max_size=8,
)


@given(PARTS, FEN)
def test_debit_equals_credit_and_the_bills(parts: list[Part], late_fee: int) -> None:
    """A voucher that is a fen off is not taken by any accounting software."""
    accounts = [*NEEDED, Account(COST, "", "", "6602", "管理费用", "")]
    accounts += [Account(COST, "生产部", "", "5101", "制造费用", "02")]
    accounts += [Account(LATE_FEE, "", "", "6711", "营业外支出", "")]
    unit, person = sum(p.unit_fen for p in parts), sum(p.person_fen for p in parts)

    accrued = accrual(accounts, parts, "2026-11", DAY)
    paid = payment(accounts, parts, "2026-11", DAY, late_fee)

    for voucher, total in ((accrued, unit), (paid, unit + person + late_fee)):
        assert sum(e.debit_fen for e in voucher.entries) == total
        assert sum(e.credit_fen for e in voucher.entries) == total
        assert all(bool(e.debit_fen) != bool(e.credit_fen) for e in voucher.entries)
    assert faults_of([accrued, paid], unit, person, late_fee) == []


def test_voucher_off_by_a_fen_is_named() -> None:
    """Only the vouchers' own sums can tell that they equal the bills."""
    paid = payment(NEEDED, [Part("", "养老", 100, 50)], "2026-11", DAY, 0)

    assert faults_of([paid], 100, 51, 0) == ["缴纳借方 1.50 元、贷方 1.50 元，应为 1.51 元"]
    short = replace(paid, entries=paid.entries[1:])
    assert faults_of([short], 100, 50, 0) == ["缴纳借方 0.50 元、贷方 1.50 元，应为 1.50 元"]


def test_nearest_department_then_own_insurance() -> None:
    """A workshop's cost in the office's account distorts both."""
    accounts = [
        Account(COST, "", "", "6602", "", ""),
        Account(COST, "生产部", "", "5101", "", ""),
        Account(COST, "生产部/一车间", "", "5001", "", ""),
        Account(COST, "", "工伤", "6602.09", "", ""),
    ]
    for department, insurance, code in (
        ("后勤", "养老", "6602"),
        ("后勤", "工伤", "6602.09"),
        ("生产部", "工伤", "5101"),
        ("生产部/二车间", "养老", "5101"),
        ("生产部/一车间", "养老", "5001"),
        ("生产部二", "养老", "6602"),
    ):
        found = account_for(accounts, COST, department, insurance)
        assert found is not None
        assert found.code == code, (department, insurance)


def test_withholding_only_for_who_books_it_here() -> None:
    """A payroll's own voucher has it already; booked twice it is owed twice."""
    part = Part("后勤", "养老", 100, 50)

    assert withholding(NEEDED, [part], "2026-11", DAY) is None
    made = withholding([*NEEDED, Account(WAGES, "", "", "2211", "", "")], [part], "2026-11", DAY)
    assert made is not None
    assert [(e.debit_fen, e.credit_fen) for e in made.entries] == [(50, 0), (0, 50)]


def test_missing_account_is_named() -> None:
    """Left out, the voucher would not balance, or hide a department."""
    with pytest.raises(MissingAccountsError) as caught:
        accrual(NEEDED, [Part("后勤", "养老", 100, 50)], "2026-11", DAY)

    assert caught.value.missing == ("单位承担（后勤、养老）",)
