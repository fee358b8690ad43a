"""A voucher is printed once; every reprint gives the same bytes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from shebao.commands.desk.context import Context
from shebao.commands.payments.voucher_file import voucher_pdf
from shebao.printing.errors import NotPrintableError
from shebao.store import Store, open_store
from tests.printing.samples import voucher


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "shebao.db", bytes(32)) as opened:
        yield opened


def context(store: Store, account: str = "a") -> Context:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return cast(
        "Context",
        SimpleNamespace(store=store, account=account, now=lambda: now, borrowing_words=""),
    )


def test_reprint_is_the_first_print_whatever_the_bureau_says_now(store: Store) -> None:
    """A payer left blank stays blank, even if the bureau came to know one."""
    first = voucher_pdf(context(store), voucher(payer_name="", payer_bank="", payer_account=""))
    again = voucher_pdf(context(store), voucher())
    other = voucher_pdf(context(store), voucher(voucher_no="452016261100000002"))

    assert again == first
    assert other != first
    assert voucher_pdf(context(store, "b"), voucher()) != first


def test_unsound_voucher_is_not_kept(store: Store) -> None:
    with pytest.raises(NotPrintableError):
        voucher_pdf(context(store), voucher(total_fen=1))

    assert store.kept_prints.load("a", "voucher", voucher().voucher_no) is None
