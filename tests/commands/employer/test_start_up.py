"""What a login downloads: eight items, one bar, and each may be fetched again alone."""

import os

import pytest

from shebao.commands.employer.start_up import DONE, FAILED, ITEMS, LEFT, SKIPPED
from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.runner import run_command, set_parameters
from shebao.sheets.declared.application_sheets import AGREEMENTS
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME, RULE_FILES, START_UP, UNIT_INFO
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook
from tests.desk import Desk

PAYER, OWN_PASSWORD = "出纳01", "Sandbox-2026"


class Watching(TerminalUi):
    """Keeps every step of the bar; presses 取消 at the first step of one item."""

    def __init__(self, cancels_at: str = "") -> None:
        super().__init__(agrees=True)
        self.seen: list[tuple[str, int, int]] = []
        self.cancels_at = cancels_at

    def progress(self, label: str, done: int, total: int) -> None:
        self.seen.append((label, done, total))
        if self.cancels_at and self.cancels_at in label:
            raise CancelledError(label, done, total)


def logged_in(desk: Desk, ui: Watching) -> str:
    """Log in with all downloads before this user's eyes; return what was said."""
    command = BY_ID["login"]
    with opened(desk.book) as book:
        set_parameters(command, book, {"纳税人识别号": desk.bureau.seeded.tax_id})
        outcome = run_command(command, book, desk.book, ui, os.environ)
        save_workbook(book, desk.book, outcome.message)
    return outcome.message


def states(desk: Desk) -> list[str]:
    return [str(row["state"]) for row in desk.rows(START_UP)]


@pytest.mark.feature("S-INIT")
def test_a_login_downloads_eight_items_on_one_bar(desk: Desk) -> None:
    desk.until_confirmed()
    desk.new_book()
    ui = Watching()

    said = logged_in(desk, ui)

    assert "初始化数据更新：8 项中完成 8 项。" in said
    assert states(desk) == [DONE] * len(ITEMS)
    assert [row["number"] for row in desk.rows(START_UP)] == list(range(1, 9))
    steps = [done for _, done, _ in ui.seen]
    assert {total for _, _, total in ui.seen} == {100}
    assert (steps, steps[0], steps[-1]) == (sorted(steps), 0, 100)
    assert [
        item.title for item in ITEMS if any(item.title in label for label, _, _ in ui.seen)
    ] == [item.title for item in ITEMS]
    for number, item in enumerate(ITEMS, start=1):  # too late to cancel what is written
        mine = [done for label, done, _ in ui.seen if item.title in label]
        assert max(mine) < 100 * number // len(ITEMS), item.title
    for spec in (UNIT_INFO, RULE_FILES, ROSTER, AGREEMENTS, DEBTS):
        assert desk.rows(spec), spec.title
    assert desk.rows(BILLS) == []  # all are confirmed
    to_do = [row["content"] for row in desk.rows(HOME) if row["item"] == "待办事项"]
    assert len(to_do) == 1
    assert str(to_do[0]).startswith("社保费欠费信息已经生成，可以进行社保费缴费")


@pytest.mark.feature("S-INIT")
def test_the_first_login_brings_everyone_and_later_ones_the_changes(desk: Desk) -> None:
    everyone = {"纳税人识别号": desk.bureau.seeded.tax_id, "登录时初始化": "是"}
    desk.done("login", everyone)
    first = desk.rows(START_UP)[2]
    lines = len(desk.rows(ROSTER))
    people = len({row["person_no"] for row in desk.rows(ROSTER)})
    assert first["remark"] == (
        f"职工总数 {people}，正常缴费 {people}，停止缴费 0；本次更新 {people} 人。"
    )
    desk.join("新来的甲", "110")

    desk.done("login", everyone)

    assert "本次更新 1 人" in str(desk.rows(START_UP)[2]["remark"])
    assert len(desk.rows(ROSTER)) == lines + 1
    desk.join("新来的乙", "110", number=2)
    desk.done("login")  # 登录时初始化 is 否 here
    assert len(desk.rows(ROSTER)) == lines + 1


@pytest.mark.feature("S-INIT")
def test_what_failed_is_fetched_again_alone(desk: Desk) -> None:
    desk.bureau.control("faults", kind="garbage", path="/v1/agreements")
    desk.bureau.control("faults", kind="garbage", path="/v1/batch-debits")

    ran = desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id, "登录时初始化": "是"})

    assert (ran.answer["status"], ran.answer["counts"]["failed"]) == ("partial", 1)
    assert "8 项中完成 6 项。三方协议下载失败，原因见“初始化数据更新”表。" in ran.message
    assert "待批扣清册已跳过，不影响继续使用。" in ran.message
    rows = desk.rows(START_UP)
    assert [row["state"] for row in rows] == [DONE] * 3 + [FAILED] + [DONE] * 3 + [SKIPPED]
    assert "返回的内容无法识别" in str(rows[3]["remark"])
    assert "未获取不影响继续使用" in str(rows[7]["remark"])

    again = desk.done("fetch_start_up")

    assert again.answer["counts"] == {"items": 1, "finished": 8, "failed": 0}
    assert states(desk) == [DONE] * 7 + [SKIPPED]
    unticked = desk.run("fetch_start_up", {"更新范围": "已勾选"})
    assert (unticked.status, "没有勾选任何行" in unticked.message) == (1, True)
    assert "或把“更新范围”改为“全部”" in unticked.message
    rows = desk.rows(START_UP)
    rows[7]["tick"] = TICK
    desk.edit(START_UP, rows, "tick")
    assert desk.done("fetch_start_up", {"更新范围": "已勾选"}).answer["counts"]["items"] == 1
    assert states(desk) == [DONE] * 8
    assert desk.done("fetch_start_up", {"更新范围": "未完成"}).answer["counts"]["items"] == 8


@pytest.mark.feature("S-INIT")
@pytest.mark.parametrize("cut", ["cancelled", "unreachable"])
def test_a_login_that_is_cut_stands_and_the_rest_comes_later(desk: Desk, cut: str) -> None:
    if cut == "unreachable":
        desk.bureau.control("faults", kind="lose", path="/v1/employees", count=9)
    said = logged_in(desk, Watching("职工参保信息" if cut == "cancelled" else ""))

    assert said.startswith("已登录 ")
    assert "三方协议、待申报信息、欠费信息、待办事项和通知公告、待批扣清册" in said
    third = LEFT if cut == "cancelled" else FAILED
    assert states(desk) == [DONE, DONE, third, LEFT, LEFT, LEFT, LEFT, LEFT]
    assert desk.rows(AGREEMENTS) == []

    assert desk.bureau.http.delete("/sandbox/faults").is_success
    assert desk.done("fetch_start_up").answer["counts"]["items"] == 6
    assert states(desk) == [DONE] * 8
    assert desk.rows(AGREEMENTS)


@pytest.mark.feature("S-INIT", "U-RIGHTS")
def test_a_payer_gets_what_a_payer_may_see(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.until_confirmed()
    desk.done("add_user", {"用户名": PAYER, "功能权限": "缴费功能"})
    monkeypatch.setenv("SHEBAO_PASSWORD", PAYER)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", OWN_PASSWORD)
    desk.new_book()
    ran = desk.done(
        "login",
        {
            "纳税人识别号": desk.bureau.seeded.tax_id,
            "用户名": PAYER,
            "登录时初始化": "是",
        },
    )
    assert ran.answer["status"] == "done", (ran.message, desk.rows(START_UP))
    assert states(desk) == [DONE, DONE, SKIPPED, SKIPPED, SKIPPED, DONE, DONE, SKIPPED]
    assert "不能使用“更新职工”" in str(desk.rows(START_UP)[2]["remark"])
    assert desk.rows(DEBTS)
