"""What can be typed wrongly into the cells of a form: named with sheet, cell and value, unsaved.

Accounts, agreements, refunds and projects have tables of their own beside their other tests.
"""

from collections.abc import Mapping

import pytest

from shebao.domain.printable import printable
from shebao.sheets.declared.columns import Parameter
from shebao.sheets.declared.employer_sheets import UNIT_LINKS, UNITS, USERS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.query_sheets import ANY
from shebao.sheets.declared.row import AnySheet
from tests.commands.queries.test_queries import QUERIES
from tests.desk import Desk, Ran
from tests.forms import put_rows
from tests.sheet_cells import Row

LONG, DIGITS = "长" * 10_000, "9" * 5_000
INJECTED = ("'; DROP TABLE users;--", "=cmd|'/c calc'!A1", "<script>alert(1)</script>")
HOSTILE = (*INJECTED, "ＡＢ１", LONG, DIGITS)
NUMBERS = ("", "0", "-1", "1.5", "１０", "0000080999", *HOSTILE)
OPTIONS = (INJECTED[0], LONG)
PROXY = {"代理类型": "http", "代理地址": "127.0.0.1", "代理端口": "9"}
# Command, its sheet, cells that are right, the wrong one, what is typed there, words for it.
Case = tuple[str, str, Mapping[str, str], str, tuple[str, ...], str]
FORMS: dict[str, list[Case]] = {
    "login": [
        ("login", "首页", {}, "纳税人识别号", HOSTILE, "不是有效的纳税人识别号"),
        ("login", "首页", {}, "登记序号", HOSTILE, "不是有效的登记序号"),
        ("login", "首页", {}, "用户名", HOSTILE, "不是有效的用户名"),
    ],
    "registration": [
        ("register_unit", "首页", {}, "纳税人识别号", HOSTILE, "不是有效的纳税人识别号"),
        ("register_unit", "首页", {}, "登记序号", HOSTILE, "不是有效的登记序号"),
        ("register_unit", "单位管理", {}, "单位类型", OPTIONS, "只能是 用人单位、承建单位"),
    ],
    "users": [
        ("add_user", "用户管理", {}, "用户名", ("", *INJECTED, LONG), "应为 2 至 20 个"),
        ("add_user", "用户管理", {"用户名": "甲乙"}, "功能权限", OPTIONS, "只能是 全部功能、缴费"),
    ],
    "backups": [
        ("save_backup_settings", "备份恢复", {}, "自动备份", OPTIONS, "只能是 启用、停用"),
        ("save_backup_settings", "备份恢复", {}, "打开方式", OPTIONS, "只能是 本机密钥、口令"),
        ("save_backup_settings", "备份恢复", {}, "保留份数", NUMBERS[1:], "1 到 365 的整数"),
        (
            "save_backup_settings",
            "备份恢复",
            {},
            "备份文件夹",
            ("社保费.xlsx", "~nobody-of-that-name/x", LONG, DIGITS),
            "不是文件夹，或路径不能使用",
        ),
        (
            "restore_data",
            "备份恢复",
            {},
            "恢复文件",
            ("~nobody-of-that-name/x", "没有.zip", *HOSTILE),
            "不存在",
        ),
    ],
    "proxies": [
        ("save_proxy", "网络设置", PROXY, "代理类型", OPTIONS, "只能是 跟随系统、"),
        ("save_proxy", "网络设置", PROXY, "代理地址", ("", "a b", *HOSTILE[:-1]), "应为主机名"),
        ("save_proxy", "网络设置", PROXY, "代理端口", NUMBERS, "1 到 65535 的整数"),
        (
            "save_proxy",
            "网络设置",
            PROXY,
            "用户名",
            ("甲:乙", "\u202e乙", LONG),
            "含有冒号或不可见",
        ),
    ],
    "periods": [
        (command, title, {}, label, HOSTILE, words)
        for command, title, first, last, words in (
            ("query_refund_tickets", "整笔退费", "费款所属期起", "费款所属期止", "不是年月"),
            (
                "query_project_filings",
                "工程项目社保费申报记录",
                "申报日期起",
                "申报日期止",
                "应为 ",
            ),
        )
        for label in (first, last)
    ],
}


def assert_refused(ran: Ran, value: str, *words: str) -> None:
    """The start of a value is enough; ten thousand characters would hide the sentence."""
    assert (ran.status, ran.answer["code"][:3]) == (1, "INP"), (value[:30], ran.message)
    for word in (*words, printable(value[:14]).strip()):
        assert word.upper() in ran.message.upper(), (value[:30], word, ran.message)
    assert len(ran.message) < 250, value[:30]


@pytest.mark.feature("S-LOGIN", "S-REGISTER", "U-ADMIN", "S-BACKUP", "S-PROXY")
@pytest.mark.parametrize("form", FORMS)
def test_wrong_cells_are_named_and_the_file_stays(desk: Desk, form: str) -> None:
    """Five thousand digits once were an unexpected error, a port of ten digits was tried."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    before = desk.book.read_bytes()
    for command, title, good, label, values, words in FORMS[form]:
        for value in values:
            ran = desk.run(command, {**good, label: value})
            assert_refused(ran, value, f"工作表“{title}”", f"“{label}”", words)
            assert desk.book.read_bytes() == before
    assert not any(desk.bureau.received().values())


def wrong_row(desk: Desk, spec: AnySheet, row: Row, command: str, field: str, value: str) -> Ran:
    put_rows(desk, spec, [{**row, "tick": TICK, field: value}])
    before = desk.book.read_bytes()
    ran = desk.run(command)
    assert desk.book.read_bytes() == before
    return ran


@pytest.mark.feature("U-ADMIN", "U-LINK", "U-UNLINK", "S-LOGIN")
def test_wrong_rows_are_named_and_nothing_is_sent(desk: Desk) -> None:
    """Locked cells can be typed over where the sheet's protection was taken off."""
    tax_id = desk.bureau.seeded.tax_id
    desk.done("login", {"纳税人识别号": tax_id})
    desk.bureau.control("unit-numbers", tax_id=tax_id, insurances=["410"])
    desk.done("update_unit_links")
    links = {str(row["state"]): row for row in desk.rows(UNIT_LINKS)}
    for command, state in (("link_units", "待关联"), ("unlink_units", "已关联")):
        for value in ("", "0" * 12, *INJECTED, LONG):
            ran = wrong_row(desk, UNIT_LINKS, links[state], command, "unit_no", value)
            assert_refused(ran, value, "工作表“单位参保缴费信息”第 ", "不是本单位的单位编号")
        for value in ("", *OPTIONS):
            ran = wrong_row(desk, UNIT_LINKS, links[state], command, "state", value)
            assert_refused(ran, value, "工作表“单位参保缴费信息”第 ", "的状态是“", "不能")
    received = desk.bureau.received()
    assert (received["unit_link"], received["unit_unlink"]) == (0, 0)
    pending = {**links["待关联"], "tick": TICK}
    put_rows(desk, UNIT_LINKS, [pending, pending])  # a row copied is still one number
    assert "已关联 1 个单位编号" in desk.done("link_units").message

    desk.done("add_user", {"用户名": "财务01"})
    (user,) = desk.rows(USERS)
    for value in ("", "..", *OPTIONS):
        ran = wrong_row(desk, USERS, user, "edit_users", "right", value)
        assert_refused(ran, value, "工作表“用户管理”第 ", "功能权限是“", "全部功能、缴费功能")
        ran = wrong_row(desk, USERS, user, "edit_users", "state", value)
        assert_refused(ran, value, "工作表“用户管理”第 ", "状态是“", "启用、停用")
        ran = wrong_row(desk, USERS, {**user, "key": value}, "reset_users", "user_name", value)
        assert_refused(ran, value, "工作表“用户管理”第 ", "用户名不能修改")
    ran = wrong_row(desk, USERS, user, "edit_users", "remark", LONG)
    assert_refused(ran, "", "工作表“用户管理”第 ", "备注有 10000 个字，最多 100 个字")

    desk.done("list_units")
    (unit,) = desk.rows(UNITS)
    ran = wrong_row(desk, UNITS, unit, "list_units", "remark", LONG)
    assert_refused(ran, "", "“单位管理”第 ", "备注有 10000 个字，最多 200 个字")
    for spec, row, command in ((USERS, user, "edit_users"), (UNITS, unit, "list_units")):
        for text in INJECTED:  # a remark is the clerk's own: kept as typed, a formula never
            put_rows(desk, spec, [{**row, "tick": TICK, "remark": text}])
            desk.done(command)
            assert [kept["remark"] for kept in desk.rows(spec)] == [text]


def wrong_values(parameter: Parameter) -> tuple[tuple[str, ...], str]:
    """What to type into a cell of a query, and the words for it; no words where any text finds."""
    if parameter.choices:
        return OPTIONS, f"只能是 {ANY}"
    if parameter.field in {"page", "page_size"}:
        return ("0", "１０", DIGITS, "0000100001"), "的整数，没有查询"
    if parameter.field.startswith(("first_", "last_")):
        return ("2026-13", LONG), "应为如 2026-"
    if parameter.label == "分组":
        return INJECTED, "没有这个分组"
    return (INJECTED[len(parameter.label) % 3],), ""


@pytest.mark.feature("Q-UNIT", "Q-WAGES", "Q-FILINGS", "Q-PAYABLES", "Q-ARRIVALS", "Q-DEBITS")
def test_wrong_filters_are_named_and_odd_ones_find_nothing(desk: Desk) -> None:
    desk.until_rostered()
    for command, spec in QUERIES.items():
        defaults = {parameter.label: parameter.default for parameter in spec.parameters}
        for parameter in spec.parameters:
            values, words = wrong_values(parameter)
            for value in values if parameter.field != "export_file" else ():
                before = desk.book.read_bytes()
                ran = desk.run(command, {**defaults, parameter.label: value})
                if words:
                    title = f"工作表“{spec.title}”的“{parameter.label}”是“"
                    assert_refused(ran, value, title, words)
                    assert desk.book.read_bytes() == before
                else:
                    assert (ran.status, "查询到 0 条" in ran.message) == (0, True), ran.message
