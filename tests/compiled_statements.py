"""Statements that SQLAlchemy compiled for one SQLite file serve every other of the process.

It keeps them by engine, and a product that runs once a click has one. The tests open thousands, of
the store as of the sandbox, and compiling the same statements was a twelfth of their time.
"""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.util import LRUCache

_compiled: LRUCache[Any, Any] = LRUCache(2_000)


def share_compiled_statements() -> None:
    """Let every engine over SQLite look where the others look, from now on."""
    setattr(Engine, "_compiled_cache", property(_cache_of, _keep))  # noqa: B010 - not ours
    setattr(SQLiteDialect, "__eq__", lambda mine, other: type(mine) is type(other))  # noqa: B010
    setattr(SQLiteDialect, "__hash__", lambda mine: hash(type(mine)))  # noqa: B010


def _cache_of(engine: Engine) -> Any:
    """The one of all; of another database the engine's own."""
    return _compiled if isinstance(engine.dialect, SQLiteDialect) else engine.__dict__["own_cache"]


def _keep(engine: Engine, cache: Any) -> None:
    engine.__dict__["own_cache"] = cache
