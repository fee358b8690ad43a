"""The home sheet of a unit whose business goes by the official client's files, with its month."""

from contextlib import suppress

from shebao.commands.desk.context import Context
from shebao.commands.employer.home_month import (
    DONE,
    FAULTY,
    NEXT,
    UNFILLED,
    Step,
    filled_steps,
    step_rows,
    with_the_next,
)
from shebao.commands.employer.home_rows import home_row, is_step, put_home
from shebao.domain.errors import ShebaoError
from shebao.rules.client.records import RecordKind
from shebao.sheets.declared.books_sheets import HANDOVER
from shebao.sheets.declared.client_sheets import CLIENT_FILES, WRITTEN, ClientFileRow
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, HomeRow
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.sheets.declared.row import AnySheet
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON, WageSheetRow

# The step, the kind of file that it reads or writes, the button, the sheet; in the month's order.
_FILES: tuple[tuple[str, str, str, AnySheet], ...] = (
    ("导入参保职工", "参保职工", "导入参保职工", ROSTER),
    ("写出导入文件", WRITTEN, "下载参保职工", CLIENT_FILES),
    ("导入申报结果", "申报结果", "导入申报结果", CLIENT_FILES),
    ("导入缴费明细", "缴费明细", "导入缴费明细", BILLS),
    ("确认社保费", RecordKind.FILINGS, "导入申报缴费记录", HANDOVER),
    ("缴费", RecordKind.PAYMENTS, "导入申报缴费记录", CLIENT_FILES),
    ("完税证明", RecordKind.CERTIFICATES, "导入申报缴费记录", CLIENT_FILES),
)
PEOPLE_ITEM = "参保职工"


def show_client_month(ctx: Context) -> None:
    """Put the month's steps on top of the home sheet, by the files of this month."""
    home = ctx.table(HOME)
    kept = [row for row in home.rows() if not is_step(row)]
    put_home(home, [*client_month(ctx), *kept])


def client_month(ctx: Context) -> list[HomeRow]:
    """Return the lines of the steps in turn."""
    month = ctx.session.current_period
    files: list[ClientFileRow] = []
    with suppress(ShebaoError):  # a changed sheet says so itself when it is used
        files = ctx.table(CLIENT_FILES).rows()
    steps = [_step(files, month, *each) for each in _FILES]
    return step_rows(ctx, with_the_next([steps[0], *_wages(ctx), *steps[1:]]))


def _step(
    files: list[ClientFileRow], month: str, name: str, kind: str, button: str, spec: AnySheet
) -> Step:
    found = [
        row
        for row in files
        if row.kind == kind and month in (row.period, row.noted_at[: len(month)])
    ]
    if not found:
        return Step(name, NEXT, "本月还没有这个文件", button, spec)
    newest = max(found, key=lambda row: row.noted_at)
    said = newest.file + (f"，{newest.people} 人" if newest.people else "")
    if doubts := newest.doubts:
        return Step(name, FAULTY, f"{said}，{doubts} 行未导入", button, spec, _day(newest))
    return Step(name, DONE, said, button, spec, _day(newest))


def _wages(ctx: Context) -> list[Step]:
    rows: list[WageSheetRow] = []
    with suppress(ShebaoError):
        rows = ctx.table(WAGES_BY_PERSON).rows()
    return [*filled_steps(rows, rows, f"{len(rows)} 人" if rows else UNFILLED, WAGES_BY_PERSON)]


def _day(row: ClientFileRow) -> str:
    return row.noted_at.split(" ")[0]


def show_on_home(ctx: Context, *told: tuple[str, str], keeps_steps: bool = True) -> None:
    """Put these lines below the month's steps, or in place of their earlier ones."""
    home = ctx.table(HOME)
    new = dict(told)
    shown = home.rows()
    rows = [row for row in shown if not is_step(row)]
    steps = [row for row in shown if is_step(row)] if keeps_steps else []
    present = {row.item for row in rows}
    fresh = [home_row(item, content) for item, content in told if item not in present]
    kept = [home_row(row.item, new[row.item]) if row.item in new else row for row in rows]
    put_home(home, [*steps, *fresh, *kept])
