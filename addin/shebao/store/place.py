"""Where a store is, known before SQLAlchemy is imported."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

UNIT = "unit:"  # before the tax id: a setting for each unit that logged in here


@dataclass(frozen=True, slots=True)
class StorePlace:
    """The store's file, and how its key is found; both may not exist yet."""

    path: Path
    find_key: Callable[[], bytes]
