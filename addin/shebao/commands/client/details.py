"""The details that were imported: a month's bills and lines, and its people as they were billed."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from shebao.commands.client.wages import with_wages_in_force
from shebao.commands.desk.context import Context
from shebao.commands.desk.facts import insurance_names, rule_file_of
from shebao.contract.employees import Employee, Enrolment
from shebao.contract.premiums import Bill, BillLine
from shebao.contract.states import EmployeeState
from shebao.domain.insurances import insurance_name
from shebao.domain.money import yuan
from shebao.domain.period import Period
from shebao.rules.client.billed import (
    Found,
    LawThen,
    bill_lines_of,
    bills_of,
    explain_extra,
    lines_by_bill,
)
from shebao.rules.client.detail_line import DetailLine
from shebao.rules.premiums.in_force import limits_in_force, rates_in_force, rounding_of
from shebao.sheets.declared.premium_sheets import ReconciledRow

DETAIL = "detail"  # the store's kind, under the month's name


@dataclass(frozen=True, slots=True)
class Detail:
    """One month as the newest file of it says."""

    period: str
    file: str
    digest: str
    revision: int
    lines: tuple[DetailLine, ...]
    extra: tuple[DetailLine, ...] = ()  # 补缴 and the like, of any month

    @property
    def amount_fen(self) -> int:
        """All that is due."""
        return sum(line.amount for line in self.lines)


def detail_of(ctx: Context, period: str) -> Detail | None:
    """Return a month's detail; None when none was imported."""
    kept: dict[str, Any] | None = ctx.store.client_documents.of(ctx.account, DETAIL, period)
    if kept is None:
        return None
    lines = tuple(DetailLine(**line) for line in kept["lines"])
    extra = tuple(DetailLine(**line) for line in kept.get("extra", ()))
    return Detail(period, kept["file"], kept["digest"], kept["revision"], lines, extra)


def keep_detail(ctx: Context, detail: Detail) -> None:
    """Keep a month's detail in place of an earlier one."""
    body = {
        "file": detail.file,
        "digest": detail.digest,
        "revision": detail.revision,
        "lines": [asdict(line) for line in detail.lines],
        "extra": [asdict(line) for line in detail.extra],
    }
    ctx.store.client_documents.keep(ctx.account, DETAIL, detail.period, body, ctx.now())


def months_kept(ctx: Context) -> list[str]:
    """Return the months of which there is a detail, oldest first."""
    return ctx.store.client_documents.names(ctx.account, DETAIL)


def own_wages(ctx: Context, period: str, insurance: str) -> dict[str, int | None]:
    """Return our wages for one insurance in a month, by id number."""
    employees = with_wages_in_force(ctx, ctx.store.employees.load(ctx.account), period)
    return {
        employee.id_number.upper(): one.wage_fen
        for employee in employees
        for one in employee.enrolments
        if one.insurance == insurance
    }


def law_then(ctx: Context, period: str, insurance: str) -> LawThen:
    """Return what holds for an insurance in a month."""
    rules, month, employer = rule_file_of(ctx), Period.parse(period), ctx.session.employer
    rates = rates_in_force(rules, month, employer.injury_rate_ppm, employer.kind)
    return LawThen(
        limits_in_force(rules, month), rates.get(insurance), rounding_of(rules, insurance)
    )


def client_bills(ctx: Context, period: str | None) -> list[Bill]:
    """Return the bills of a month, of the newest one when none is asked; empty without a file."""
    months = months_kept(ctx)
    wanted = period or (months[-1] if months else "")
    detail = detail_of(ctx, wanted) if wanted else None
    if detail is None:
        return []
    by_no = lines_by_bill(detail.lines)
    bases = {
        number: sum(line.base_fen for line in _billed(ctx, of_it))
        for number, of_it in by_no.items()
    }
    return bills_of(by_no, detail.revision, insurance_names(rule_file_of(ctx)), bases)


def client_bill_lines(ctx: Context, bill_no: str) -> list[BillLine]:
    """Return the lines of a bill; empty when there is no such bill any more."""
    detail = detail_of(ctx, bill_no[: len("2026-11")])
    of_it = [] if detail is None else lines_by_bill(detail.lines).get(bill_no, [])
    return _billed(ctx, of_it)


def _billed(ctx: Context, lines: Sequence[DetailLine]) -> list[BillLine]:
    """Return lines of one bill, under the person numbers that the store has."""
    if not lines:
        return []
    period, insurance = lines[0].period, lines[0].insurance
    wages, law = own_wages(ctx, period, insurance), law_then(ctx, period, insurance)
    known = {e.id_number.upper(): e.person_no for e in ctx.store.employees.load(ctx.account)}
    return [
        replace(line, person_no=known.get(line.id_number, line.person_no))
        for line in bill_lines_of(lines, wages, law)
    ]


def billed_employees(ctx: Context, period: str) -> dict[str, Employee] | None:
    """Return by person number who was billed in a month at which wages; None without a detail."""
    detail = detail_of(ctx, period)
    if detail is None:
        return None
    enrolments: dict[str, list[Enrolment]] = {}
    people: dict[str, BillLine] = {}
    for of_it in lines_by_bill(detail.lines).values():
        for line in _billed(ctx, of_it):
            people[line.person_no] = line
            enrolments.setdefault(line.person_no, []).append(
                Enrolment(
                    insurance=of_it[0].insurance,
                    unit_no=of_it[0].unit_no,
                    enrolled_from=period,
                    wage_fen=line.wage_fen,
                )
            )
    return {
        person_no: Employee(
            person_no=person_no,
            name=line.name,
            id_type=line.id_type,
            id_number=line.id_number,
            state=EmployeeState.ACTIVE,
            enrolments=enrolments[person_no],
            revision=detail.revision,
        )
        for person_no, line in sorted(people.items())
    }


@dataclass(frozen=True, slots=True)
class Extra:
    """Rows for the reconciliation's sheet, and what they come to; amounts in fen."""

    rows: Sequence[ReconciledRow]
    kinds: Sequence[str]
    amount_fen: int
    unexplained: int

    @property
    def words(self) -> str:
        """Say how many there are; empty for none."""
        if not self.rows:
            return ""
        kinds = "、".join(dict.fromkeys(self.kinds))
        said = f"另有{kinds} {len(self.rows)} 行 {yuan(self.amount_fen)} 元，不在账单金额中，"
        if self.unexplained:
            return f"{said}其中 {self.unexplained} 行与所属期的费率不符或无法核对。"
        return f"{said}每行都与所属期的基数和费率一致。"


def extra_lines(ctx: Context, periods: Iterable[str]) -> Extra:
    """Return what the details of these months say beside their bills; nothing by interface."""
    details = [detail_of(ctx, period) for period in sorted(set(periods))] if ctx.is_by_files else []
    lines = [line for detail in details if detail is not None for line in detail.extra]
    found = [explain_extra(line, law_then(ctx, line.period, line.insurance)) for line in lines]
    names = insurance_names(rule_file_of(ctx)) if lines else {}
    rows = [_row(line, one, names) for line, one in zip(lines, found, strict=True)]
    unexplained = sum(not one.is_explained for one in found)
    kinds, amount = [line.kind for line in lines], sum(line.amount for line in lines)
    return Extra(rows, kinds, amount, unexplained)


def _row(line: DetailLine, found: Found, names: dict[str, str]) -> ReconciledRow:
    return ReconciledRow(
        period=line.period,
        unit_no=line.unit_no,
        insurance_name=insurance_name(line.insurance, names),
        name=line.name,
        id_type=line.id_type,
        id_number=line.id_number,
        person_no=line.person_no,
        wage=line.wage,
        base=line.base,
        own=found.own_fen,
        amount=line.amount,
        difference=None if found.own_fen is None else line.amount - found.own_fen,
        cause=line.kind if found.is_explained else "原因不明",
        sentence=found.sentence,
    )
