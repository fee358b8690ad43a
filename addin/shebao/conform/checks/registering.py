"""Users, unit numbers, projects and what the agencies push."""

import secrets
from dataclasses import asdict, replace

from shebao.conform.checks.filing import file_bills
from shebao.conform.site import Account, Site
from shebao.conform.verdicts import expect, need
from shebao.contract.payments import BatchDebitList, DebtList
from shebao.contract.premiums import FilingVoidRequest, SpecialBillList
from shebao.contract.projects import (
    Project,
    ProjectFilingList,
    ProjectFilingRequest,
    ProjectLinkRequest,
    ProjectList,
)
from shebao.contract.refusals import RefusalCode
from shebao.contract.rights import Right
from shebao.contract.session import PasswordChange, PasswordChanged
from shebao.contract.states import ItemState
from shebao.contract.unit_links import UnitLinkList, UnitLinkRequest
from shebao.contract.users import User, UserList, UserRequest, UserState

STRONG = "Conform-2026-a"


def payer(site: Site) -> None:
    """A new user with 缴费功能 must change its first password before anything is answered."""
    name = f"conform_{secrets.token_hex(4)}"
    at = {"user_name": name}
    made = UserRequest(right=Right.PAYMENT, remark="conform", is_new=True)
    user = site.ask("keep_user", User, made, at=at)
    expect(site.ask("keep_user", User, made, at=at) == user, "重复新增同一用户，结果不同")
    expect(user.must_change_password, "新用户应须先修改密码")
    site.call("keep_user", made.model_copy(update={"right": Right.ALL}), at=at).refused(
        RefusalCode.USER_EXISTS
    )
    session = site.log_in(_user(site, name))
    expect(session.rights == [Right.PAYMENT], "用户登录后的权限与设置的不同")
    early = site.call("list_employer_debts", token=session.token)
    early.refused(RefusalCode.PASSWORD_CHANGE_REQUIRED)
    change = PasswordChange(old_password=name, new_password=STRONG)
    site.call("change_own_password", change, token=session.token).read(PasswordChanged, 200)
    site.call("list_employer_debts", token=session.token).read(DebtList, 200)
    site.known["user"], site.known["payer"] = name, session.token
    listed = site.ask("list_employer_users", UserList).users
    expect(sum(one.user_name == name for one in listed) == 1, "用户列表中没有新用户，或多于一个")


def leaving(site: Site) -> None:
    """A reset or disabled user is logged out at once."""
    name: str = need(site.known.get("user"), "新增的用户")
    at = {"user_name": name}
    reset = site.ask("reset_user_password", User, at=at)
    expect(reset.must_change_password, "重置密码的用户应须先修改密码")
    site.call("list_employer_debts", token=site.known["payer"]).refused(RefusalCode.SESSION_EXPIRED)
    session = site.log_in(_user(site, name))
    off = UserRequest(right=Right.PAYMENT, remark="conform", state=UserState.DISABLED)
    site.ask("keep_user", User, off, at=at)
    site.call("show_employer", token=session.token).refused(RefusalCode.SESSION_EXPIRED)
    again = site.call("log_in", asdict(_user(site, name)), token="")
    again.refused(RefusalCode.USER_DISABLED)


def unit_links(site: Site) -> None:
    """A unit number that an agency passed on is linked, and unlinked again."""
    session = need(site.session, "登录的测试单位")
    nobody = UnitLinkRequest(unit_nos=["000000000000"])
    for operation_id in ("link", "unlink"):
        site.refuses(operation_id, nobody)
    site.ask("list_unit_numbers", UnitLinkList)
    unit = need(session.employer.unit_numbers, "已关联的单位编号")[0]
    told = site.control(
        "unit-numbers",
        tax_id=site.account.tax_id,
        agency="沙箱城北社会保险事业局",
        insurances=unit.insurances[:1],
    )
    number = str(told["unit_no"])
    for operation_id, is_linked in (("link", True), ("unlink", False)):
        site.submit(operation_id, UnitLinkRequest(unit_nos=[number]))
        units = site.ask("list_unit_numbers", UnitLinkList).unit_numbers
        found = [one for one in units if one.unit_no == number and one.linked_on]
        expect(
            bool(found) is is_linked, f"单位编号{'关联' if is_linked else '解除'}之后状态没有改变"
        )


def projects(site: Site) -> None:
    """A project is linked, filed by its cost and voided; another amount is refused."""
    nobody = ProjectLinkRequest(project_id="conform-none", linked=True)
    site.refuses("link_project", nobody, RefusalCode.NOT_FOUND, RefusalCode.PROJECT_NOT_LINKABLE)
    site.ask("list_employer_projects", ProjectList)
    number = f"GC{secrets.token_hex(4)}"
    site.control(
        "projects/push",
        tax_id=site.account.tax_id,
        project_id=number,
        name="沙箱大桥",
        cost_fen=1_000_000_000,
        rate_ppm=1_200,
    )
    site.submit("link_project", ProjectLinkRequest(project_id=number, linked=True))
    project = _project(site, number)
    expect(project.linked, "项目关联之后仍为未关联")
    due_fen = project.cost_fen * project.rate_ppm // 1_000_000
    form = ProjectFilingRequest(
        project_id=number, cost_fen=project.cost_fen, rate_ppm=project.rate_ppm, amount_fen=due_fen
    )
    more = form.model_copy(update={"amount_fen": due_fen + 1})
    site.refuses("file_project", more, RefusalCode.AMOUNT_DIFFERS)
    filing_no = site.submit("file_project", form).receipt_no
    _project_filing(site, filing_no, ItemState.ACCEPTED)
    expect(_project(site, number).filed_fen == due_fen, "项目的已申报金额与申报的不符")
    site.submit("void_filing", FilingVoidRequest(filing_no=filing_no))
    _project_filing(site, filing_no, ItemState.VOIDED)
    site.known["project"] = number


def special_bills(site: Site) -> None:
    """What the agencies push under one notice is confirmed together."""
    session = need(site.session, "登录的测试单位")
    site.ask("list_unconfirmed_special_bills", SpecialBillList)
    site.ask("list_employer_batch_debits", BatchDebitList)
    person = need(site.known.get("people"), "职工名册")[0]
    line = {name: getattr(person, name) for name in ("person_no", "name", "id_type", "id_number")}
    order = {
        "insurance": need(person.enrolments, "职工的参保险种")[0].insurance,
        "period": session.current_period,
        "lines": [{**line, "unit_fen": 1_600, "person_fen": 800}],
    }
    notice = f"ZJ{secrets.token_hex(4)}"
    day = f"{int(session.business_date[:4]) + 1}-12-31"
    site.control(
        "special-bills/push",
        tax_id=site.account.tax_id,
        notice_no=notice,
        collect_by=day,
        bills=[order],
    )
    bills = site.ask("list_unconfirmed_special_bills", SpecialBillList).bills
    mine = [bill for bill in bills if bill.notice_no == notice]
    expect([bill.amount_fen for bill in mine] == [2_400], "推送的特殊缴费没有列出，或金额不符")
    number = file_bills(site, list(mine))
    site.submit("void_filing", FilingVoidRequest(filing_no=number))


def _user(site: Site, name: str) -> Account:
    """Whose password is still the user name."""
    return replace(site.account, user_name=name, password=name)


def _project(site: Site, number: str) -> Project:
    found = site.ask("list_employer_projects", ProjectList).projects
    return need([one for one in found if one.project_id == number], "推送的项目")[0]


def _project_filing(site: Site, number: str, state: ItemState) -> None:
    site.wait_for(
        f"项目申报成为“{state}”",
        lambda: site.ask("list_employer_project_filings", ProjectFilingList),
        lambda told: any(o.filing_no == number and o.state is state for o in told.filings),
    )
