"""Linking the 单位编号 that agencies gave an employer to its tax registration, and unlinking."""

from enum import StrEnum

from pydantic import Field

from shebao.contract.session import UnitNumber
from shebao.contract.wire import Answer, Day, Number, Request


class UnitLink(UnitNumber):
    """A 单位编号 of the employer; not linked yet when it has no day."""

    linked_on: Day | None = None


class UnitLinkList(Answer):
    """Every 单位编号 of the employer, those not linked yet first."""

    unit_numbers: list[UnitLink]


class UnitLinkRequest(Request):
    """Links, or unlinks, all of these or none."""

    unit_nos: list[Number] = Field(min_length=1, max_length=1_000)


class UnlinkObstacle(StrEnum):
    """The kinds of debt that keep a 单位编号 linked (seed G 2.3.3)."""

    FILED_UNPAID = "已申报未缴款"
    BEING_FILED = "正在申报"
    FILING_LOCKED = "申报锁定"
    BATCH_LOCKED = "批扣锁定"
