"""Texts of answers: explanations are cut to what a cell shows, what names something is bounded."""

from datetime import UTC, datetime

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from shebao.contract.release import Release
from shebao.contract.session import Reauth
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import Receipt
from shebao.contract.users import User
from shebao.contract.wages import WageItemResult
from shebao.contract.wire import LONGEST_WORDS, NO_SUCH_DAY

NOW = datetime(2026, 11, 10, tzinfo=UTC)


def test_explanation_is_cut_and_its_answer_still_read() -> None:
    """The item was refused, whatever its reason looks like."""
    item = {"line": 1, "id_number": "5", "state": ItemState.ACCEPTED}
    read = TypeAdapter(WageItemResult).validate_python(
        {**item, "reason": "\x1b[2J" + "长" * 40_000}
    )

    assert len(read.reason) == LONGEST_WORDS
    assert read.reason.startswith("[2J长")
    assert read.reason.endswith("…")


@pytest.mark.parametrize(
    ("model", "fields", "field"),
    [
        (Reauth, {"expires_at": NOW}, "proof"),
        (User, {}, "user_name"),
        (Receipt, {"kind": SubmissionKind.PAYMENT, "receipt_no": "1", "received_at": NOW}, "key"),
    ],
)
@pytest.mark.parametrize("odd", ["x" * 5_000, "a\x1bb", "a\x00"])
def test_name_beyond_bounds_is_garbled(
    model: type[BaseModel], fields: dict[str, object], field: str, odd: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate({**fields, field: odd})
    assert (field,) in {error["loc"] for error in refused.value.errors()}


@pytest.mark.parametrize("day", ["2026-11-31", "2026-02-29"])
def test_day_that_no_calendar_has_is_garbled(day: str) -> None:
    """A settling that asked for 31 November ended in a 500; a print would have ended in Python."""
    with pytest.raises(ValidationError) as refused:
        Release(version="1.2.3", published_on=day)

    assert [fault["type"] for fault in refused.value.errors()] == [NO_SUCH_DAY]
