"""Wages and premiums: filed, answered later, voided and filed again."""

from dataclasses import replace
from datetime import date, timedelta, timezone

from shebao.conform.site import Site
from shebao.conform.verdicts import NotCheckableError, expect, need
from shebao.contract.employees import Employee, EmployeePage, RegistrationChangePage
from shebao.contract.payments import DebtList
from shebao.contract.premiums import (
    Bill,
    BillConfirmation,
    BillLinePage,
    BillList,
    FiledBillList,
    FilingVoidRequest,
    PremiumFiling,
    PremiumFilingList,
    PremiumFilingRequest,
)
from shebao.contract.refusals import ReasonCode
from shebao.contract.rule_file import RuleFile
from shebao.contract.states import EmployeeState, ItemState, PayableState, WageFilingState
from shebao.contract.wages import (
    FiledWagePage,
    WageFiling,
    WageFilingKind,
    WageFilingList,
    WageFilingRequest,
    WageItem,
    WageMode,
)
from shebao.domain.period import Period
from shebao.rules.filing import kind_in_window

ALL = 10_000
BEIJING = timezone(timedelta(hours=8))
STRANGER = "11010119000101001X"  # an id number that nobody can have: born in 1900
PEOPLE = 3


def roster(site: Site) -> None:
    """All employees, those that pay among them with wages."""
    page = site.ask("list_employees", EmployeePage, params={"limit": ALL})
    site.known["people"] = page.employees
    site.known["cursor"] = page.cursor
    numbers = [person.person_no for person in page.employees]
    expect(len(numbers) == len(set(numbers)), "同一职工在名册中出现两次")


def registration_changes(site: Site) -> None:
    """What the current month registered: of known people, in its order, within the month."""
    session = need(site.session, "登录的测试单位")
    people: list[Employee] = need(site.known.get("people"), "职工名册")
    asked: dict[str, str | int] = {"month": session.current_period, "limit": ALL}
    page = site.ask("list_registration_changes", RegistrationChangePage, params=asked)
    expect(page.total == len(page.changes), "职工登记变动的 total 与实际不符")
    expect(page.kept_since <= session.current_period, "职工登记变动的 kept_since 晚于本月")
    known = {person.person_no for person in people}
    expect(all(one.person_no in known for one in page.changes), "职工登记变动中有名册没有的人")
    moments = [one.recorded_at for one in page.changes]
    expect(moments == sorted(moments), "职工登记变动没有按登记时间排列")
    days = {f"{one.astimezone(BEIJING):%Y-%m}" for one in moments}
    expect(days <= {session.current_period}, "职工登记变动中有别的月份登记的变动")


def wage_request(site: Site, *, with_stranger: bool = False) -> WageFilingRequest:
    """Return the present wages of a few people as a filing that the region takes today.

    Raises NotCheckableError.
    """
    session = need(site.session, "登录的测试单位")
    rules: RuleFile = need(site.known.get("rule_file"), "规则文件")
    people: list[Employee] = need(site.known.get("people"), "职工名册")
    items = [item for person in people if (item := _item(person)) is not None][:PEOPLE]
    need(items, "已有缴费工资的在职职工")
    if with_stranger:
        wages = items[0].wages_fen
        items.append(
            WageItem(line=1, name="不存在", id_type="201", id_number=STRANGER, wages_fen=wages)
        )
    numbered = [replace(item, line=at) for at, item in enumerate(items, start=1)]
    kind, month = WageFilingKind.DAILY, session.current_period
    if rules.daily_wages is None:
        kind = kind_in_window(rules.wage_window, date.fromisoformat(session.business_date))
        month = f"{session.current_period[:4]}-01"
    return WageFilingRequest(
        kind=kind, mode=WageMode.BY_INSURANCE, effective_from=month, items=numbered
    )


def wages(site: Site) -> None:
    """A wage filing is answered person by person, with the reason of whoever is refused."""
    request = wage_request(site, with_stranger=True)
    receipt = site.submit("file_wages", request)
    filing = wages_answered(site, receipt.receipt_no)
    site.known["wage_filing"] = receipt.receipt_no
    lines = sorted(item.line for item in filing.items)
    expect(lines == [item.line for item in request.items], "反馈的行与申报的行不一致")
    expect(
        filing.people == len(request.items) == filing.accepted + filing.refused,
        "反馈的人数与成功、失败人数之和不符",
    )
    last = max(filing.items, key=lambda item: item.line)
    expect(
        (last.state, last.reason_code) == (ItemState.REFUSED, ReasonCode.NO_VALID_INSURANCE)
        and last.reason,
        "不存在的职工应反馈申报失败并写明原因（E3）",
    )
    expect(filing.state is WageFilingState.PARTLY_ACCEPTED, "部分人失败的申报应为“部分申报成功”")
    again = wages_answered(site, receipt.receipt_no)
    expect(again == filing, "同一申报的反馈前后不同")
    listed = site.ask("list_filed_wages", WageFilingList, params={"limit": ALL})
    expect(
        sum(one.filing_no == receipt.receipt_no for one in listed.filings) == 1,
        "缴费工资申报记录中没有刚申报的一笔，或多于一笔",
    )


def bills(site: Site) -> None:
    """Open bills, whose lines add up to them."""
    found = open_bills(site)
    for bill in found:
        expect(
            bill.amount_fen == bill.unit_fen + bill.person_fen,
            f"{bill.bill_no} 合计不等于单位与个人之和",
        )
    lined = [bill for bill in found if not bill.collected]
    bill = need(lined, "有明细的待申报信息")[0]
    page = site.ask(
        "list_bill_lines", BillLinePage, params={"limit": ALL}, at={"bill_no": bill.bill_no}
    )
    expect(page.total == len(page.lines) == bill.people, f"{bill.bill_no} 的明细行数与人数不符")
    due = sum(line.due_fen for line in page.lines)
    expect(due == bill.amount_fen, f"{bill.bill_no} 的明细合计与应缴金额不符")


def open_bills(site: Site) -> list[Bill]:
    """Return the bills that can be confirmed now: all of the oldest open period.

    A sandbox whose bills are all filed is turned to its next month.

    Raises NotCheckableError.
    """
    session = need(site.session, "登录的测试单位")
    found = _confirmable(site)
    if not found and site.control_token:
        month = Period.parse(session.current_period).plus(1)
        site.control("clock", now=f"{month}-10T04:00:00Z")
        site.session = site.log_in(site.account)
        site.token = site.session.token
        found = _confirmable(site)
    return need(found, "可以申报的待申报信息（测试单位当月已全部申报，或缺少缴费工资）")


def _confirmable(site: Site) -> list[Bill]:
    told = site.ask("list_period_bills", BillList)
    found = [bill for bill in told.bills if bill.state is PayableState.INITIAL]
    oldest = min((bill.period for bill in found), default="")
    return [bill for bill in found if bill.period == oldest and not bill.leavers]


def file_bills(site: Site, found: list[Bill]) -> str:
    """File these bills, wait for the answer and return the number of the filing.

    Raises BrokenPromiseError or NotCheckableError.
    """
    receipt = site.submit("file_premiums", confirmation(found))
    filing = answered(site, receipt.receipt_no, ItemState.PROCESSING)
    if filing.state is not ItemState.ACCEPTED:
        expect(filing.reason, "申报失败却没有原因")
        raise NotCheckableError(f"申报成功的记录（本次申报失败：{filing.reason}）")
    expect(
        sorted(filing.bill_nos) == sorted(bill.bill_no for bill in found),
        "申报记录中的应缴信息与所申报的不符",
    )
    total = sum(bill.amount_fen for bill in found)
    expect(filing.amount_fen == total, "申报记录的金额与所申报的不符")
    return receipt.receipt_no


def premiums(site: Site) -> None:
    """A premium filing makes its bills filed, and debts of them."""
    found = open_bills(site)
    number = file_bills(site, found)
    site.known["first_filing"] = number
    site.known["filed_bills"] = found
    at = {"filing_no": number}
    as_filed = site.ask("list_bills_as_filed", FiledBillList, at=at).bills
    expect(
        {(bill.bill_no, bill.amount_fen) for bill in as_filed}
        == {(bill.bill_no, bill.amount_fen) for bill in found},
        "申报时的应缴信息与所申报的不符",
    )
    lined = [bill for bill in as_filed if not bill.collected]
    if lined:
        lines = site.ask(
            "list_lines_as_filed",
            BillLinePage,
            params={"limit": ALL},
            at={**at, "bill_no": lined[0].bill_no},
        )
        expect(
            sum(line.due_fen for line in lines.lines) == lined[0].amount_fen,
            "申报时的明细合计与金额不符",
        )
    listed = site.ask("list_filed_premiums", PremiumFilingList).filings
    expect(
        sum(one.filing_no == number for one in listed) == 1,
        "申报记录中没有刚申报的一笔，或多于一笔",
    )
    expect(_owed(site, number) == sum(bill.amount_fen for bill in found), "欠费合计与申报金额不符")


def voiding(site: Site) -> None:
    """A void takes the debts away, and the bills can be filed anew."""
    number: str = need(site.known.get("first_filing"), "申报成功的记录")
    site.submit("void_filing", FilingVoidRequest(filing_no=number))
    filing = answered(site, number, ItemState.VOIDING)
    expect(filing.state is ItemState.VOIDED, f"未缴费的申报应能作废，实为“{filing.state}”")
    expect(_owed(site, number) == 0, "申报已作废，欠费仍在")
    site.known["voided_filing"] = number
    found = open_bills(site)
    site.known["filing"] = file_bills(site, found)
    site.known["filed_bills"] = found


NOT_FILED = (PayableState.INITIAL, PayableState.VOIDED)


def filed_wages(site: Site) -> None:
    """The wages that stand in filed periods."""
    need(site.known.get("filing"), "申报成功的记录")
    period = site.known["filed_bills"][0].period
    page = site.ask(
        "list_wages_of_filed_periods", FiledWagePage, params={"from": period, "limit": ALL}
    )
    expect(
        any(one.period == period and one.state not in NOT_FILED for one in page.filed),
        f"已申报的属期 {period} 不在“已申报属期”中",
    )


def confirmation(found: list[Bill]) -> PremiumFilingRequest:
    """Return the filing of these bills as they were seen."""
    return PremiumFilingRequest(
        bills=[
            BillConfirmation(bill_no=b.bill_no, revision=b.revision, amount_fen=b.amount_fen)
            for b in found
        ]
    )


def wages_answered(site: Site, number: str) -> WageFiling:
    """Return a wage filing with its result."""
    return site.wait_for(
        "缴费工资申报",
        lambda: site.ask("show_wage_filing", WageFiling, at={"filing_no": number}),
        lambda found: found.state is not WageFilingState.PROCESSING,
    )


def wage_filings(site: Site) -> int:
    """Return how many wage filings the bureau lists."""
    return site.ask("list_filed_wages", WageFilingList, params={"limit": 1}).total


def answered(site: Site, number: str, waiting: ItemState) -> PremiumFiling:
    """Return a premium filing that waits no more."""
    return site.wait_for(
        "社保费申报",
        lambda: site.ask("show_premium_filing", PremiumFiling, at={"filing_no": number}),
        lambda found: found.state is not waiting,
    )


def _owed(site: Site, number: str) -> int:
    debts = site.ask("list_employer_debts", DebtList, params={"held": "true"}).debts
    return sum(debt.amount_fen for debt in debts if debt.filing_no == number)


def _item(person: Employee) -> WageItem | None:
    wages = {e.insurance: e.wage_fen for e in person.enrolments if e.wage_fen and not e.enrolled_to}
    if person.state is not EmployeeState.ACTIVE or not wages:
        return None
    return WageItem(
        line=1,
        name=person.name,
        id_type=person.id_type,
        id_number=person.id_number,
        wages_fen=wages,
    )
