"""How far one employer of a batch is, and the steps of its round."""

from enum import StrEnum


class JobState(StrEnum):
    """What a person sees of one employer."""

    QUEUED = "待办理"
    RUNNING = "办理中"
    WAITING = "等待"  # for the bureau's answer, its opening, or the money's arrival
    TO_CONFIRM = "待确认缴费"  # the amount is above the cap in the list, or there is no cap
    DONE = "完成"
    FAILED = "失败"
    CANCELLED = "已取消"


ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.TO_CONFIRM)


class Stage(StrEnum):
    """One part of the round, in its order; each is walked by the ordinary commands."""

    ROSTER = "更新职工"
    WAGES = "申报工资"
    BILLS = "确认社保费"
    PAY = "缴费"
    CERTIFICATE = "完税证明"
