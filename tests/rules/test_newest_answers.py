"""Of several filings that name one person the newest counts, once."""

from datetime import UTC, datetime

from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.wages import WageFiling, WageFilingKind, WageItemResult, WageMode
from shebao.rules.newest_answers import newest_answers

YES, NO = ItemState.ACCEPTED, ItemState.REFUSED


def filing(number: int, start: str = "2026-01", **states: ItemState) -> WageFiling:
    """A filing of the given minute; a person of ``x110`` was filed for insurance 110 alone."""
    items = [
        WageItemResult(
            line=line,
            id_number=name[:1].upper(),
            wages_fen={name[1:] or "*": 1},
            state=state,
        )
        for line, (name, state) in enumerate(states.items(), start=1)
    ]
    return WageFiling(
        filing_no=f"W{number}",
        kind=WageFilingKind.ADJUSTMENT,
        mode=WageMode.BY_PERSON,
        effective_from=start,
        state=WageFilingState.ACCEPTED if items else WageFilingState.PROCESSING,
        submitted_at=datetime(2026, 11, 10, 4, number, tzinfo=UTC),
        people=len(items),
        accepted=0,
        refused=0,
        items=items,
    )


def figures(*filings: WageFiling, **waiting: set[str]) -> tuple[int, ...]:
    found = newest_answers(filings, waiting)
    return found.accepted, found.refused, found.pending, found.superseded, found.standing


def test_the_newer_counts_whatever_the_order() -> None:
    older, newer = filing(1, a=YES, b=NO), filing(2, a=YES, b=YES)

    assert figures(older, newer) == figures(newer, older) == (2, 0, 0, 2, 0)
    assert newest_answers([newer, older], {}).newest == {"A": "W2", "B": "W2"}


def test_what_a_later_failure_leaves_in_force_is_not_superseded() -> None:
    assert figures(filing(1, a=YES), filing(2, a=NO)) == (0, 1, 0, 0, 1)
    assert figures(filing(1, a=NO), filing(2, a=NO)) == (0, 1, 0, 0, 0)


def test_a_filing_without_answer_keeps_its_people_pending() -> None:
    assert figures(filing(1, a=YES, b=YES), filing(2), W2={"A"}) == (1, 0, 1, 0, 1)


def test_another_insurance_or_a_later_month_supersedes_nothing() -> None:
    assert figures(filing(1, a110=YES), filing(2, a310=YES)) == (1, 0, 0, 0, 0)
    assert figures(filing(1, a=YES), filing(2, "2026-11", a=YES)) == (1, 0, 0, 0, 0)
