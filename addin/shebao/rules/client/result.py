"""What the client answered to each person of a wage filing: its failures, or all its records."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from shebao.contract.states import ItemState
from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.client import fields as f
from shebao.rules.client.people import RowKind, doubt_about, rows_of
from shebao.rules.client.table import ClientTable
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

# What became of a filing later, or of a part of it, tells nothing of the whole: 作废成功, 部分失败.
_OF_ANOTHER_DEED = re.compile("作废|撤|更正|冲正|部分")
_REFUSED = re.compile("失败|(?<!无)(?<!没有)错误|退回|不通过|不成功|[未没].*(通过|成功)")
_PENDING = re.compile("(处理|申报|受理|审核|校验)中|待.+")
# The whole of a state: 非正常 and 尚无成功 are none of these.
_ACCEPTED = re.compile(
    "((申报|受理|审核|处理|办理)?已?(成功|通过)|已(申报|受理)(成功)?|正常(申报)?)"
)
_NO_REASON = re.compile("[-—/]*|无(错误|异常)?")


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer; ``wages`` are the wages that the file repeats, in fen."""

    id_number: str
    state: ItemState
    reason: str
    wages: frozenset[int] = frozenset()


@dataclass(slots=True)
class ReadResult:
    """Answers by id number, what is in doubt; ``only_failures`` when nothing else is told.

    ``nobodys`` are the doubts about whose the row is.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    nobodys: list[Doubt] = field(default_factory=list)

    @property
    def only_failures(self) -> bool:
        """Whether the file lists failures and nobody else."""
        return all(each.state is ItemState.REFUSED for each in self.answers.values())


def read_result(table: ClientTable, tax_id: str, people: Mapping[str, str]) -> ReadResult:
    """Return the answers; one failure of a person fails the person, with every reason.

    ``people`` are the names that we know by id number.
    """
    result = ReadResult()
    for kind, person, _, row, doubt in rows_of(table, tax_id, people):
        if doubt is not None:
            result.doubts.append(doubt)
            if doubt.kind is not DoubtKind.UNKNOWN:
                result.nobodys.append(doubt)
        if kind is not RowKind.PERSON or person is None:
            continue
        known = people.get(person.id_number)
        if known is not None and person.name and known != person.name:
            said = f"证件号码 {person.id_number} 在参保名单中是“{known}”，姓名不同"
            result.doubts.append(doubt_about(table, person, said, DoubtKind.CONFLICT))
            result.nobodys.append(result.doubts[-1])
            continue
        reason = shown(table.cell(row, f.REASON.name)).strip()
        stated = shown(table.cell(row, f.STATE.name))
        state = _state(compact(stated), compact(reason))
        if state is None:
            said = f"状态“{stated or reason}”不能识别"
            result.doubts.append(doubt_about(table, person, said, DoubtKind.UNREADABLE))
            continue
        wage = amount_of(table.cell(row, f.WAGE.name)).fen
        insurance = compact(table.cell(row, f.INSURANCE.name))
        told = f"{insurance}：{reason}" if insurance and reason else reason
        wages = frozenset() if wage is None else frozenset({wage})
        fresh = Answer(person.id_number, state, told, wages)
        result.answers[person.id_number] = _both(result.answers.get(person.id_number), fresh)
    return result


def _state(said: str, reason: str) -> ItemState | None:
    """Return what a state says; a list without one has its failures by their reasons."""
    told = said or reason
    if _OF_ANOTHER_DEED.search(said) or _NO_REASON.fullmatch(told):
        return None
    if _ACCEPTED.fullmatch(told):
        return ItemState.ACCEPTED
    if not said or _REFUSED.search(said):
        return ItemState.REFUSED
    return ItemState.PROCESSING if _PENDING.search(said) else None


def _both(old: Answer | None, new: Answer) -> Answer:
    if old is None:
        return new
    order = (ItemState.REFUSED, ItemState.PROCESSING, ItemState.ACCEPTED)
    state = min(old.state, new.state, key=order.index)
    reasons = dict.fromkeys(filter(None, (old.reason, new.reason)))
    return Answer(new.id_number, state, "；".join(reasons), old.wages | new.wages)
