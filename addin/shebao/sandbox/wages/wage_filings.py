"""Wage filings: taken in whole, answered person by person once they are due."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from shebao.contract.refusals import RefusalCode
from shebao.contract.session import EmployerKind
from shebao.contract.states import ItemState, WageFilingState
from shebao.contract.wages import (
    MAX_WAGE_FEN,
    WageFiling,
    WageFilingKind,
    WageFilingList,
    WageFilingRequest,
    WageItemResult,
    WageMode,
)
from shebao.sandbox.clock import BEIJING, day_of, month_of, months_after
from shebao.sandbox.database import Span, count, employer_row, insert_rows, new_row, told
from shebao.sandbox.errors import RefusedError
from shebao.sandbox.numbers import WAGE_FILING_NO, number, own_row
from shebao.sandbox.people.access import Caller
from shebao.sandbox.premiums.rulebook import Rules
from shebao.sandbox.tables import wage_filings, wage_items


def take_wage_filing(connection: Connection, caller: Caller, request: WageFilingRequest) -> str:
    """The filing is recorded and processed later; returns its number.

    Raises RefusedError: BAD_REQUEST, MODE_NOT_ALLOWED, KIND_NOT_OFFERED, WINDOW_CLOSED or
    EFFECTIVE_NOT_ALLOWED; nothing is recorded.
    """
    _check_shape(request)
    kind = employer_row(connection, caller.employer_id).kind
    if kind == EmployerKind.PUBLIC_BODY and request.mode is not WageMode.BY_INSURANCE:
        raise RefusedError(
            RefusalCode.MODE_NOT_ALLOWED,
            "机关事业单位（含参公管理单位）应按险种申报缴费工资，请改用“按险种申报”。",
        )
    rules = caller.rules
    _check_window(request.kind, rules, caller.now)
    _check_month(request, rules, caller.now)
    filing_id = new_row(
        connection,
        wage_filings,
        employer_id=caller.employer_id,
        **request.model_dump(exclude={"items"}),
        state=WageFilingState.PROCESSING,
        submitted_at=caller.now,
        due_at=caller.bureau.due_at(caller.now),
        people=len(request.items),
        accepted=0,
        refused=0,
    )
    insert_rows(
        connection,
        wage_items,
        ["filing_id", "line", "name", "id_type", "id_number", "wages_json"],
        [
            (filing_id, i.line, i.name, i.id_type, i.id_number, json.dumps(i.wages_fen))
            for i in request.items
        ],
    )
    return number(WAGE_FILING_NO, filing_id)


def _check_shape(request: WageFilingRequest) -> None:
    lines = {item.line for item in request.items}
    if len(lines) != len(request.items):
        raise RefusedError(RefusalCode.BAD_REQUEST, "同一次申报中行号重复，请重新生成后提交。")
    by_person = request.mode is WageMode.BY_PERSON
    for item in request.items:
        if by_person != (list(item.wages_fen) == ["*"]) or (
            not by_person and "*" in item.wages_fen
        ):
            fault = f"与申报方式“{request.mode}”不符"
        elif max(item.wages_fen.values()) > MAX_WAGE_FEN:
            fault = "超出可受理的范围"
        else:
            continue
        words = f"第 {item.line} 行的缴费工资{fault}，请核对后重新提交。"
        raise RefusedError(RefusalCode.BAD_REQUEST, words, line=str(item.line))


def _check_window(kind: WageFilingKind, rules: Rules, now: datetime) -> None:
    window = rules.file.wage_window
    today = f"{day_of(now):%m-%d}"
    if window.opens <= window.closes:
        is_open = window.opens <= today <= window.closes
    else:  # the window runs over the turn of the year
        is_open = today >= window.opens or today <= window.closes
    span = f"{window.opens} 至 {window.closes}"
    if kind is WageFilingKind.ANNUAL and not is_open:
        raise RefusedError(
            RefusalCode.WINDOW_CLOSED,
            f"当前不在年度缴费工资申报期限（每年 {span}）内，请使用“年度缴费工资调整”。",
        )
    if kind is WageFilingKind.ADJUSTMENT and is_open:
        raise RefusedError(
            RefusalCode.WINDOW_CLOSED,
            f"当前仍在年度缴费工资申报期限（每年 {span}）内，请使用“年度缴费工资申报”。",
        )


def _check_month(request: WageFilingRequest, rules: Rules, now: datetime) -> None:
    """A year's wages count from its January, daily ones from a month the region allows."""
    month, current = request.effective_from, month_of(now)
    if request.kind is WageFilingKind.DAILY:
        daily = rules.file.daily_wages
        if daily is None:
            raise RefusedError(
                RefusalCode.KIND_NOT_OFFERED,
                "本地区没有日常缴费工资申报，请使用“年度缴费工资申报”或“年度缴费工资调整”。",
            )
        first = months_after(current, -daily.months_back)
        last = months_after(current, daily.months_ahead)
        if not first <= month <= last:
            raise RefusedError(
                RefusalCode.EFFECTIVE_NOT_ALLOWED,
                f"生效月份 {month} 不在可申报的范围（{first} 至 {last}）内。",
            )
    elif month[5:] != "01":
        raise RefusedError(
            RefusalCode.EFFECTIVE_NOT_ALLOWED,
            f"{request.kind}按年度生效，生效年月应为该年度的 1 月，不能是 {month}。",
        )
    elif month[:4] > current[:4] or (
        request.kind is WageFilingKind.ANNUAL and month[:4] != current[:4]
    ):
        raise RefusedError(
            RefusalCode.EFFECTIVE_NOT_ALLOWED, f"{request.kind}的生效年度不能是 {month[:4]}。"
        )


def read_wage_filing(connection: Connection, caller: Caller, filing_no: str) -> WageFiling:
    """One filing with what became of each item.

    Raises RefusedError: NOT_FOUND.
    """
    row = own_row(
        connection, wage_filings, caller.employer_id, WAGE_FILING_NO, filing_no, "缴费工资申报"
    )
    return _filing(row, _results(connection, row) if row.due_at is None else [])


def list_wage_filings(
    connection: Connection, caller: Caller, days: Span, offset: int, limit: int
) -> WageFilingList:
    """A page of the filings submitted between two days, newest first, without their items."""
    conditions = (
        wage_filings.c.employer_id == caller.employer_id,
        *submitted_between(wage_filings.c.submitted_at, days),
    )
    query = select(wage_filings).where(*conditions).order_by(wage_filings.c.id.desc())
    rows = connection.execute(query.offset(offset).limit(limit))
    total = count(connection, wage_filings, *conditions)
    return WageFilingList(filings=[_filing(row, []) for row in rows], total=total)


def submitted_between(column: Any, days: Span) -> list[Any]:
    """Conditions for a moment within two days in China, both included."""
    first_day, last_day = days
    conditions = []
    try:
        if first_day is not None:
            conditions.append(column >= _moment(first_day, "00:00:00.000000"))
        if last_day is not None:
            conditions.append(column <= _moment(last_day, "23:59:59.999999"))
    except ValueError as error:
        raise RefusedError(RefusalCode.BAD_REQUEST, "查询日期不是有效的日期。") from error
    return conditions


def _moment(day: str, time: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=BEIJING)


def _filing(row: Row[Any], items: list[WageItemResult]) -> WageFiling:
    return told(WageFiling, row, filing_no=number(WAGE_FILING_NO, row.id), items=items)


def _results(connection: Connection, filing: Row[Any]) -> list[WageItemResult]:
    rows = connection.execute(
        select(wage_items).where(wage_items.c.filing_id == filing.id).order_by(wage_items.c.line)
    )
    return [
        WageItemResult(  # by the hundred thousand: `told` would take two fifths longer
            line=row.line,
            name=row.name,
            id_type=row.id_type,
            id_number=row.id_number,
            wages_fen=json.loads(row.wages_json),
            state=ItemState.REFUSED if row.reason_code else ItemState.ACCEPTED,
            reason_code=row.reason_code or "",
            reason=row.reason or "",
            insurance=row.insurance,
        )
        for row in rows
    ]
