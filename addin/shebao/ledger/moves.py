"""The legal moves of an entry, written once."""

from enum import StrEnum


class State(StrEnum):
    """How far an entry has come."""

    INTENT = "intent"  # written down; the bureau may or may not have been asked
    SENT = "sent"  # a request is on its way
    UNKNOWN = "unknown"  # the answer was lost; the bureau may hold it
    RECORDED = "recorded"  # the bureau holds it and gave a receipt
    REFUSED = "refused"  # the bureau said no; it holds nothing
    CLOSED = "closed"  # the bureau holds nothing under this key and never will


class Event(StrEnum):
    """What happens to an entry."""

    OPENED = "opened"
    SENT = "sent"
    LOST = "lost"
    RECORDED = "recorded"
    REFUSED = "refused"
    CLOSED = "closed"


# (state, event, next state); None is an entry that does not exist yet. Every other pair is
# illegal: above all nothing leaves a final state, and nothing unknown is sent again, it is
# asked about until the bureau has said "recorded" or "closed".
MOVES: tuple[tuple[State | None, Event, State], ...] = (
    (None, Event.OPENED, State.INTENT),
    (State.INTENT, Event.SENT, State.SENT),
    (State.INTENT, Event.LOST, State.UNKNOWN),  # found at start: the process died in between
    (State.INTENT, Event.RECORDED, State.RECORDED),
    (State.INTENT, Event.CLOSED, State.CLOSED),
    (State.SENT, Event.LOST, State.UNKNOWN),
    (State.SENT, Event.RECORDED, State.RECORDED),
    (State.SENT, Event.REFUSED, State.REFUSED),
    (State.SENT, Event.CLOSED, State.CLOSED),
    (State.UNKNOWN, Event.LOST, State.UNKNOWN),  # the question's answer was lost as well
    (State.UNKNOWN, Event.RECORDED, State.RECORDED),
    (State.UNKNOWN, Event.REFUSED, State.REFUSED),
    (State.UNKNOWN, Event.CLOSED, State.CLOSED),
)

UNSETTLED = (State.INTENT, State.SENT, State.UNKNOWN)

WORDS = {
    State.INTENT: "待发送",
    State.SENT: "已发送",
    State.UNKNOWN: "未知",
    State.RECORDED: "已受理",
    State.REFUSED: "被拒绝",
    State.CLOSED: "未受理（已关闭）",
}

_NEXT = {(state, event): after for state, event, after in MOVES}


def next_state(state: State | None, event: Event) -> State | None:
    """Return the state after the event; None when the move is illegal."""
    return _NEXT.get((state, event))
