"""Bills come into being: one per period, unit number and insurance, anew when wages change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from shebao.contract.premiums import TOP_UP_LEVY
from shebao.contract.rule_file import InsuranceRule, Levy, RateRule
from shebao.contract.state_tables import BILL, BillEvent
from shebao.contract.states import PayableState
from shebao.sandbox.clock import months_after
from shebao.sandbox.database import change, employer_row, insert_rows, new_row, of_employer
from shebao.sandbox.premiums.premium import FILED, Line, charge, lines_lacking
from shebao.sandbox.premiums.rulebook import Rules, due_on
from shebao.sandbox.signing import canonical_json, sha256_hex
from shebao.sandbox.tables import (
    bill_lines,
    bills,
    enrolments,
    filing_bills,
    generations,
    people,
    wages,
)
from shebao.sandbox.wages.wages_in_force import is_enrolled, is_in_force

# A sandbox left alone for years does not have to catch up on all of them.
MOST_MONTHS_TO_CATCH_UP = 24
NEVER = -1  # the wage revision of bills that are to be generated anew
LINE_COLUMNS = [
    "bill_id", "revision", "line", "person_no", "name", "id_type", "id_number",
    "wage_fen", "base_fen", "unit_ppm", "person_ppm", "unit_fen", "person_fen", "leaver",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """What a bill should say."""

    period: str
    unit_no: str
    rule: InsuranceRule
    lines: list[Line]
    top_up: int = 0
    due_on: str | None = None

    @property
    def content_sha256(self) -> str:
        """What tells it from another."""
        return sha256_hex(canonical_json([list(line) for line in self.lines]))


def stale_periods(connection: Connection, employer_id: int, current: str) -> list[str]:
    """Periods whose bills are to be generated, oldest first; empty when all are up to date."""
    wage_revision = employer_row(connection, employer_id).wage_revision
    rows = connection.execute(of_employer(generations, employer_id))
    generated = {row.period: row.wage_revision for row in rows}
    stale = {period for period, revision in generated.items() if revision != wage_revision}
    # Months that passed unseen since the last generation get their bills too.
    before = max((period for period in generated if period < current), default=current)
    for count in range(MOST_MONTHS_TO_CATCH_UP):
        period = months_after(current, -count)
        if period <= before and count:
            break
        if period not in generated:
            stale.add(period)
    return sorted(stale)


def generate_bills(
    connection: Connection, employer_id: int, rules: Rules, period: str, current: str
) -> None:
    """Every bill of the period that nobody confirmed says what the wages in force make of it.

    What confirmed ones lack becomes a bill of its own, due with the current period.
    """
    employer = employer_row(connection, employer_id)
    existing = _existing(connection, employer_id, period)
    due = due_on(rules.file.deadline, current).isoformat()
    for rule in rules.file.insurances:
        # One insurance at a time: of a large employer each has a hundred thousand lines.
        lines = _lines(connection, employer, rules, period, rule.insurance)
        known = {unit_no for unit_no, insurance in existing if insurance == rule.insurance}
        for unit_no in sorted(lines.keys() | known):
            made = existing.get((unit_no, rule.insurance), [])
            bill = Draft(period, unit_no, rule, lines.get(unit_no, []))
            _write_bill(connection, employer_id, bill, made[0] if made else None)
            if rule.levy is Levy.DECLARED and made:
                _write_top_up(connection, employer_id, bill, made, due)
    of_period = (generations.c.employer_id == employer_id) & (generations.c.period == period)
    connection.execute(delete(generations).where(of_period))
    connection.execute(
        insert(generations).values(
            employer_id=employer_id, period=period, wage_revision=employer.wage_revision
        )
    )


def _existing(
    connection: Connection, employer_id: int, period: str
) -> dict[tuple[str, str], list[Row[Any]]]:
    """The ordinary bills of a period by unit number and insurance, each before its top-ups."""
    found: dict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
    ordinary = of_employer(bills, employer_id, bills.c.period == period, bills.c.notice_no == "")
    for row in connection.execute(ordinary.order_by(bills.c.top_up)):
        found[row.unit_no, row.insurance].append(row)
    return found


def _write_top_up(
    connection: Connection, employer_id: int, full: Draft, made: Sequence[Row[Any]], due: str
) -> None:
    """The first open 差额补缴 says all that the filed bills lack; one under way is waited for.

    There is a second one when a filed one was voided after the next was made: it holds nothing.
    """
    states = [PayableState(bill.state) for bill in made]
    if PayableState.FILING in states:
        return
    filed = [bill for bill, state in zip(made, states, strict=True) if state in FILED]
    if len(made) == 1 and (not filed or filed[0].content_sha256 == full.content_sha256):
        return
    lines = lines_lacking(connection, full.lines, filed) if states[0] in FILED else []
    added = zip(made[1:], states[1:], strict=True)
    still_open: list[Row[Any] | None] = [b for b, state in added if state is PayableState.INITIAL]
    if not still_open and lines:
        still_open = [None]
    for place, bill in enumerate(still_open):
        draft = replace(
            full,
            lines=[] if place else lines,
            top_up=bill.top_up if bill else made[-1].top_up + 1,
            due_on=due,
        )
        _write_bill(connection, employer_id, draft, bill)


def forget_generations(connection: Connection, employer_id: int, periods: Iterable[str]) -> None:
    """The bills of these periods are stale, whatever the wages; the periods stay known."""
    connection.execute(
        update(generations)
        .where(generations.c.employer_id == employer_id, generations.c.period.in_(list(periods)))
        .values(wage_revision=NEVER)
    )


def _lines(
    connection: Connection, employer: Row[Any], rules: Rules, period: str, insurance: str
) -> dict[str, list[Line]]:
    if not rules.charges(insurance, period, employer.kind):
        return {}
    limit = rules.limit(insurance, period)
    rounding = rules.rounding(insurance)
    by_tier: dict[str | None, RateRule | None] = {}
    lines: dict[str, list[Line]] = defaultdict(list)
    members = _with_wages(connection, employer.id, period, insurance)
    for unit_no, *person, enrolled_to, tier, wage_fen in members:
        if tier not in by_tier:
            by_tier[tier] = rules.rate(insurance, period, employer.kind, tier or "")
        if (rate := by_tier[tier]) is None:
            continue
        cost = charge(wage_fen, limit, rate, rounding, employer.injury_rate_ppm)
        of_bill = lines[unit_no]
        is_leaver = enrolled_to is not None and enrolled_to < period
        of_bill.append((len(of_bill) + 1, *person, *cost, is_leaver))
    return lines


def _with_wages(
    connection: Connection, employer_id: int, period: str, insurance: str
) -> Sequence[Any]:
    """Unit number, the person's four columns, last month, tier and the wage in force, by person."""
    return connection.execute(
        select(
            enrolments.c.unit_no,
            *people.c["person_no", "name", "id_type", "id_number"],
            *enrolments.c["enrolled_to", "tier"],
            wages.c.wage_fen,
        )
        .select_from(people)
        .join(enrolments)
        .join(wages, is_in_force(employer_id, period))
        .where(
            people.c.employer_id == employer_id,
            enrolments.c.insurance == insurance,
            is_enrolled(employer_id, period),
        )
        .order_by(people.c.person_no)
    ).all()


def _write_bill(
    connection: Connection, employer_id: int, draft: Draft, existing: Row[Any] | None
) -> None:
    content = draft.content_sha256
    if existing is not None and (
        not BILL.allows(PayableState(existing.state), BillEvent.GENERATE)
        or existing.content_sha256 == content
    ):
        return
    totals = {"content_sha256": content, **totals_of(draft.lines)}
    if existing is None:
        bill_id = new_row(
            connection,
            bills,
            employer_id=employer_id,
            revision=1,
            period=draft.period,
            unit_no=draft.unit_no,
            insurance=draft.rule.insurance,
            insurance_name=draft.rule.name,
            state=BILL.start,
            collected=draft.rule.levy is Levy.COLLECTED,
            special_kind=TOP_UP_LEVY if draft.top_up else "",
            top_up=draft.top_up,
            due_on=draft.due_on,
            **totals,
        )
        write_lines(connection, bill_id, 1, draft.lines)
        return
    _drop_unfiled_lines(connection, existing.id)
    revision = existing.revision + 1
    change(connection, bills, existing.id, revision=revision, due_on=draft.due_on, **totals)
    write_lines(connection, existing.id, revision, draft.lines)


def write_lines(connection: Connection, bill_id: int, revision: int, lines: Iterable[Line]) -> None:
    """The revision of the bill consists of these lines."""
    insert_rows(
        connection, bill_lines, LINE_COLUMNS, [(bill_id, revision, *line) for line in lines]
    )


def _drop_unfiled_lines(connection: Connection, bill_id: int) -> None:
    """What a filing once named stays readable, whatever became of that filing."""
    filed = select(filing_bills.c.revision).where(filing_bills.c.bill_id == bill_id)
    connection.execute(
        delete(bill_lines).where(
            bill_lines.c.bill_id == bill_id, bill_lines.c.revision.not_in(filed)
        )
    )


def totals_of(lines: Sequence[Line]) -> dict[str, int]:
    """What the head of a bill says of its lines."""
    return {
        "people": len(lines),
        "base_fen": sum(line[6] for line in lines),
        "unit_fen": sum(line[9] for line in lines),
        "person_fen": sum(line[10] for line in lines),
        "leavers": sum(line[11] for line in lines),
    }
