"""Deposit accounts: reported, changed and cancelled from their sheet."""

import os
import zipfile

import openpyxl
import pytest

from shebao.commands.registry import BY_ID
from shebao.domain.errors import CancelledError
from shebao.runner import run_command
from shebao.sheets.declared.application_sheets import ACCOUNTS, CHOICES
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook
from tests.desk import Desk
from tests.forms import account_of, log_in, put_rows, tick_where

LONG = "长" * 101
# Field, what somebody types, and the words for it.
BAD_FIELDS = [
    ("name", "", "“账户名称”为空，必须填写"),
    ("name", LONG, "“账户名称”最多 100 个字符，现为 101 个"),
    ("name", "<script>alert(1)</script>", "“账户名称”是“<script>alert(1)</script>”，含有不能"),
    ("name", "=HYPERLINK(1)", "“账户名称”是“=HYPERLINK(1)”，含有不能使用的字符"),
    ("account_no", "", "“银行账号”为空，必须填写"),
    ("account_no", "1" * 33, "“银行账号”最多 32 个字符，现为 33 个"),
    ("account_no", "6200ABCD12345678", "应为 8 至 32 位数字"),
    ("account_no", "1'; DROP TABLE accounts;--", "应为 8 至 32 位数字"),
    ("account_no", "６２００１２３４５６", "应为 8 至 32 位数字"),
    ("region", "", "“行政区划”为空，必须填写"),
    ("region", "999999|无此地", "“行政区划”是“999999|无此地”，不在可选范围内"),
    ("bank", "", "“银行行别”为空，必须填写"),
    ("bank", "999|无此行", "“银行行别”是“999|无此行”，不在可选范围内"),
    ("branch", "", "“银行营业网点”为空，必须填写"),
    ("branch", "992520102001|沙箱农商银行南明区营业部", "“银行营业网点”是"),
    ("currency", "金条", "“币种”是“金条”，不在可选范围内"),
    ("opened_on", "", "“开户日期”为空，必须填写"),
    ("opened_on", "2026/1/1", "应为 YYYY-MM-DD 格式的日期"),
    ("opened_on", "2026-02-30", "“开户日期”是“2026-02-30”，没有这一天"),
    ("opened_on", "2999-01-01", "“开户日期”2999-01-01 晚于今天"),
    ("nature", "", "“账户性质”为空，必须填写"),
    ("nature", "小金库", "“账户性质”是“小金库”，不在可选范围内"),
    ("opening_no", "", "“银行开户登记账号”为空，必须填写"),
    ("opening_no", "J" * 31, "“银行开户登记账号”最多 30 个字符"),
    ("opening_no", "J70100-00000", "应为 8 至 30 位字母或数字"),
    ("preferred", "", "“首选缴费账户标志”为空，必须填写"),
    ("preferred", "也许", "“首选缴费账户标志”是“也许”，不在可选范围内"),
    ("for_refund", "1", "“退费账户标志”是“1”，不在可选范围内"),
    ("agency", "别处的机构", "“社保经办机构”是“别处的机构”，不在可选范围内"),
    ("unit_no", "", "“单位编号”为空，必须填写"),
    ("unit_no", "0000", "“单位编号”是“0000”，不在可选范围内"),
    ("account_id", "'; DROP TABLE accounts;--", "不是税务系统给出的编号，请刷新后重试"),
    ("account_id", LONG, "“账户编号”最多 64 个字符，现为 101 个"),
]


@pytest.mark.feature("B-ACCOUNTS")
def test_accounts_live_and_end_on_their_sheet(desk: Desk) -> None:
    """Report, view, change, cancel; no duplicate, one preferred, and the agreement remembered."""
    log_in(desk)
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.done("save_accounts")
    (saved,) = desk.rows(ACCOUNTS)
    assert (saved["result"], saved["tick"]) == ("已保存", "")
    assert str(saved["account_id"]).startswith("ZH")

    # A second row with the same number or a second preferred one is the bureau's to refuse.
    put_rows(desk, ACCOUNTS, [saved, account_of(desk)])
    twice = desk.run("save_accounts")
    assert (twice.status, "已登记，不能重复登记" in twice.message) == (1, True)
    put_rows(desk, ACCOUNTS, [saved, account_of(desk, account_no="6200009999999999999")])
    second = desk.run("save_accounts")
    assert (second.status, "首选缴费账户只能有一个" in second.message) == (1, True)
    general = {"preferred": "否", "nature": "一般存款账户", "opening_no": ""}
    rows = [
        account_of(desk, account_no="6200009999999999999", **general),
        account_of(desk, account_no="6200008888888888888"),
    ]
    put_rows(desk, ACCOUNTS, [saved, *rows])
    mixed = desk.done("save_accounts")
    assert (mixed.answer["status"], mixed.answer["counts"]["saved"]) == ("partial", 1)
    assert "首选缴费账户只能有一个" in str(desk.rows(ACCOUNTS)[-1]["result"])

    tick_where(desk, ACCOUNTS, "account_no", saved["account_no"], name="贵阳沙箱（集团）公司")
    changed = desk.done("save_accounts")
    assert changed.answer["counts"]["under_agreement"] == 0
    desk.done("update_accounts")
    shown = desk.rows(ACCOUNTS)
    assert shown[0]["name"] == "贵阳沙箱（集团）公司"
    assert len(shown) == 3  # two of the bureau, and the refused row that is not saved yet

    tick_where(desk, ACCOUNTS, "account_no", "6200009999999999999", cancelled_on="2026-01-02")
    assert desk.ask("cancel_accounts").status == 1
    desk.done("cancel_accounts")
    assert "6200009999999999999" not in [row["account_no"] for row in desk.rows(ACCOUNTS)]
    assert desk.bureau.received()["account"] == 2
    assert desk.bureau.received()["account_cancel"] == 1


@pytest.mark.feature("B-ACCOUNTS")
def test_every_bad_field_is_named_before_anything_is_sent(desk: Desk) -> None:
    """A form of thirteen fields has many ways to be wrong; each is told with its value."""
    log_in(desk)
    desk.done("update_accounts")
    good = account_of(desk)
    for field, value, words in BAD_FIELDS:
        put_rows(desk, ACCOUNTS, [{**good, field: value}])
        ran = desk.run("save_accounts")
        assert (ran.status, ran.answer["code"]) == (1, "INP-02"), (field, value)
        assert words in ran.message, (field, value, ran.message)
        assert "第 " in ran.message
    put_rows(desk, ACCOUNTS, [{**good, "account_id": "ZH000000000999"}])
    gone = desk.run("save_accounts")
    assert (gone.status, "未找到存款账户“ZH000000000999”" in gone.message) == (1, True)
    put_rows(desk, ACCOUNTS, [{**good, "account_id": LONG}])
    assert "“账户编号”最多 64 个字符，现为 101 个" in desk.run("cancel_accounts").message
    put_rows(desk, ACCOUNTS, [{**good, "cancelled_on": "2026-13-01"}])
    unsaved = desk.run("cancel_accounts")
    assert "还没有保存，不能注销" in unsaved.message
    assert "没有这一天" in unsaved.message
    assert desk.bureau.received()["account"] == 0


@pytest.mark.feature("B-ACCOUNTS")
def test_an_account_pasted_as_a_number_is_not_sent(desk: Desk) -> None:
    """Excel keeps 15 digits: 6217000011112222555 was filed and printed as …2720."""
    log_in(desk)
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])

    def paste(book: openpyxl.Workbook) -> None:
        sheet = book[ACCOUNTS.title]
        heads = [cell.value for cell in sheet[ACCOUNTS.header_row]]
        cell = sheet.cell(ACCOUNTS.header_row + 1, heads.index("银行账号") + 1)
        cell.value, cell.number_format = 6217000011112222555, "0"

    desk.change(paste)
    before = desk.book.read_bytes()

    for command in ("save_accounts", "update_accounts"):
        ran = desk.run(command)
        assert (ran.status, ran.answer["code"]) == (1, "INP-02")
        assert f"第 {ACCOUNTS.header_row + 1} 行“银行账号”（6.21700E+18）是数字格式" in ran.message
    assert desk.bureau.received()["account"] == 0
    assert desk.book.read_bytes() == before


@pytest.mark.feature("B-ACCOUNTS")
def test_a_lost_answer_is_asked_about_and_never_sent_again(desk: Desk) -> None:
    """The account would otherwise be refused as its own duplicate."""
    log_in(desk)
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.bureau.control("faults", kind="drop", path="/v1/accounts")
    lost = desk.run("save_accounts")
    assert (lost.status, lost.answer["code"]) == (1, "BUR-02")

    again = desk.done("save_accounts")

    assert "回执已找回" in again.message
    assert desk.bureau.received()["account"] == 1
    assert str(desk.rows(ACCOUNTS)[0]["account_id"]).startswith("ZH")


@pytest.mark.feature("B-ACCOUNTS")
def test_drop_down_lists_depend_on_the_cells_before_them(desk: Desk) -> None:
    """行政区划 -> 行别 -> 网点, by data validation over the sheet 可选项."""
    log_in(desk)
    desk.done("update_accounts")
    lists = [(row["list"], row["option"]) for row in desk.rows(CHOICES)]
    assert ("银行行别|520102|南明区", "991|沙箱银行") in lists
    key = "银行营业网点|520102|南明区|991|沙箱银行"
    assert (key, "991520102001|沙箱银行南明区营业部") in lists
    names = [name for name, _ in lists]
    assert names == sorted(names, key=names.index)  # a list stands together, as OFFSET needs it

    with zipfile.ZipFile(desk.book) as package:
        sheets = [package.read(n).decode() for n in package.namelist() if "sheets/sheet" in n]
    formulas = [text for text in sheets if "银行营业网点|" in text and "dataValidation" in text]
    assert len(formulas) == 2  # 存款账户 and 三方协议
    assert "MATCH(" in formulas[0]


class Stopping(TerminalUi):
    """A clerk in Excel who presses 取消 between the first and the second row."""

    def progress(self, label: str, done: int, total: int) -> None:
        if (label, done) == ("逐行提交", 1):
            raise CancelledError(label, done, total)


@pytest.mark.feature("B-ACCOUNTS")
@pytest.mark.parametrize("is_saved", [True, False])
def test_a_stop_between_two_rows_sends_no_more(desk: Desk, *, is_saved: bool) -> None:
    """Ctrl-C said that it stops after the step, and every row that was ticked went out."""
    log_in(desk)
    desk.done("update_accounts")
    general = {"preferred": "否", "nature": "一般存款账户", "opening_no": ""}
    second = account_of(desk, account_no="6200009999999999999", **general)
    put_rows(desk, ACCOUNTS, [account_of(desk), second])
    with opened(desk.book) as book:
        command, ui = BY_ID["save_accounts"], Stopping(agrees=True)
        with pytest.raises(CancelledError) as stopped:
            run_command(command, book, desk.book, ui, os.environ)
        if is_saved:
            save_workbook(book, desk.book, stopped.value.message)
    assert "逐行提交完成 1/2" in stopped.value.message
    assert "在这之前的提交税务系统已经受理" in stopped.value.message
    assert desk.bureau.received()["account"] == 1
    if is_saved:
        assert [row["result"] for row in desk.rows(ACCOUNTS)] == ["已保存", ""]

    desk.done("save_accounts")

    assert desk.bureau.received()["account"] == 2
    assert len({row["account_no"] for row in desk.rows(ACCOUNTS)}) == 2
