"""Wage sheets as clerks leave them: most cells right, some hostile, all from a seed."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime

from shebao.contract.employees import Employee
from shebao.sandbox.clock import months_after
from shebao.sheets.declared.columns import NUMBER_FORMATS, Kind
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import (
    AUTOMATIC,
    WAGES_BY_INSURANCE,
    WAGES_BY_PERSON,
    WAGES_DAILY,
    WageSheetRow,
)
from shebao.sheets.head import SheetHead
from shebao.sheets.table import SheetTable
from tests.differential.world import WITH_DAILY, World

WAGE = WAGES_BY_PERSON.column("wage").header
MONEY = NUMBER_FORMATS[Kind.MONEY]
KINDS = (*[AUTOMATIC] * 10, "年度申报", "年度调整")
MONTHS = (
    -12,
    -11,
    -6,
    -3,
    -2,
    -1,
    -1,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    1,
    2,
)  # of a daily filing, from the current
YEARS = (-1, -1, *[0] * 12, 1)
A_DATE = datetime(2026, 7, 1)
# None of these is a wage that the bureau could be sent.
UNSENDABLE: tuple[object, ...] = (
    None, "", "9000", " 9,000.00 ", "９０００", "￥9000", "9000元", "待定", "#N/A", "#REF!", "1e5",
    "(5000)", True, False, A_DATE, date(2026, 7, 1), 1e308, -1e15, 100.005, 0.001, 8000.123,
)  # fmt: skip
TOO_MUCH_OR_TOO_LITTLE = (0.0, -0.01, -5000.0, 10_000_000.01, 1e9, 1e13)
STRANGE_IDS = ("", "0", "52010219900101001", "#N/A", "52010219900101001X0", "身份证")


@dataclass
class PlannedRow:
    """One row to be, and what about it only the clerk's side can know."""

    name: object
    id_type: object
    id_number: object
    key: str
    wages: dict[str, object]  # by header
    unsendable: set[str] = field(default_factory=set)  # headers


@dataclass
class Sheet:
    """A sheet to be."""

    spec: AnySheet
    headers: list[str]  # of the wage columns
    rows: list[PlannedRow]


def plan(world: World, strangers: list[Employee]) -> Sheet:
    """Draw a small sheet of people the clerk knew when the sheet was opened, and of others."""
    chance = world.chance
    spec = _spec(world)
    headers = [WAGE]
    if spec is WAGES_BY_INSURANCE:
        headers = list(world.headers)
        if chance.random() < 0.1:
            headers.pop(chance.randrange(len(headers)))
    known = world.sheet_people + chance.sample(strangers, min(2, len(strangers)))
    chosen = chance.sample(known, min(len(known), chance.randint(1, 12)))
    rows = [_row(world, who, spec, headers, known) for who in chosen]
    if len(rows) > 1 and chance.random() < 0.12:
        twin = _row(world, chosen[0], spec, headers, known)
        twin.id_number, twin.key = rows[0].id_number, rows[0].key
        rows.append(twin)
    return Sheet(spec, headers, rows)


def _spec(world: World) -> AnySheet:
    """Most often the sheet that fits employer and region."""
    chance = world.chance
    if chance.random() < (0.4 if world.region == WITH_DAILY and not world.is_public else 0.1):
        return WAGES_DAILY
    fits = world.is_public or chance.random() < 0.3
    return WAGES_BY_INSURANCE if fits == (chance.random() < 0.93) else WAGES_BY_PERSON


def set_parameters(world: World, table: SheetHead) -> None:
    """Choose what is filed, most often something that the bureau takes now."""
    chance, month = world.chance, world.month
    is_blank = chance.random() < 0.15
    if table.spec is WAGES_DAILY:
        start = months_after(month, chance.choice(MONTHS))
        table.set_parameter("effective_month", "" if is_blank else start)
        return
    year = str(int(month[:4]) + chance.choice(YEARS))
    table.set_parameter("filing_kind", chance.choice(KINDS))
    table.set_parameter("effective_year", "" if is_blank else year)


def _row(
    world: World, who: Employee, spec: AnySheet, headers: list[str], known: list[Employee]
) -> PlannedRow:
    chance, month = world.chance, world.month
    wages = {e.insurance: e.wage_fen for e in who.enrolments}
    ended = {e.insurance for e in who.enrolments if e.enrolled_to and e.enrolled_to < month}
    row = PlannedRow(who.name, who.id_type, who.id_number, who.id_number, {})
    is_hostile = chance.random() < 0.2
    typed = _wage(chance, max((w for w in wages.values() if w), default=None))
    for header in headers:
        is_left_blank = header[:3] in ended or header[:3] not in wages
        if header != WAGE and is_left_blank and chance.random() < 0.9:
            row.wages[header] = None
            continue
        if header != WAGE and chance.random() < 0.4:
            typed = _wage(chance, wages.get(header[:3]))
        row.wages[header] = typed
        if is_hostile and chance.random() < 0.5:
            row.wages[header] = chance.choice(UNSENDABLE)
            row.unsendable.add(header)
        elif chance.random() < 0.02:
            row.wages[header] = chance.choice(TOO_MUCH_OR_TOO_LITTLE)
    filed = world.filed_from(spec).get(who.id_number, {})
    if filed and chance.random() < 0.1:
        _clear(chance, row, chance.choice(headers))
    if chance.random() < 0.12:
        _spoil_identity(chance, row, who, known)
    return row


def _clear(chance: random.Random, row: PlannedRow, header: str) -> None:
    """As a clerk would who wants a filed wage gone."""
    row.wages[header] = 0.0
    row.unsendable.discard(header)
    if chance.random() < 0.5:
        row.wages[header] = None
        row.unsendable.add(header)


def _wage(chance: random.Random, now_fen: int | None) -> float:
    """A clean number, most often near the wage in force."""
    now = 600_000 if now_fen is None else now_fen
    steps = (0, 0, 0, 0, 1, 100, 50_000, 500_000, 500_000, -1, -100, -50_000)
    fen = max(now + chance.choice(steps), 1)
    if chance.random() < 0.05:
        fen = chance.choice((1, 999_999_999, 1_000_000_000, 442_605, 2_213_025))
    return fen / 100


def _spoil_identity(
    chance: random.Random, row: PlannedRow, who: Employee, known: list[Employee]
) -> None:
    other = chance.choice(known)
    match chance.randrange(11):
        case 0:
            row.key = other.id_number
        case 1:
            row.id_number = other.id_number
        case 2:
            row.name = other.name
        case 3:
            row.name = f"{who.name[0]} {who.name[1:]}"
        case 4:
            row.id_type = "208" if who.id_type == "201" else "201"
        case 5:
            row.id_number = row.key = chance.choice(STRANGE_IDS)
        case 6:
            row.id_number = who.id_number.translate({c: c + 0xFEE0 for c in range(48, 58)})
        case 7:
            row.id_number = f"  {who.id_number.lower()} "
        case 8:
            row.name, row.id_type = "", ""
        case 9:
            row.id_number = row.id_type = row.name = "=1+1"
        case _:
            row.key = ""


def write(world: World, sheet: Sheet) -> SheetTable[WageSheetRow]:
    """Lay the sheet on the clerk's desk, in front."""
    table: SheetTable[WageSheetRow] = SheetTable(world.site.book, sheet.spec)
    set_parameters(world, table)
    plain = [
        WageSheetRow(
            name=str(r.name), id_type=str(r.id_type), id_number=str(r.id_number), key=r.key
        )
        for r in sheet.rows
    ]
    table.replace(plain, sheet.headers if sheet.spec is WAGES_BY_INSURANCE else [])
    place = table._place()
    columns = place.headers()
    cells = world.site.book.sheets[table.title]
    top, bottom = place.header_row + 1, place.header_row + len(sheet.rows)
    places = [columns[header] for header in sheet.headers]
    cells.range((top, min(places)), (bottom, max(places))).number_format = MONEY  # was a date?
    for header, at in zip(sheet.headers, places, strict=True):
        typed: list[object] = [row.wages[header] for row in sheet.rows]
        cells.range((top, at), (bottom, at)).raw_value = [[value] for value in typed]
        for number, value in enumerate(typed, start=top):
            if isinstance(value, date):
                cells.range((number, at)).number_format = "yyyy-mm-dd"
    table.activate()
    return table
