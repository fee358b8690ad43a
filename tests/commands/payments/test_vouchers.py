"""银行端查询缴税凭证: printed, found, printed again the same, voided; through the terminal."""

import shutil
from pathlib import Path

import pytest

from shebao.sheets.declared.application_sheets import ACCOUNTS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, VOUCHER_LINES, VOUCHERS
from tests.desk import Desk, Ran
from tests.forms import account_of, put_rows
from tests.pdf_text import pdf_text

ALL = {"提交范围": "全部"}
TYPED = {
    "凭证付款账户": "人工录入",
    "账户名称": "沙箱付款公司",
    "开户银行": "沙箱银行城西支行",
    "账号": "6222 0000 0000 0000 012",
}

# Cells that an earlier refusal filled.
CLEAR = {
    "凭证付款账户": "不填写",
    "账户名称": "",
    "开户银行": "",
    "账号": "",
    "三方协议": "",
    "凭证文件": "",
}
REFUSED = [
    ({**TYPED, "账户名称": " "}, "的“账户名称”为空，没有开具凭证"),
    ({**TYPED, "账号": "1234567"}, "的“账号”是“1234567”，应为 8 至 32 位数字，没有开具凭证"),
    ({**TYPED, "开户银行": "沙" * 201}, "的“开户银行”过长或含有换行等不能打印的字符"),
    (
        {"凭证付款账户": "已备案账户", "三方协议": "XY0"},
        "的“三方协议”是“XY0”，不是验证通过的协议",
    ),
    ({"凭证付款账户": "现金"}, "只能是 不填写、已备案账户、人工录入"),
    ({"凭证文件": "凭证.doc"}, "的“凭证文件”是“凭证.doc”，必须以 .pdf 结尾"),
]


def prints(ran: Ran) -> list[Path]:
    return [Path(file) for file in ran.answer["files"] if file.endswith(".pdf")]


def printed(ran: Ran) -> Path:
    (path,) = prints(ran)
    return path


def in_words(day: str) -> str:
    year, month, of_month = (int(part) for part in day.split("-"))
    return f"{year} 年 {month} 月 {of_month} 日"


def tick(desk: Desk, *voucher_nos: str) -> None:
    rows = desk.rows(VOUCHERS)
    for row in rows:
        row["tick"] = TICK if row["voucher_no"] in voucher_nos else ""
    desk.edit(VOUCHERS, rows, "tick")


@pytest.mark.feature("Y-VOUCHER", "Y-VOUCHERS")
def test_a_voucher_is_printed_kept_reprinted_the_same_and_voided(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Source: G2.6.1.2 二, G2.6.2.2 五."""
    desk.until_owed()
    owed = round(sum(float(str(row["amount"])) for row in desk.rows(DEBTS)) * 100)
    for parameters, sentence in REFUSED:
        refused = desk.run("print_voucher", {**ALL, **CLEAR, **parameters})
        assert (refused.status, sentence in refused.message) == (1, True), refused.message
    assert "用银行凭证缴纳" in desk.ask("print_voucher", {**ALL, **CLEAR}).message
    assert desk.bureau.received()["voucher"] == 0

    first = desk.done("print_voucher", {**ALL, **CLEAR})

    number = str(first.answer["voucher_no"])
    text = pdf_text(printed(first))
    assert number in text
    due = str(desk.rows(DEBTS)[0]["due_on"])
    assert ("税款限缴日期" in text, in_words(due) in text) == (True, True)
    assert f"{owed // 100:,}.{owed % 100:02d}" in text
    assert "沙箱银行" not in text
    assert {(r["state"], r["voucher_no"]) for r in desk.rows(DEBTS)} == {("已打印凭证", number)}
    (line,) = desk.rows(VOUCHERS)
    assert (line["state"], line["pay_by"], line["is_printed"]) == ("已打印", due, TICK)

    for command in ("print_voucher", "pay_by_agreement"):
        again = desk.run(command, ALL)
        assert again.status == 1
        assert "请持凭证到银行缴款，或先在缴费凭证打印记录中作废凭证" in again.message
    assert desk.bureau.received() | {"voucher": 1, "payment": 0} == desk.bureau.received()

    tick(desk, number)
    with monkeypatch.context() as without_programs:
        without_programs.setenv("PATH", str(desk.folder))
        reprint = desk.done("reprint_voucher", {"凭证文件": "再印.pdf"})
    assert printed(reprint).read_bytes() == printed(first).read_bytes()
    tick(desk, number)
    desk.done("show_voucher")
    lines = desk.rows(VOUCHER_LINES)
    assert round(sum(float(str(line["amount"])) for line in lines) * 100) == owed

    tick(desk, number)
    assert "是否确认作废" in desk.ask("void_voucher").message
    void = desk.done("void_voucher")
    assert "作废成功" in void.message
    assert desk.rows(VOUCHERS)[0]["state"] == "已作废"
    tick(desk, number)
    assert "本次没有重复作废" in desk.done("void_voucher").message
    tick(desk, number)
    refused = desk.run("reprint_voucher")
    assert (
        f"凭证“{number}”的状态为“已作废”，不能“重新打印”。请在缴费页面重新打印凭证"
    ) in refused.message
    assert desk.bureau.received()["voucher_void"] == 1

    desk.done("update_debts")
    typed = desk.done("print_voucher", {**ALL, **TYPED})
    assert "6222000000000000012" in pdf_text(printed(typed))
    tick(desk, str(typed.answer["voucher_no"]))
    desk.done("void_voucher")
    desk.done("update_debts")
    registered = desk.done("print_voucher", {**ALL, **CLEAR, "凭证付款账户": "已备案账户"})
    assert "沙箱银行南明区营业部" in pdf_text(printed(registered))
    assert desk.bureau.received()["voucher"] == 3


@pytest.mark.feature("Y-VOUCHER")
def test_a_registered_account_without_an_agreement_pays_too(desk: Desk) -> None:
    """Source: G2.6.1.2 二（六）: 已备案过的银行账户, of which an agreement is none."""
    desk.until_owed()
    number = "6200001111111111"
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk, account_no=number)])
    desk.done("save_accounts")
    registered = {**ALL, **CLEAR, "凭证付款账户": "已备案账户"}

    several = desk.run("print_voucher", registered)
    unknown = desk.run("print_voucher", {**registered, "账号": "6200009999999999"})
    made = desk.done("print_voucher", {**registered, "账号": number})

    assert "有 2 个可选" in several.said
    assert "不是已备案的账户" in unknown.said
    assert number in pdf_text(printed(made))
    assert desk.bureau.received()["voucher"] == 1


@pytest.mark.feature("Y-VOUCHER", "Y-VOUCHERS")
def test_past_its_last_day_a_voucher_is_voided_and_issued_again(desk: Desk) -> None:
    """Source: G2.6.1.2 二（九）; a bank refuses it, so say so before anybody goes there."""
    desk.until_owed()
    old = str(desk.done("print_voucher", ALL).answer["voucher_no"])
    month = desk.next_month()
    late = f"凭证“{old}”已超过税款限缴日期，不能缴款。请作废凭证后在缴费页面重新打印。"

    desk.done("login")  # what asks the bureau nothing has its day from there
    listed = desk.done("query_vouchers")
    assert late in listed.message
    assert desk.rows(VOUCHERS)[0]["reason"] == late
    tick(desk, old)
    assert late in desk.done("reprint_voucher").message
    tick(desk, old)
    desk.done("void_voucher")
    desk.done("update_debts")
    new = desk.done("print_voucher", ALL)

    number = str(new.answer["voucher_no"])
    assert in_words(f"{month}-10") in pdf_text(printed(new))
    desk.bureau.control("vouchers/pay", voucher_no=number)
    listed = desk.done("sync_vouchers")
    assert {r["voucher_no"]: r["state"] for r in desk.rows(VOUCHERS)} == {
        number: "已缴款",
        old: "已作废",
    }
    tick(desk, number)
    refused = desk.run("void_voucher")
    assert "的状态为“已缴款”，不能“作废”。费款已缴纳，请勿重复缴费" in refused.message
    assert desk.bureau.received()["voucher_void"] == 1


@pytest.mark.feature("Y-VOUCHERS")
def test_vouchers_of_other_channels_are_fetched_and_printed_once(desk: Desk) -> None:
    """Source: G2.6.2.2 四."""
    desk.until_owed()
    told = desk.bureau.control("elsewhere/voucher", tax_id=desk.bureau.seeded.tax_id)
    assert desk.done("query_vouchers").answer["counts"]["vouchers"] == 0

    desk.done("sync_vouchers")
    (line,) = desk.rows(VOUCHERS)
    assert (line["voucher_no"], line["channel"], line["is_printed"]) == (
        told["voucher_no"],
        "办税服务厅",
        "",
    )
    files = []
    for name in ("一.pdf", "二.pdf"):
        tick(desk, told["voucher_no"])
        files.append(printed(desk.done("reprint_voucher", {"凭证文件": name})).read_bytes())
    assert files[0] == files[1]
    assert desk.rows(VOUCHERS)[0]["is_printed"] == TICK

    day, month = str(line["issued_on"]), str(line["period_to"])
    for parameters, count in (
        ({"开具日期止": "2026-01-01"}, 0),
        ({"开具日期起": day, "开具日期止": day}, 1),
        ({"费款所属期起": "2099-12"}, 0),
        ({"费款所属期起": month, "费款所属期止": month}, 1),
    ):
        assert desk.done("query_vouchers", parameters).answer["counts"]["vouchers"] == count
        desk.done("query_vouchers", dict.fromkeys(parameters, ""))
    wrong = desk.run("query_vouchers", {"开具日期起": "十一月"})
    assert "的“开具日期起”是“十一月”，不是日期" in wrong.message
    desk.run("query_vouchers", {"开具日期起": ""})
    back = desk.run("sync_vouchers", {"费款所属期起": "2026-02", "费款所属期止": "2026-01"})
    assert "的费款所属期起 2026-02 晚于止 2026-01" in back.message


@pytest.mark.feature("Y-VOUCHER")
def test_without_printer_program_or_folder_the_voucher_stands_and_is_printed_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told that it failed, a clerk would print a second one; told nothing, there is no paper."""
    desk.until_owed()
    programs = desk.folder / "programs"
    programs.mkdir()
    (programs / "fc-list").symlink_to(str(shutil.which("fc-list")))
    with monkeypatch.context() as without_wkhtmltopdf:
        without_wkhtmltopdf.setenv("PATH", str(programs))
        ran = desk.done("print_voucher", ALL)

    number = str(ran.answer["voucher_no"])
    assert (ran.answer["status"], prints(ran)) == ("partial", [])
    assert "凭证已开具并有效，请勿重复开具" in ran.message
    assert "打印需要的程序 wkhtmltopdf 没有安装" in ran.message
    assert {r["voucher_no"] for r in desk.rows(DEBTS)} == {number}
    assert desk.rows(VOUCHERS)[0]["is_printed"] == ""

    tick(desk, number)
    nowhere = desk.run("reprint_voucher", {"凭证文件": "没有的文件夹/凭证.pdf"})
    assert (nowhere.status, nowhere.answer["code"]) == (1, "PRT-02")
    assert "所在的文件夹不存在" in nowhere.message
    tick(desk, number)
    file = printed(desk.done("reprint_voucher", {"凭证文件": ""}))
    assert number in pdf_text(file)
    assert desk.bureau.received()["voucher"] == 1
    answer = desk.bureau.http.post("/sandbox/vouchers/pay", json={"voucher_no": number})
    assert answer.is_success
