"""How long a test waits for what must come: it goes on the moment it is there, however busy."""

import time
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")
PATIENCE_SECONDS = 600.0


def wait_for(look: Callable[[], Seen], is_it: Callable[[Seen], bool] = bool) -> Seen:
    """Look until it is seen; return what was seen."""
    ends = time.monotonic() + PATIENCE_SECONDS
    seen = look()
    while not is_it(seen):
        assert time.monotonic() < ends, seen
        time.sleep(0.05)
        seen = look()
    return seen
