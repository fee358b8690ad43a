"""Names the members that the engine does not have: who needs one must fail loudly."""

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_INHERITED = {"snapshot"}


def engine_object(base: type) -> Callable[[type[T]], type[T]]:
    """Let every member of ``base`` that a class lacks say its name."""

    def finish(cls: type[T]) -> type[T]:
        if "api" in dir(base) and "api" not in vars(cls):
            cls.api = NoApi()  # type: ignore[attr-defined]  # of every class that xlwings has
        own = {name for kind in cls.__mro__ for name in vars(kind) if kind is not base}
        for name in dir(base):
            if name.startswith("_") or name in _INHERITED or name in own:
                continue
            setattr(cls, name, _missing(f"{cls.__name__}.{name}", getattr(base, name)))
        return cls

    return finish


def _missing(name: str, member: Any) -> Any:
    def refuse(*_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{name} is not available without Excel")

    return property(refuse, refuse) if isinstance(member, property) else refuse


class NoApi:
    """Stands for the Excel object that is not there: true, and an error on any use."""

    def __bool__(self) -> bool:
        return True

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"api.{name} needs Excel")
