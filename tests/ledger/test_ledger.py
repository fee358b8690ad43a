"""A submission is a row before it is a request; one contract on both databases."""

import dataclasses
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shebao.contract.submission_table import SubmissionKind
from shebao.dialogs.window import NoDialogError
from shebao.domain.errors import ShebaoError
from shebao.ledger import (
    Entry,
    Ledger,
    LedgerError,
    NoEntryError,
    OvertakenError,
    State,
    UnsettledError,
    digest,
    errors,
)
from shebao.store import Store, open_store
from tests.ledger.conftest import Clock
from tests.store.conftest import KEY

PAYMENT = SubmissionKind.PAYMENT
WAGES = SubmissionKind.WAGE_FILING
SUBJECT = "sandbox U1 2026-11"


def opened(
    ledger: Ledger,
    kind: SubmissionKind = PAYMENT,
    account: str = "T1",
    subject: str = SUBJECT,
    amount_fen: int = 1,
    basis: str = "",
) -> Entry:
    cells = [["姓名", "缴费工资"], ["试样人员", 6000.0]]
    return ledger.open(kind, account, subject, {"amount_fen": amount_fen}, cells, basis)


def recorded(ledger: Ledger, entry: Entry, receipt_no: str = "R1") -> Entry:
    return ledger.mark_recorded(ledger.mark_sent(entry), receipt_no)


def test_an_opened_entry_holds_what_will_be_sent(any_ledger: Ledger) -> None:
    entry = opened(any_ledger)
    assert entry.state is State.INTENT
    assert entry.payload == '{"amount_fen":1}'
    assert entry.digest == digest(entry.payload)
    assert json.loads(entry.cells) == [["姓名", "缴费工资"], ["试样人员", 6000.0]]
    assert entry.created_at.tzinfo is UTC
    assert (entry.kind, entry.account, entry.subject, entry.revision) == (PAYMENT, "T1", SUBJECT, 1)
    assert (entry.receipt_no, entry.message) == (None, "")
    assert any_ledger.last() == entry


def test_an_entry_comes_back_the_same(
    reopen_ledger: Callable[[], tuple[Store, Ledger]],
) -> None:
    store, ledger = reopen_ledger()
    with store:
        entry = recorded(ledger, opened(ledger))
    store, ledger = reopen_ledger()
    with store:
        assert ledger.list("T1") == [entry]
        assert ledger.of_receipt("R1") == entry


@pytest.mark.parametrize("looked_while", ["before it was opened", "before it was answered"])
@pytest.mark.parametrize("basis", ["", "changed by the first"])
def test_the_second_half_of_a_double_click_is_overtaken(
    any_store: Store, looked_while: str, basis: str
) -> None:
    """It looked, the first half came to its end, and it knows nothing of that."""
    first, second = Ledger(any_store, Clock()), Ledger(any_store, Clock())
    if looked_while == "before it was opened":
        second.list("T1")
    entry = opened(first)
    if looked_while == "before it was answered":
        second.list("T1")
    with pytest.raises(UnsettledError):
        opened(second, basis=basis)
    recorded(first, entry)
    second.list("T1")  # for another purpose

    with pytest.raises(OvertakenError, match="另一个窗口刚刚提交了同一事项"):
        opened(second, basis=basis)

    third = Ledger(any_store, Clock())
    third.list("T1")
    again = opened(third)
    recorded(third, again, "R2")
    assert (again.revision, opened(third).revision) == (2, 3)


def test_revisions_are_counted_on_one_basis(any_ledger: Ledger) -> None:
    """Two desktops that know nothing of each other count alike from what is in force."""
    found = []
    for basis in ("甲", "甲", "乙", "甲", "乙"):
        entry = opened(any_ledger, basis=basis)
        found.append((entry.revision, entry.key))
        recorded(any_ledger, entry)
    assert [revision for revision, _ in found] == [1, 2, 1, 3, 2]
    assert len({key for _, key in found}) == 5
    percent = opened(any_ledger, subject="100%", basis="甲")
    assert opened(any_ledger, subject="100_", basis="甲").revision == percent.revision == 1


def test_the_key_fits_a_header_and_tells_submissions_apart(any_ledger: Ledger) -> None:
    entries = [
        opened(any_ledger),
        opened(any_ledger, kind=WAGES),
        opened(any_ledger, account="T2"),
        opened(any_ledger, subject="sandbox U1 2026-12"),
    ]
    recorded(any_ledger, entries[0])
    entries.append(opened(any_ledger))
    assert entries[-1].revision == 2
    assert len({entry.key for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.key.isascii()
        assert entry.key.startswith(entry.kind.value)
        assert len(entry.key) <= 64


def test_two_stores_give_one_key_to_one_content_only(ledger: Ledger, tmp_path: Path) -> None:
    """Two desktops: the same content is one submission, another content is never its receipt."""
    with open_store(tmp_path / "other.db", KEY) as other_store:
        other = Ledger(other_store, lambda: datetime.now(UTC))
        assert opened(ledger).key == opened(other).key
        theirs = opened(other, account="T2", amount_fen=2)
        assert opened(ledger, account="T2").key != theirs.key


@pytest.mark.parametrize("way", ["intent", "sent", "unknown"])
def test_a_subject_without_a_final_word_is_not_opened_again(any_ledger: Ledger, way: str) -> None:
    """Whoever forgets to ask first is stopped here, else the bureau would get it twice."""
    entry = opened(any_ledger)
    if way != "intent":
        entry = any_ledger.mark_sent(entry)
    if way == "unknown":
        entry = any_ledger.mark_unknown(entry)
    with pytest.raises(UnsettledError, match="不要重复提交") as caught:
        opened(any_ledger)
    assert caught.value.entry_id == entry.entry_id
    assert any_ledger.list("T1") == [entry]


def test_a_settled_subject_can_be_opened_again(any_ledger: Ledger) -> None:
    any_ledger.mark_closed(opened(any_ledger))
    any_ledger.mark_refused(any_ledger.mark_sent(opened(any_ledger)), "金额不符")
    recorded(any_ledger, opened(any_ledger))
    again = opened(any_ledger)
    assert again.revision == 4
    assert [entry.state for entry in any_ledger.list("T1")] == [
        State.CLOSED,
        State.REFUSED,
        State.RECORDED,
        State.INTENT,
    ]


def test_unsettled_lists_all_without_a_final_word_oldest_first(any_ledger: Ledger) -> None:
    intent = opened(any_ledger, subject="1")
    done = opened(any_ledger, subject="2")
    sent = opened(any_ledger, subject="3", kind=WAGES)
    unknown = opened(any_ledger, subject="4")
    opened(any_ledger, subject="5", account="T2")
    unknown = any_ledger.mark_unknown(unknown)
    sent = any_ledger.mark_sent(sent)
    recorded(any_ledger, done)
    assert any_ledger.unsettled("T1") == [intent, sent, unknown]
    assert any_ledger.unsettled("T1", WAGES) == [sent]
    assert any_ledger.unsettled("T3") == []


def test_a_refusal_keeps_the_bureaus_words(any_ledger: Ledger) -> None:
    entry = any_ledger.mark_sent(opened(any_ledger))
    assert any_ledger.mark_refused(entry, "三方协议未验证").message == "三方协议未验证"
    assert any_ledger.last().message == "三方协议未验证"


def test_last_is_the_newest_of_its_kind(any_ledger: Ledger) -> None:
    with pytest.raises(NoEntryError):
        any_ledger.last()
    payment = opened(any_ledger)
    wages = opened(any_ledger, kind=WAGES)
    payment = any_ledger.mark_sent(payment)  # moving an old one does not make it the last
    assert any_ledger.last() == wages
    assert any_ledger.last(PAYMENT) == payment
    with pytest.raises(NoEntryError):
        any_ledger.last(SubmissionKind.CERTIFICATE)


def test_an_unknown_receipt_has_no_entry(any_ledger: Ledger) -> None:
    opened(any_ledger)
    assert any_ledger.of_receipt("R1") is None


def test_an_entry_of_another_store_is_refused(any_ledger: Ledger) -> None:
    """For instance after a restored backup."""
    stranger = dataclasses.replace(opened(any_ledger), entry_id="0" * 32)
    with pytest.raises(NoEntryError, match="恢复过备份"):
        any_ledger.mark_sent(stranger)


def test_what_json_cannot_say_writes_nothing(any_ledger: Ledger) -> None:
    with pytest.raises(TypeError):
        any_ledger.open(PAYMENT, "T1", SUBJECT, {"amount": object()}, [])
    assert any_ledger.list("T1") == []


def test_a_clock_without_a_zone_is_a_bug(any_store: Store) -> None:
    ledger = Ledger(any_store, lambda: datetime(2026, 11, 22))
    with pytest.raises(ValueError, match="zone"):
        opened(ledger)
    assert ledger.list("T1") == []


def test_the_repr_shows_neither_wages_nor_people(any_ledger: Ledger) -> None:
    """An entry may end up in a log."""
    shown = repr(opened(any_ledger))
    assert "试样人员" not in shown
    assert "amount_fen" not in shown


def test_error_codes_are_unique_and_stand_in_the_drawn_tree() -> None:
    classes = [
        each
        for each in vars(errors).values()
        if isinstance(each, type) and issubclass(each, LedgerError)
    ]
    assert len({each.code for each in classes}) == len(classes) > 1
    for each in classes:
        assert f"{each.__name__} " in (errors.__doc__ or "")
        assert each.code in (errors.__doc__ or "")


@pytest.mark.parametrize(
    "error", [OvertakenError("e"), UnsettledError("e", State.UNKNOWN), NoDialogError("x", "y")]
)
def test_error_after_a_receipt_of_the_same_run_denies_no_change(error: ShebaoError) -> None:
    """The third of five payments is stopped: two were made, and that is data."""
    assert "未作任何改动" in error.message
    error.receipts = ("R1",)
    assert "未作任何改动" not in error.message
    assert "R1" in error.message
