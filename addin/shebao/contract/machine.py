"""A state machine as a table: what each event does in each state, and in which words it cannot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from shebao.contract.refusals import RefusalCode

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row(Generic[State, Event]):
    """One line of a table: a next state, or a refusal whose text holds ``{name}``."""

    state: State
    event: Event
    next: State | None
    code: RefusalCode | None
    text: str

    def words(self, name: str) -> str:
        """Say to the user why it is refused; empty when it is not."""
        return self.text.replace("{name}", name)


@dataclass(frozen=True, eq=False)
class Machine(Generic[State, Event]):
    """States, events and what they do to each other; an event without a move is refused.

    ``codes`` says with which code an event is refused, ``advice`` what to do in a state that
    refuses, and ``texts`` replaces the whole sentence where that would not fit.
    """

    name: str
    title: str
    states: type[State]
    events: type[Event]
    start: State
    moves: Mapping[tuple[State, Event], State]
    codes: Mapping[Event, RefusalCode]
    advice: Mapping[State, str]
    texts: Mapping[tuple[State, Event], str] = field(default_factory=dict)

    def row(self, state: State, event: Event) -> Row[State, Event]:
        """Return what the event does in the state."""
        following = self.moves.get((state, event))
        if following is not None:
            return Row(state, event, following, None, "")
        text = self.texts.get(
            (state, event), f"{{name}}的状态为“{state}”，不能“{event}”。{self.advice[state]}"
        )
        code = self.codes.get(event, RefusalCode.NOT_IN_THIS_STATE)
        return Row(state, event, None, code, text)

    def allows(self, state: State, event: Event) -> bool:
        """Return whether the event can happen in the state."""
        return (state, event) in self.moves

    def rows(self) -> Iterator[Row[State, Event]]:
        """Yield the whole table: every event in every state."""
        for state in self.states:
            for event in self.events:
                yield self.row(state, event)
