"""What a month's registered changes mean for each employee, in words."""

from collections.abc import Collection, Mapping, Sequence

from shebao.contract.employees import Employee, RegistrationChange, RegistrationChangeKind
from shebao.contract.states import EmployeeState
from shebao.domain.insurances import insurance_name
from shebao.rules.roster_changes import ChangeKind

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


def not_told(words: Collection[str], told: Collection[str]) -> list[str]:
    """Return which of the local differences the registered changes do not say already."""
    return [phrase for phrase in words if phrase not in told]


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
