"""What changed of one employee, in words: between two states, or as it was registered."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from shebao.contract.employees import (
    Employee,
    Enrolment,
    RegistrationChange,
    RegistrationChangeKind,
)
from shebao.contract.states import EmployeeState
from shebao.domain.id_types import id_type_name
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan

ALL = "全部险种"


class ChangeKind(StrEnum):
    """What kind of change a month brought."""

    JOINED = "增员"
    LEFT = "减员"
    RETURNED = "恢复缴费"
    JOINED_AND_LEFT = "增员后减员"
    CHANGED = "信息变更"


_KEY = tuple[str, str]  # insurance and unit number


def change_kind(before: Employee | None, after: Employee) -> ChangeKind:
    """Return what the change is for the employer."""
    is_active = after.state is EmployeeState.ACTIVE
    if before is None:
        return ChangeKind.JOINED if is_active else ChangeKind.JOINED_AND_LEFT
    if (before.state is EmployeeState.ACTIVE) == is_active:
        return ChangeKind.CHANGED
    return ChangeKind.RETURNED if is_active else ChangeKind.LEFT


def changed_fields(before: Employee | None, after: Employee, names: Mapping[str, str]) -> list[str]:
    """Return one phrase per difference; ``names`` are the insurances' names by code.

    Empty when nothing differs, as after a change that was taken back.
    """
    words = []
    if before is not None:
        old_type, new_type = id_type_name(before.id_type), id_type_name(after.id_type)
        if before.id_type != after.id_type:
            words.append(f"证件类型：{old_type} → {new_type}")
        for label, field in (("姓名", "name"), ("证件号码", "id_number")):
            old, new = getattr(before, field), getattr(after, field)
            if old != new:
                words.append(f"{label}：{old} → {new}")
        if before.state is not after.state:
            words.append(f"缴费状态：{before.state} → {after.state}")
    old_ones = _by_key(before.enrolments if before else [])
    new_ones = _by_key(after.enrolments)
    for key in sorted(old_ones.keys() | new_ones.keys()):
        name = insurance_name(key[0], names)
        words += [
            f"{name}：{said}" for said in _enrolment_words(old_ones.get(key), new_ones.get(key))
        ]
    return words


def said_once(phrases: Sequence[str], everything: Collection[str] = ()) -> list[str]:
    """Return the phrases with those made one that say the same of several insurances.

    ``everything`` are the names of all that the employee has; what is so of all of them says so.
    """
    alike: dict[str, list[str]] = {}
    for phrase in phrases:
        label, mark, said = phrase.partition("：")
        labels = alike.setdefault(f"{mark}{said}" if mark else phrase, [])
        if label not in labels:  # one insurance may be under two unit numbers
            labels.append(label if mark else "")
    return [f"{listed(labels, everything)}{said}" for said, labels in alike.items()]


def listed(labels: Sequence[str], everything: Collection[str]) -> str:
    """Return the labels one after the other, or in two words where they are everything."""
    is_all = len(labels) > 1 and {*everything} == {*labels}
    return ALL if is_all else "、".join(labels)


def _enrolment_words(old: Enrolment | None, new: Enrolment | None) -> list[str]:
    if new is None:
        return ["不再列出"] if old else []
    if old is None:
        return [f"自 {new.enrolled_from} 参保（单位编号 {new.unit_no}）"]
    words = []
    if old.enrolled_from != new.enrolled_from:
        words.append(f"参保起始 {old.enrolled_from} → {new.enrolled_from}")
    if old.enrolled_to != new.enrolled_to:
        words.append(f"缴至 {new.enrolled_to} 停保" if new.enrolled_to else "继续参保")
    if old.wage_fen != new.wage_fen:
        words.append(f"缴费工资 {_wage(old.wage_fen)} → {_wage(new.wage_fen)}")
    return words


def _by_key(enrolments: list[Enrolment]) -> dict[_KEY, Enrolment]:
    """Return the last enrolment of each insurance under each unit number."""
    ordered = sorted(enrolments, key=lambda e: e.enrolled_from)
    return {(e.insurance, e.unit_no): e for e in ordered}


def _wage(fen: int | None) -> str:
    return "未申报" if fen is None else yuan(fen)


_ENDED = {RegistrationChangeKind.ENDED, RegistrationChangeKind.STOPPED}


def registered_kind(changes: Sequence[RegistrationChange], now: Employee | None) -> ChangeKind:
    """Return what one employee's changes of a month are for the employer.

    ``now`` is the employee as known today; None for somebody whom the list does not hold.
    """
    kinds = {one.kind for one in changes}
    last = changes[-1].kind
    is_new = _is_new(changes, now)
    if RegistrationChangeKind.STOPPED in kinds and last in _ENDED:
        return ChangeKind.JOINED_AND_LEFT if is_new else ChangeKind.LEFT
    if is_new:
        return ChangeKind.JOINED
    return ChangeKind.RETURNED if _is_back(changes, now) else ChangeKind.CHANGED


def registered_words(changes: Sequence[RegistrationChange], names: Mapping[str, str]) -> list[str]:
    """Return one phrase per change, each once; ``names`` are the insurances' names by code."""
    return list(dict.fromkeys(_words(one, names) for one in changes))


def _is_new(changes: Sequence[RegistrationChange], now: Employee | None) -> bool:
    """Whether everything that the employee is enrolled in was registered in this month."""
    begun = _of_kind(changes, RegistrationChangeKind.ENROLLED)
    if now is None:
        return bool(begun)
    held = {(one.insurance, one.unit_no) for one in now.enrolments}
    return bool(begun) and held <= begun


def _is_back(changes: Sequence[RegistrationChange], now: Employee | None) -> bool:
    """Whether everything that the employee is enrolled in today was resumed in this month."""
    resumed = _of_kind(changes, RegistrationChangeKind.RESUMED)
    running = [one for one in now.enrolments if one.enrolled_to is None] if now else []
    return bool(resumed) and {(one.insurance, one.unit_no) for one in running} <= resumed


def _of_kind(
    changes: Sequence[RegistrationChange], kind: RegistrationChangeKind
) -> set[tuple[str | None, str | None]]:
    return {(one.insurance, one.unit_no) for one in changes if one.kind is kind}


def _words(change: RegistrationChange, names: Mapping[str, str]) -> str:
    if change.insurance is None:
        # In the words of the comparison of two states, so that both say it once.
        return f"缴费状态：{EmployeeState.ACTIVE} → {EmployeeState.STOPPED}"
    name = insurance_name(change.insurance, names)
    match change.kind:
        case RegistrationChangeKind.ENROLLED:
            return f"{name}：自 {change.month} 参保（单位编号 {change.unit_no}）"
        case RegistrationChangeKind.RESUMED:
            return f"{name}：继续参保"
        case RegistrationChangeKind.ENDED | RegistrationChangeKind.STOPPED:
            return f"{name}：缴至 {change.month} 停保"
