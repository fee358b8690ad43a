"""Equal content has one text and one digest."""

from datetime import UTC, date, datetime

import pytest

from shebao.ledger import canonical_json, digest


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    assert canonical_json({"b": [1, None], "a": {"乙": True, "甲": "x y"}}) == (
        '{"a":{"乙":true,"甲":"x y"},"b":[1,null]}'
    )


def test_the_order_of_keys_does_not_change_the_digest() -> None:
    assert digest(canonical_json({"a": 1, "b": 2})) == digest(canonical_json({"b": 2, "a": 1}))


def test_the_digest_is_sha_256_of_utf_8() -> None:
    # printf '{"a":"甲"}' | sha256sum
    expected = "6c4f7f3240bd03d78970604cbe934a0ebb44826e706da7d2d619c3a0f5e25b87"
    assert digest('{"a":"甲"}') == expected


def test_dates_of_cells_become_iso_8601() -> None:
    cells = [date(2026, 11, 22), datetime(2026, 11, 22, 8, tzinfo=UTC)]
    assert canonical_json(cells) == '["2026-11-22","2026-11-22T08:00:00+00:00"]'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, b"bytes", object()])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical_json({"a": value})
