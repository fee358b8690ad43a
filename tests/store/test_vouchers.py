"""Vouchers come back as they were told last, and a print is never replaced."""

from datetime import UTC, datetime

from shebao.contract.states import VoucherState
from shebao.contract.vouchers import Voucher
from shebao.store import Store
from tests.printing.samples import voucher

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def listed(store: Store) -> list[tuple[Voucher, datetime]]:
    return [(kept.voucher, kept.fetched_at) for kept in store.vouchers.all("T1")]


def test_a_voucher_is_as_it_was_told_last(any_store: Store) -> None:
    """Its payer's account comes back too, though no repr shows it."""
    old, new = voucher(voucher_no="PZ1"), voucher(voucher_no="PZ2", payer_account="62220000")
    any_store.vouchers.keep("T1", [old, new], NOW)
    assert listed(any_store) == [(new, NOW), (old, NOW)]

    void = voucher(voucher_no="PZ1", state=VoucherState.VOIDED)
    any_store.vouchers.keep("T1", [void], LATER)

    assert listed(any_store) == [(new, NOW), (void, LATER)]
    assert any_store.vouchers.all("T2") == []


def test_a_print_is_kept_once(any_store: Store) -> None:
    """Two windows may render at once; a bank must never see two different papers."""
    prints = any_store.kept_prints
    prints.keep("T1", "voucher", "PZ1", b"first", NOW)
    prints.keep("T1", "voucher", "PZ1", b"second", LATER)

    assert prints.load("T1", "voucher", "PZ1") == b"first"
    assert prints.load("T2", "voucher", "PZ1") is None
