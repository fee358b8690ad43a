"""The store: tables and queries over one encrypted SQLite file, or a shared PostgreSQL.

``open_store``, ``open_shared_store`` and ``Store`` arrive on first use, because SQLAlchemy
takes longer to import than most clicks take to answer.
"""

from typing import TYPE_CHECKING

from shebao.store.errors import (
    StoreBusyError,
    StoreError,
    StoreForbiddenError,
    StoreNewerError,
    StoreUnreachableError,
    StoreUnreadableError,
    StoreUnwritableError,
)

if TYPE_CHECKING:
    from shebao.store.opening import open_shared_store, open_store
    from shebao.store.store import Store

__all__ = [
    "Store",
    "StoreBusyError",
    "StoreError",
    "StoreForbiddenError",
    "StoreNewerError",
    "StoreUnreachableError",
    "StoreUnreadableError",
    "StoreUnwritableError",
    "open_shared_store",
    "open_store",
]


def __getattr__(name: str) -> object:
    if name in ("open_store", "open_shared_store"):
        from shebao.store import opening

        return getattr(opening, name)
    if name == "Store":
        from shebao.store.store import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
