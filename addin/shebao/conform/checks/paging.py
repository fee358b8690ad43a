"""Pages: together they are the whole, each once, and they end."""

from collections.abc import Callable, Sequence

from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.employees import Employee, EmployeePage, RegistrationChangePage
from shebao.contract.premiums import Bill, BillLinePage
from shebao.contract.queries import ReceptionPage, WageRecordPage
from shebao.contract.refusals import RefusalCode
from shebao.contract.wages import FiledWagePage, WageFilingList

ALL, MOST = 10_000, 50
# One page: what stands on it, how many of them it counts, and how many there are in all.
Page = tuple[Sequence[object], int, int]


def employees(site: Site) -> None:
    """The roster page by page, and nothing after its last cursor."""
    people: list[Employee] = need(site.known.get("people"), "职工名册")
    limit = max(1, -(-len(people) // 5))
    seen: list[str] = []
    since = 0
    for _ in range(MOST):
        page = _roster_page(site, since, limit)
        expect(len(page.employees) <= limit, "职工名册的一页多于 limit")
        expect(page.total == len(people) - len(seen), "职工名册的 total 不是尚未下载的人数")
        revisions = [person.revision for person in page.employees]
        expect(revisions == sorted(revisions), "职工名册没有按 revision 排列")
        expect(page.cursor > since or not page.employees, "职工名册的 cursor 没有前进")
        seen += [person.person_no for person in page.employees]
        since = page.cursor
        if not page.more:
            break
    else:
        expect(False, f"职工名册翻了 {MOST} 页仍没有完")  # noqa: FBT003
    whole = [person.person_no for person in people]
    expect(sorted(seen) == sorted(whole), "职工名册逐页下载与一次下载的不同（缺人或重复）")
    last = _roster_page(site, since, limit)
    expect(not last.employees and not last.more, "没有变化，增量下载却不为空")


def by_offset(site: Site) -> None:
    """Whatever is paged by offset: bill lines, wage filings, wages and receptions."""
    bills: list[Bill] = need(site.known.get("filed_bills"), "已申报的应缴信息")
    bill = next((one for one in bills if not one.collected), None)

    def lines(offset: int, limit: int) -> Page:
        at = {"bill_no": need(bill, "有明细的应缴信息").bill_no}
        page = site.ask("list_bill_lines", BillLinePage, params=_span(offset, limit), at=at)
        return page.lines, len(page.lines), page.total

    def filings(offset: int, limit: int) -> Page:
        page = site.ask("list_filed_wages", WageFilingList, params=_span(offset, limit))
        return page.filings, len(page.filings), page.total

    def wages(offset: int, limit: int) -> Page:
        page = site.ask("list_wages", WageRecordPage, params=_span(offset, limit))
        return page.records, page.people, page.total

    def receptions(offset: int, limit: int) -> Page:
        page = site.ask("list_receptions", ReceptionPage, params=_span(offset, limit))
        return page.people, len(page.people), page.total

    def changes(offset: int, limit: int) -> Page:
        asked = _span(offset, limit)
        page = site.ask("list_registration_changes", RegistrationChangePage, params=asked)
        return page.changes, len(page.changes), page.total

    for what, turn in (
        ("应缴明细", lines),
        ("缴费工资申报记录", filings),
        ("工资查询", wages),
        ("接收信息", receptions),
        ("职工登记变动", changes),
    ):
        _check_pages(what, turn)


def filed_wages(site: Site) -> None:
    """The wages of filed periods, after the last person of the page before."""
    need(site.known.get("filing"), "申报成功的记录")
    first = need(site.known.get("filed_bills"), "已申报的应缴信息")[0].period
    whole = _filed_page(site, first, "", ALL).wages
    seen, after = [], ""
    limit = max(1, -(-len({one.person_no for one in whole}) // 5))
    for _ in range(MOST):
        page = _filed_page(site, first, after, limit)
        seen += page.wages
        expect(page.last_person_no > after or not page.more, "已申报工资的页没有前进")
        after = page.last_person_no
        if not page.more:
            break
    expect(seen == whole, "已申报工资逐页下载与一次下载的不同（缺人或重复）")


def bounds(site: Site) -> None:
    """Pages of nothing, of too much or before the beginning are refused."""
    odd: tuple[dict[str, str | int], ...] = (
        {"limit": 0},
        {"limit": ALL + 1},
        {"since": -1},
        {"limit": "many"},
    )
    for params in odd:
        site.call("list_employees", params=params).refused(RefusalCode.BAD_REQUEST)
    site.call("list_wages", params={"offset": -1}).refused(RefusalCode.BAD_REQUEST)


def _check_pages(what: str, turn: Callable[[int, int], Page]) -> None:
    whole, count, total = turn(0, ALL)
    expect(count == min(total, ALL), f"{what}的 total 与实际不符")
    limit = max(1, -(-count // 5))
    seen: list[object] = []
    offset = 0
    while offset < count:
        items, here, of_all = turn(offset, limit)
        expect(0 < here <= limit, f"{what}的一页是空的，或多于 limit")
        expect(of_all == total, f"{what}各页的 total 不同")
        seen += items
        offset += here
    expect(seen == list(whole), f"{what}逐页下载与一次下载的不同（缺行或重复）")
    expect(not turn(count, limit)[0], f"{what}的最后一页之后仍有内容")


def _span(offset: int, limit: int) -> dict[str, str | int]:
    return {"offset": offset, "limit": limit}


def _roster_page(site: Site, since: int, limit: int) -> EmployeePage:
    return site.ask("list_employees", EmployeePage, params={"since": since, "limit": limit})


def _filed_page(site: Site, first: str, after: str, limit: int) -> FiledWagePage:
    params: dict[str, str | int] = {"from": first, "after": after, "limit": limit}
    return site.ask("list_wages_of_filed_periods", FiledWagePage, params=params)
