"""What counts of several wage filings that name the same people: the newest word on each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from shebao.contract.states import ItemState
from shebao.contract.wages import WageFiling, WageItemResult


@dataclass(frozen=True, slots=True)
class Answers:
    """People, each once, by what the newest filing that names them says.

    ``superseded`` had an earlier answer that a later success replaced; ``standing`` have earlier
    wages that hold, because the later filing waits or was refused.
    """

    newest: Mapping[str, str]  # filing number by id number
    accepted: int
    refused: int
    pending: int
    superseded: int
    standing: int


def newest_answers(
    filings: Iterable[WageFiling], waiting: Mapping[str, Collection[str]]
) -> Answers:
    """Return what these filings say; ``waiting`` names the people of those without an answer."""
    said: dict[str, list[tuple[WageFiling, WageItemResult | None]]] = {}
    for filing in sorted(filings, key=lambda each: (each.submitted_at, each.filing_no)):
        for item in filing.items:
            said.setdefault(item.id_number, []).append((filing, item))
        if not filing.items:
            for id_number in waiting.get(filing.filing_no, ()):
                said.setdefault(id_number, []).append((filing, None))
    states = [_state(words[-1][1]) for words in said.values()]
    return Answers(
        newest={id_number: words[-1][0].filing_no for id_number, words in said.items()},
        accepted=states.count(ItemState.ACCEPTED),
        refused=states.count(ItemState.REFUSED),
        pending=states.count(ItemState.PROCESSING),
        superseded=sum(_has_superseded(words) for words in said.values()),
        standing=sum(
            _state(words[-1][1]) is not ItemState.ACCEPTED
            and any(_state(item) is ItemState.ACCEPTED for _, item in words)
            for words in said.values()
        ),
    )


def _state(item: WageItemResult | None) -> ItemState:
    return ItemState.PROCESSING if item is None else item.state


def _has_superseded(words: list[tuple[WageFiling, WageItemResult | None]]) -> bool:
    """Whether the last word is a success that says all that an earlier answer said."""
    filing, last = words[-1]
    if last is None or last.state is not ItemState.ACCEPTED:
        return False
    return any(
        item is not None
        and item.wages_fen.keys() <= last.wages_fen.keys()
        and filing.effective_from <= earlier.effective_from
        for earlier, item in words[:-1]
    )
