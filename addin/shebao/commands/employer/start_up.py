"""The eight downloads after a login, on one progress bar; what failed is fetched again alone.

Source: seed F 三1, seed G 2.1.2 二. Each item is what a button fetches too, so nothing is
downloaded in two ways.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from shebao.bureau.errors import (
    BureauUnreachableError,
    NoPasswordError,
    SessionExpiredError,
    StaleSessionError,
    WrongPasswordError,
)
from shebao.commands.accounts.agreements import update_agreements
from shebao.commands.bills.bills import update_bills
from shebao.commands.desk.context import Context
from shebao.commands.desk.permission import check_permitted
from shebao.commands.desk.selection import selected
from shebao.commands.employees.roster import show_roster
from shebao.commands.employer.home import refresh_home
from shebao.commands.employer.unit_info import show_unit_info
from shebao.commands.payments.debts import update_debts
from shebao.commands.queries.queries import query_debits
from shebao.commands.registry import BY_ID
from shebao.commands.system.rule_files import update_rules
from shebao.domain.errors import (
    CancelledError,
    NotConfirmedError,
    NotPermittedError,
    OtherUnitError,
    ShebaoError,
)
from shebao.domain.moments import local_time
from shebao.domain.outcome import Outcome, Status
from shebao.sheets.declared.employer_sheets import START_UP, StartUpRow
from shebao.sheets.declared.parts import SELECTED, UNFINISHED
from shebao.sheets.declared.row import replace
from shebao.sheets.table import SheetTable

DONE, FAILED, SKIPPED, LEFT = "完成", "失败", "已跳过", "未下载"
FINISHED = frozenset({DONE, SKIPPED})
# The next item would meet the same, and each login with a wrong password counts.
NO_USE_TO_GO_ON = (
    BureauUnreachableError,
    SessionExpiredError,
    WrongPasswordError,
    NoPasswordError,
    NotConfirmedError,
)
LABEL = "初始化数据更新"


@dataclass(frozen=True, slots=True)
class Item:
    """One download; ``button`` is the command that fetches the same by hand."""

    title: str
    fetch: Callable[[Context], Outcome]
    button: str
    is_dispensable: bool = False


ITEMS = (
    Item("单位信息", show_unit_info, "show_unit_info"),
    Item("规则文件", update_rules, "update_rules"),
    Item("职工参保信息", show_roster, "update_roster"),
    Item("三方协议", update_agreements, "update_agreements"),
    Item("待申报信息", update_bills, "update_bills"),
    Item("欠费信息", update_debts, "update_debts"),
    Item("待办事项和通知公告", refresh_home, "refresh_home"),
    Item("待批扣清册", query_debits, "query_debits", is_dispensable=True),
)


def fetch_start_up(ctx: Context) -> Outcome:
    """Fetch again what failed or was left, or the ticked items, or all eight."""
    table = ctx.table(START_UP)
    wanted = _wanted(table)
    outcome = start_up(ctx, wanted)
    table.activate()
    return outcome


def start_up(ctx: Context, wanted: Sequence[int] = range(len(ITEMS))) -> Outcome:
    """Fetch the items of these places, one after the other; what fails is told and does not stop.

    The rest is left when the bureau cannot be reached any more or the user cancels.
    """
    table = ctx.table(START_UP)
    rows = _rows(table)
    for place in wanted:
        rows[place] = replace(rows[place], state=LEFT, remark="", fetched_at="")
    for number, place in enumerate(wanted):
        state, remark, goes_on = _fetched(ctx, ITEMS[place], number, len(wanted))
        at = local_time(ctx.now()) if state == DONE else ""
        rows[place] = replace(rows[place], state=state, remark=remark, fetched_at=at)
        if not goes_on:
            break
    else:
        ctx.progress(LABEL, 100, 100)
    table.replace(rows)
    message = _message(rows)
    finished = sum(row.state in FINISHED for row in rows)
    return table.report(
        message,
        Status.DONE if finished == len(rows) else Status.PARTIAL,
        counts={
            "items": len(wanted),
            "finished": finished,
            "failed": sum(row.state == FAILED for row in rows),
        },
    )


def _fetched(ctx: Context, item: Item, before: int, parts: int) -> tuple[str, str, bool]:
    """Return the item's state, what is to be said of it, and whether the next one is worth it."""
    try:
        with ctx.part(f"{LABEL}：{item.title}", before, parts):
            check_permitted(ctx, BY_ID[item.button])
            outcome = item.fetch(ctx)
    except NotPermittedError as error:
        return SKIPPED, error.message, True
    except CancelledError as error:
        return LEFT, error.message, False
    except (OtherUnitError, StaleSessionError):
        raise  # of the whole workbook or session, so of every item
    except ShebaoError as error:
        goes_on = not isinstance(error, NO_USE_TO_GO_ON)
        if item.is_dispensable:
            return SKIPPED, f"{error.message}未获取不影响继续使用，已跳过。", goes_on
        return FAILED, error.message, goes_on
    return DONE, outcome.message, True


def _rows(table: SheetTable[StartUpRow]) -> list[StartUpRow]:
    """Return the items as the sheet knows them; all of them are left on a new one."""
    known = {row.item: replace(row, tick="") for row in table.rows()}
    return [
        replace(
            known.get(item.title) or StartUpRow(number=number, item=item.title, state=LEFT),
            number=number,
        )
        for number, item in enumerate(ITEMS, start=1)
    ]


def _wanted(table: SheetTable[StartUpRow]) -> list[int]:
    scope = table.parameters()["scope"]
    places = range(len(ITEMS))
    if scope == SELECTED:
        titles = {row.item for row in selected(table, table.rows(), scope)}
        return [place for place in places if ITEMS[place].title in titles]
    unfinished = [n for n, row in enumerate(_rows(table)) if row.state not in FINISHED]
    return unfinished if scope == UNFINISHED and unfinished else list(places)


def _message(rows: list[StartUpRow]) -> str:
    """Return what became of the eight, and what to do about those that are missing."""
    by_state = {
        state: "、".join(row.item for row in rows if row.state == state)
        for state in (FAILED, LEFT, SKIPPED)
    }
    done = sum(row.state == DONE for row in rows)
    message = f"{LABEL}：{len(rows)} 项中完成 {done} 项。"
    if by_state[FAILED]:
        message += f"{by_state[FAILED]}下载失败，原因见“{START_UP.title}”表。"
    if by_state[LEFT]:
        message += f"{by_state[LEFT]}没有下载。"
    if by_state[FAILED] or by_state[LEFT]:
        message += f"请稍后点击“{LABEL}”，只重新下载未完成的项目。"
    if by_state[SKIPPED]:
        message += f"{by_state[SKIPPED]}已跳过，不影响继续使用。"
    return message
