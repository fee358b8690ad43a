"""The roster that the client exports, by person or by insurance, as people with enrolments."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shebao.contract.employees import Employee, Enrolment
from shebao.contract.states import EmployeeState
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.cell_text import amount_of, compact, shown
from shebao.rules.client import fields as f
from shebao.rules.client.fields import Field
from shebao.rules.client.insurance_words import Measure, insurance_in
from shebao.rules.client.months import month_of
from shebao.rules.client.people import Person, RowKind, doubt_about, rows_of
from shebao.rules.client.table import ClientTable
from shebao.rules.payroll.payroll_reading import Doubt, DoubtKind

_YES = re.compile("[✔√✓☑]|是|y(es)?|1|(已|正常|在)?参保(缴费)?|正常(缴费)?|在保", re.I)
_NO = re.compile("[×✗xX☐—-]*|否|n(o)?|0|未参保|无", re.I)
_STOPPED = re.compile(".*(停|终止|中断|减员|离职|退休|注销).*")
_NO_DATE = re.compile("[-—/]*|无|至今|长期")
_EVER = "2000-01"  # where a file does not say since when


@dataclass(slots=True)
class ReadRoster:
    """Who the file says is insured, by id number, and the rows in doubt.

    ``unclear_names`` stand on rows whose id cannot be read. ``names_insurances`` is false where a
    wage counts for whatever the person has; then ``employees`` have an enrolment in each of the
    ``assumed`` ones.
    """

    employees: dict[str, Employee] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    unclear_names: set[str] = field(default_factory=set)
    names_insurances: bool = True
    without_unit_no: bool = False

    def held(self, before: Sequence[Employee]) -> set[str]:
        """Return the known people, by id number, whom the file names without telling enough."""
        doubtful = {each.id_number for each in self.doubts if each.kind is not DoubtKind.UNKNOWN}
        return {
            id_number
            for employee in before
            if (id_number := employee.id_number.upper()) in doubtful
            or compact(employee.name) in self.unclear_names
        }


@dataclass(frozen=True, slots=True)
class _File:
    """What is the same for every row; as ``read_roster`` was given it."""

    table: ClientTable
    names: Mapping[str, str]
    assumed: Sequence[str]
    period: Period


@dataclass(slots=True)
class _Found:
    person: Person
    group: str
    enrolments: dict[tuple[str, str], Enrolment] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    is_active: bool = False


def read_roster(
    table: ClientTable,
    tax_id: str,
    names: Mapping[str, str],
    assumed: Sequence[str],
    period: Period,
) -> ReadRoster:
    """Return everyone whose rows agree; a person of two names, or twice the same, is in doubt.

    ``names`` are the region's insurances by code. Who is insured beyond ``period`` has not left,
    whatever day is told.
    """
    result = ReadRoster()
    result.names_insurances = f.INSURANCE.name in table.choices or bool(table.insurances)
    result.without_unit_no = f.UNIT_NO.name not in table.choices
    file = _File(table, names, assumed, period)
    found: dict[str, _Found] = {}
    spoiled: dict[str, Doubt] = {}
    for kind, person, _, row, doubt in rows_of(table, tax_id, ()):
        if doubt is not None:
            result.doubts.append(doubt)
            if doubt.kind is DoubtKind.UNREADABLE and doubt.name:
                result.unclear_names.add(doubt.name)
        if kind is not RowKind.PERSON or person is None:
            continue
        known = found.setdefault(person.id_number, _Found(person, ""))
        fault = _add(file, known, person, row)
        if fault is not None:
            spoiled.setdefault(person.id_number, doubt_about(table, person, *fault))
    for id_number, each in found.items():
        if id_number in spoiled:
            result.doubts.append(spoiled[id_number])
            continue
        result.employees[id_number] = _employee(each, period)
    result.doubts.sort(key=lambda each: each.rows)
    return result


def _add(
    file: _File, known: _Found, person: Person, row: Sequence[object]
) -> tuple[str, DoubtKind] | None:
    """Add a row to its person; return why it does not fit."""
    if person.name != known.person.name:
        said = f"证件号码 {person.id_number} 有两个姓名“{known.person.name}”“{person.name}”"
        return said, DoubtKind.CONFLICT
    table = file.table
    known.group = known.group or compact(table.cell(row, f.GROUP.name))
    codes = _codes(file, row)
    if isinstance(codes, str):
        return codes, DoubtKind.UNREADABLE
    first, last = _month(table, row, f.ENROLLED_FROM), _month(table, row, f.ENROLLED_TO)
    if isinstance(first, str) or isinstance(last, str):
        return first if isinstance(first, str) else str(last), DoubtKind.UNREADABLE
    is_stopped = bool(_STOPPED.fullmatch(compact(table.cell(row, f.STATE.name))))
    if is_stopped and last is None:
        codes = {}  # since when is not told, and no month is guessed
    for code, wage in codes.items():
        at = (person.unit_no, code)
        if at in known.enrolments:
            said = f"证件号码 {person.id_number} 的{file.names.get(code, code)}出现多次"
            return said, DoubtKind.DUPLICATE
        known.enrolments[at] = Enrolment(
            insurance=code,
            unit_no=person.unit_no,
            enrolled_from=str(first) if first else _EVER,
            enrolled_to=str(last) if last else None,
            wage_fen=wage,
        )
    has_ended = last is not None and last <= file.period
    known.is_active = known.is_active or not (is_stopped or has_ended)
    known.rows.append(person.number)
    return None


def _month(table: ClientTable, row: Sequence[object], each: Field) -> Period | str | None:
    """Return the month of a day, None where there is none, or why it cannot be read."""
    cell = table.cell(row, each.name)
    month = month_of(cell)
    if month is None and not _NO_DATE.fullmatch(compact(cell)):
        return f"{each.label}“{shown(cell)}”不是日期"
    return month


def _codes(file: _File, row: Sequence[object]) -> dict[str, int | None] | str:
    """Return the wage by insurance of a row, or what cannot be read."""
    table = file.table
    wage = _wage(table.cell(row, f.WAGE.name))
    if isinstance(wage, str):
        return f"缴费工资{wage}"
    if f.INSURANCE.name in table.choices:
        said = table.cell(row, f.INSURANCE.name)
        parts = [part for part in re.split("[、,;，；]", compact(said)) if part]
        codes = [insurance_in(part, file.names) for part in parts]
        if not all(codes) or not codes:
            return f"险种“{shown(said)}”不能识别"
        return dict.fromkeys(codes, wage)
    return _marked(table, row, wage) if table.insurances else dict.fromkeys(file.assumed, wage)


def _marked(
    table: ClientTable, row: Sequence[object], wage: int | None
) -> dict[str, int | None] | str:
    """Return the wage by insurance where each insurance has a column of ticks or of wages."""
    found: dict[str, int | None] = {}
    for index, head in table.insurances.items():
        cell, title = row[index] if index < len(row) else None, table.titles[index]
        text = compact(shown(cell))
        is_sign = bool(_YES.fullmatch(text) or _NO.fullmatch(text))
        if head.measure is Measure.WAGE or (
            head.measure is Measure.TICK and "|" in title and not is_sign
        ):
            each = _wage(cell)
            if isinstance(each, str):
                return f"“{title}”的缴费工资{each}"
            if each is not None:
                found[head.code] = each
        elif head.measure is Measure.TICK and not is_sign:
            return f"“{title}”的“{shown(cell)}”不知道是否参保"
        elif head.measure is Measure.TICK and _YES.fullmatch(text):
            found.setdefault(head.code, wage)
    return found


def _wage(cell: object) -> int | str | None:
    if not compact(cell):
        return None
    amount = amount_of(cell)
    return amount.fen if amount.fen is not None else f"“{shown(cell)}”{amount.problem}"


def _employee(found: _Found, period: Period) -> Employee:
    person = found.person
    is_active = found.is_active and any(
        each.enrolled_to is None or each.enrolled_to > str(period)
        for each in found.enrolments.values()
    )
    return Employee(
        person_no=person.person_no or person.id_number,
        name=person.name,
        id_type=person.id_type,
        id_number=person.id_number,
        state=EmployeeState.ACTIVE if is_active else EmployeeState.STOPPED,
        group=found.group,
        enrolments=[found.enrolments[at] for at in sorted(found.enrolments)],
        revision=0,
    )


@dataclass(frozen=True, slots=True)
class RosterChange:
    """The people to be kept, and who joined, left or changed since the last roster."""

    kept: list[Employee]
    joined: list[str]
    left: list[str]
    changed: list[str]


def changes_since(
    before: Sequence[Employee],
    now: Mapping[str, Employee],
    period: Period,
    revision: int,
    held: Collection[str] = (),
) -> RosterChange:
    """Return what to keep: who is not in the file any more has left, due to the month before.

    ``held`` are people whom the file names without telling enough; they stay as they are known.
    A person keeps the number under which the store knows them, whatever the new file says.
    """
    known = {employee.id_number.upper(): employee for employee in before}
    kept, joined, left, changed = [], [], [], []
    for id_number, employee in now.items():
        old = known.get(id_number)
        fresh = replace(employee, revision=revision)
        fresh = fresh if old is None else _with_what_was_told(fresh, old)
        if old is not None and id_number in held:
            continue
        if old is None:
            joined.append(id_number)
        elif replace(old, revision=revision) != fresh:
            changed.append(id_number)
        else:
            continue
        kept.append(fresh)
    for id_number, old in known.items():
        if id_number in now or id_number in held or old.state is EmployeeState.STOPPED:
            continue
        left.append(id_number)
        last = str(period.plus(-1))
        enrolments = [
            replace(one, enrolled_to=max(last, one.enrolled_from))
            if one.enrolled_to is None
            else one
            for one in old.enrolments
        ]
        stopped = EmployeeState.STOPPED
        kept.append(replace(old, state=stopped, enrolments=enrolments, revision=revision))
    return RosterChange(kept, joined, left, changed)


def _with_what_was_told(fresh: Employee, old: Employee) -> Employee:
    """Return a person with what an earlier file told and this one leaves out."""
    enrolments = []
    for one in fresh.enrolments:
        same = [
            each
            for each in old.enrolments
            if each.insurance == one.insurance and one.unit_no in (each.unit_no, f.NO_UNIT_NO)
        ]
        if len(same) == 1:
            told = same[0]
            since = told.enrolled_from if one.enrolled_from == _EVER else one.enrolled_from
            wage = told.wage_fen if one.wage_fen is None else one.wage_fen
            one = replace(one, unit_no=told.unit_no, wage_fen=wage, enrolled_from=since)
        enrolments.append(one)
    group = fresh.group or old.group
    return replace(fresh, enrolments=enrolments, person_no=old.person_no, group=group)


def wages_in_words(employees: Sequence[Employee]) -> str:
    """Return what the file's wages add up to, each person's greatest; empty without any."""
    wages = [
        max((e.wage_fen for e in employee.enrolments if e.wage_fen is not None), default=None)
        for employee in employees
    ]
    told = [wage for wage in wages if wage is not None]
    return f"缴费工资合计 {yuan(sum(told))} 元（{len(told)} 人）" if told else ""
