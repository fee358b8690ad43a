"""Both sides asked about one sheet: the check in the clerk's hands, and the bureau itself."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from pydantic import ValidationError

from shebao.bureau.errors import BureauRefusedError, OutcomeUnknownError
from shebao.commands.wages.wage_submit import request_of
from shebao.commands.wages.wage_table import filing_of, wage_facts, wage_rows
from shebao.contract.refusals import ReasonCode, RefusalCode
from shebao.contract.states import ItemState
from shebao.contract.submission_table import SubmissionKind
from shebao.domain.finding import Finding, Severity
from shebao.domain.wage_row import WageRow
from shebao.rules.checks.wage_checks import check_wages
from shebao.rules.filing import Filing
from shebao.sheets.declared.wage_sheets import WageSheetRow
from shebao.sheets.table import SheetTable
from tests.differential.wage_sheets import PlannedRow, Sheet, set_parameters, write
from tests.differential.world import World

# Which check has to foresee which refusal; some also with the bureau's own words.
FORESEEN_BY: dict[str, str] = {
    ReasonCode.NO_VALID_INSURANCE: "R002",
    ReasonCode.LOWERED_AFTER_FILING: "R012",
    ReasonCode.NOT_ENROLLED: "R011",
    ReasonCode.WAGE_NOT_POSITIVE: "R010",
    ReasonCode.FILED_WAGE_STAYS: "R014",
    ReasonCode.DUPLICATE_PERSON: "R003",
    RefusalCode.WINDOW_CLOSED: "R004",
    RefusalCode.MODE_NOT_ALLOWED: "R005",
    RefusalCode.KIND_NOT_OFFERED: "R006",
    RefusalCode.EFFECTIVE_NOT_ALLOWED: "R006",
    RefusalCode.BAD_REQUEST: "R010",
}
WITH_ITS_WORDS = (
    ReasonCode.NO_VALID_INSURANCE,
    ReasonCode.LOWERED_AFTER_FILING,
    ReasonCode.FILED_WAGE_STAYS,
)
ASKINGS = 3  # laying a sheet into a workbook costs more than asking about it
NAMED_LINE = re.compile(r"第 (\d+) 行")
_keys = (f"differential-{number}" for number in count())


@dataclass(frozen=True)
class Refusal:
    """Why the bureau did not take a row."""

    code: str
    text: str


Verdicts = dict[int, Refusal | None]  # by worksheet row; None is accepted, unsendable rows lack


@dataclass
class Tally:
    """What was met, to prove that the sheets are not all harmless, and what differed."""

    sheets: int = 0
    rows: int = 0
    accepted: int = 0
    refusals: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


def hold_against_each_other(world: World, sheet: Sheet, tally: Tally) -> None:
    """Check the sheet, send every row that can be sent at all, and note what was not foreseen.

    Then again, as a clerk would who sends once more with another start, after the world went on.
    """
    table = write(world, sheet)
    seen = wage_rows(table)
    for asking in range(ASKINGS):
        if asking:
            world.disturb()
            set_parameters(world, table)
        _ask_both(world, sheet, table, seen, tally)


def _ask_both(
    world: World,
    sheet: Sheet,
    table: SheetTable[WageSheetRow],
    seen: list[WageSheetRow],
    tally: Tally,
) -> None:
    filing = filing_of(world.ctx, table)
    filed = world.filed_from(sheet.spec)
    facts = wage_facts(world.ctx, filing, seen, filed, 500_000)
    findings = check_wages(seen, facts)
    errors = {
        row.number: [f for f in found if f.severity is Severity.ERROR]
        for row, found in zip(seen, findings, strict=True)
    }
    verdicts = ask_the_bureau(world, filing, [row for row in seen if is_sendable(filing, row)])
    first = seen[0].number
    planned = {first + place: row for place, row in enumerate(sheet.rows)}
    times = Counter(row.id_number for row in seen)
    tally.sheets += 1
    tally.rows += len(seen)
    for row in seen:
        own = own_causes(filing, row, planned[row.number], errors[row.number], times)
        for fault in differences(row, errors[row.number], verdicts, own):
            tally.differences.append(f"{filing.subject} {row.name} {row.wages_fen()}: {fault}")
    world.remember(
        sheet.spec,
        {row.id_number: row.wages_fen() for row in seen if verdicts.get(row.number, row) is None},
    )
    tally.findings.update(f.code for found in findings for f in found)
    tally.accepted += sum(verdict is None for verdict in verdicts.values())
    tally.refusals.update(v.code for v in verdicts.values() if v is not None)


def is_sendable(filing: Filing, row: WageSheetRow) -> bool:
    """Whether the command could put the row into a request at all."""
    try:
        request_of(filing, [row])
    except ValidationError:
        return False
    return True


def ask_the_bureau(world: World, filing: Filing, rows: list[WageSheetRow]) -> Verdicts:
    """File the rows; a row for which the bureau refuses the whole is left out and named."""
    verdicts: Verdicts = {}
    while rows:
        bureau = world.ctx.bureau
        try:
            receipt, _ = bureau.submit(
                SubmissionKind.WAGE_FILING, next(_keys), request_of(filing, rows), entry_id=""
            )
        except (BureauRefusedError, OutcomeUnknownError) as error:
            refused = error.said if isinstance(error, OutcomeUnknownError) else error
            assert isinstance(refused, BureauRefusedError)  # said over HTTP, or in this process
            refusal = Refusal(refused.refusal_code, refused.message)
            if refusal.code != RefusalCode.BAD_REQUEST:
                return verdicts | {row.number: refusal for row in rows}
            named = NAMED_LINE.search(refusal.text)
            assert named, refusal.text
            verdicts[rows.pop(int(named[1]) - 1).number] = refusal
            continue
        for item in bureau.wage_filing(receipt.receipt_no).items:
            good = item.state is ItemState.ACCEPTED
            row = rows[item.line - 1]
            verdicts[row.number] = None if good else Refusal(item.reason_code, item.reason)
        return verdicts
    return verdicts


def own_causes(
    filing: Filing,
    row: WageRow,
    planned: PlannedRow,
    errors: list[Finding],
    times: Mapping[str, int],
) -> list[Finding]:
    """The errors whose cause the bureau cannot see: the sheet itself leaves open what is meant."""
    columns = {cell.insurance for cell in row.cells}
    grounds = {
        "R001": planned.key not in ("", row.id_number),
        "R003": times[row.id_number] > 1,
        "R006": filing.is_year_open,
        "R013": "*" not in columns,
    }
    return [f for f in errors if grounds.get(f.code, False) or (f.column in planned.unsendable)]


def differences(
    row: WageRow, errors: list[Finding], verdicts: Verdicts, own: list[Finding]
) -> list[str]:
    """What the check said wrongly about a row, in words; empty when it was right."""
    said = {f.code: f.sentence for f in errors}
    if row.number not in verdicts:
        return [] if errors else ["cannot be sent and passed the check"]
    refusal = verdicts[row.number]
    if refusal is None:
        return [f"false alarm {f.code} {f.sentence}" for f in errors if f not in own]
    code = FORESEEN_BY[refusal.code]
    if code not in said:
        return [f"refused with {refusal.code} {refusal.text}, the check said {said}"]
    if refusal.code in WITH_ITS_WORDS and not any(
        f.code == code and refusal.text in f.sentence for f in errors
    ):
        return [f"refused with “{refusal.text}”, the check said “{said[code]}”"]
    return []
