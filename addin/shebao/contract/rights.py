"""What a user may do; apart from the models, since every click needs it and no pydantic."""

from enum import StrEnum


class Right(StrEnum):
    """What a user may do; the administrator holds every right."""

    ALL = "全部功能"
    PAYMENT = "缴费功能"
