"""Refunds: whole tickets, single employees, their attachments and their progress."""

from pathlib import Path

import pytest

from shebao.sheets.declared.application_sheets import (
    ACCOUNTS,
    REFUND_LINES,
    REFUND_TICKETS,
    REFUNDS,
)
from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.row import AnySheet
from tests.desk import Desk
from tests.forms import ACCOUNT, account_of, put_rows, tick_where
from tests.sheet_cells import Row

FORM = {
    "退费原因": "职工工资缴费基数申报错误",
    "退费账户": ACCOUNT["account_no"],
    "经办人姓名": "沙小箱",
    "经办人证件号码": "520102199001010018",
    "经办人电话": "13800000000",
}
BAD_FORM = [
    ("退费原因", "", "“退费原因”为空，必须填写"),
    ("退费原因", "缺钱", "的“退费原因”是“缺钱”，只能是"),
    ("退费账户", "", "“退费账户”为空，必须填写"),
    ("退费账户", "6200000000000000000", "不是已登记的退费账户"),
    ("退费账户", "x" * 201, "“退费账户”最多 200 个字符"),
    ("经办人姓名", "", "“经办人姓名”为空，必须填写"),
    ("经办人姓名", "名" * 101, "“经办人姓名”最多 100 个字符"),
    ("经办人姓名", "<img src=x>", "“经办人姓名”是“<img src=x>”，含有不能使用的字符"),
    ("经办人证件号码", "", "“经办人证件号码”为空，必须填写"),
    ("经办人证件号码", "5201021990010100", "证件号码应为 18 位"),
    ("经办人证件号码", "520102199001010019", "证件号码的校验码不符"),
    ("经办人证件号码", "520102199013010018", "证件号码中的出生日期不存在"),
    ("经办人电话", "", "“经办人电话”为空，必须填写"),
    ("经办人电话", "138-0000", "不是手机或固定电话号码"),
    ("经办人电话", "' OR 1=1 --", "不是手机或固定电话号码"),
]
DAY = 86_400


@pytest.fixture
def paid(desk: Desk) -> Desk:
    """A month paid, and a registered account that takes refunds."""
    desk.until_paid()
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.done("save_accounts")
    return desk


def refund(desk: Desk, number: str) -> Row:
    return next(row for row in desk.rows(REFUNDS) if row["refund_no"] == number)


def state_after_a_day(desk: Desk, number: str) -> object:
    desk.bureau.control("clock", advance_seconds=DAY + 1)
    desk.done("update_refunds")
    return refund(desk, number)["state"]


def files_of(desk: Desk, *kinds: str) -> None:
    """Attach one good file of each kind to the one ticked refund."""
    (desk.folder / "资料.pdf").write_bytes(b"%PDF-1.7\n" + b"0" * 100)
    for kind in kinds:
        tick_where(desk, REFUNDS, "refund_no", desk.rows(REFUNDS)[0]["refund_no"])
        desk.done("add_refund_file", {"资料种类": kind, "资料文件": "资料.pdf"})


def look_at_and_withdraw(desk: Desk, number: str) -> None:
    """What was attached comes back as it was, and can be taken back before anybody reviews it."""
    (desk.folder / "补充.pdf").write_bytes(b"%PDF-1.7\n" + b"1" * 1000)
    tick_where(desk, REFUNDS, "refund_no", number)
    desk.done("add_refund_file", {"资料种类": "", "资料文件": "补充.pdf"})
    tick_where(desk, REFUNDS, "refund_no", number)
    assert "没有附报资料" in desk.run("show_refund_file", {"资料文件": "别的.pdf"}).message
    assert "可选" in desk.run("show_refund_file", {"资料文件": "执照.pdf"}).message  # two of them

    seen = desk.done("show_refund_file", {"资料文件": "补充.pdf"})
    assert "未确认" in desk.ask("withdraw_refund_file", {"资料文件": "补充.pdf"}).message
    desk.done("withdraw_refund_file", {"资料文件": "补充.pdf"})

    kept = Path(seen.answer["files"][-1])
    assert kept.read_bytes() == (desk.folder / "补充.pdf").read_bytes()
    assert kept.parent == desk.folder
    assert "补充.pdf" not in str(refund(desk, number)["files"])
    assert "其他：执照.pdf" in str(refund(desk, number)["files"])
    tick_where(desk, REFUNDS, "refund_no", number)
    assert "没有附报资料" in desk.run("withdraw_refund_file", {"资料文件": "补充.pdf"}).message


def confirm_special_bills(desk: Desk) -> None:
    """Straight at the bureau, as another channel would."""
    seeded = desk.bureau.seeded
    login = {"tax_id": seeded.tax_id, "password": seeded.first_password}
    token = desk.bureau.http.post("/v1/session", json=login).json()["token"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "special"}
    bills = desk.bureau.http.get("/v1/special-bills", headers=headers).json()["bills"]
    seen = [{name: bill[name] for name in ("bill_no", "revision", "amount_fen")} for bill in bills]
    body = {"bills": seen}
    answer = desk.bureau.http.post("/v1/premium-filings", headers=headers, json=body)
    assert answer.status_code == 202, answer.text


REQUIRED = ("加盖公章的营业执照复印件", "办理人身份证件")


@pytest.mark.feature("B-REFUND-WHOLE")
def test_a_whole_ticket_is_refunded_to_a_registered_account(paid: Desk) -> None:
    """Applied for once, greyed while it is pending, followed to 已退还."""
    paid.done("query_refund_tickets")
    tickets = paid.rows(REFUND_TICKETS)
    first = tickets[0]
    tick_where(paid, REFUND_TICKETS, "arrival_no", first["arrival_no"])
    for label, value, words in BAD_FORM:
        ran = paid.run("apply_ticket_refund", {**FORM, label: value})
        assert (ran.status, words in ran.message) == (1, True), (label, value, ran.message)
    assert paid.bureau.received()["refund"] == 0
    assert paid.ask("apply_ticket_refund", FORM).status == 1

    paid.bureau.control("faults", kind="drop", path="/v1/refunds")
    assert paid.run("apply_ticket_refund", FORM).answer["code"] == "BUR-02"
    again = paid.done("apply_ticket_refund", FORM)
    assert "回执已找回" in again.message
    assert paid.bureau.received()["refund"] == 1
    number = str(again.answer["refund_no"])
    paid.done("query_refund_tickets")
    held = next(t for t in paid.rows(REFUND_TICKETS) if t["arrival_no"] == first["arrival_no"])
    assert (held["state"], held["refund_no"]) == ("已提交", number)
    assert held["locked"] == "已发起退费申请，尚未核验"
    tick_where(paid, REFUND_TICKETS, "arrival_no", first["arrival_no"])
    assert (
        f"不能申请退费：已发起退费申请，尚未核验（{number}）"
        in paid.run("apply_ticket_refund", FORM).message
    )
    # Even with the grey taken away the bureau refuses it.
    tick_where(paid, REFUND_TICKETS, "arrival_no", first["arrival_no"], locked="", refund_no="")
    assert "不允许重复发起" in paid.run("apply_ticket_refund", FORM).message
    # Nor are its employees free.
    paid.done("query_refund_lines")
    lines = [x for x in paid.rows(REFUND_LINES) if x["refund_no"] == number]
    assert lines
    assert all(line["locked"] for line in lines)

    paid.done("query_refund_tickets")
    paid.done("update_refunds")
    assert refund(paid, number)["missing"] == "、".join(REQUIRED)
    assert state_after_a_day(paid, number) == "已提交"  # no files, no review
    files_of(paid, *REQUIRED)
    states = [state_after_a_day(paid, number) for _ in range(3)]
    assert states == ["税务审核", "人社(医保)核验", "已退还"]
    ended = paid.done("query_refund_tickets")
    assert f"此前办理中的退费申请 {number} 已退还。" in ended.message
    assert number not in paid.done("query_refund_tickets").message
    done = next(t for t in paid.rows(REFUND_TICKETS) if t["arrival_no"] == first["arrival_no"])
    assert done["locked"] == "已退还"


@pytest.mark.feature("B-REFUND-WHOLE", "B-REFUND-EMPLOYEE")
def test_a_late_fee_is_shown_locked_and_never_refunded(desk: Desk) -> None:
    desk.until_confirmed()
    desk.bureau.control("clock", advance_seconds=60 * DAY)
    desk.done("update_debts")
    desk.done("pay_by_agreement", {"提交范围": "全部"})
    desk.done("fetch_payment_result")
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.done("save_accounts")
    span = {"费款所属期起": "2020-01"}

    ran = desk.done("query_refund_tickets", span)
    assert "无法退还" in ran.message
    fees = [t for t in desk.rows(REFUND_TICKETS) if t["tax_kind"] == "滞纳金"]
    assert {fee["locked"] for fee in fees} == {"滞纳金无法退还"}
    tick_where(desk, REFUND_TICKETS, "arrival_no", fees[0]["arrival_no"])
    assert "滞纳金无法退还" in desk.run("apply_ticket_refund", FORM).message
    tick_where(desk, REFUND_TICKETS, "arrival_no", fees[0]["arrival_no"], locked="")
    assert "的滞纳金无法退还，请取消勾选" in desk.run("apply_ticket_refund", FORM).message

    desk.done("query_refund_lines", span)
    fee = next(x for x in desk.rows(REFUND_LINES) if x["tax_kind"] == "滞纳金")
    tick_where(desk, REFUND_LINES, "line_no", fee["line_no"], new_base=100)
    ran = desk.run("apply_line_refund", FORM)
    assert f"第 {fee['_row']} 行是滞纳金，“调整后缴费基数”不能填写" in ran.message

    desk.done("query_refund_tickets", span)
    whole = next(t for t in desk.rows(REFUND_TICKETS) if not t["locked"])
    tick_where(desk, REFUND_TICKETS, "arrival_no", whole["arrival_no"])
    assert "元无法退还，不在本次申请内" in desk.done("apply_ticket_refund", FORM).message


@pytest.mark.feature("B-REFUND-EMPLOYEE")
def test_single_employees_are_refunded_by_their_adjusted_base(paid: Desk) -> None:
    """Our amount equals the bureau's to the fen, or it would refuse it."""
    paid.done("query_refund_lines")
    pension = [x for x in paid.rows(REFUND_LINES) if "养老" in str(x["insurance_name"])]
    high = max(pension, key=lambda line: float(str(line["base"])))
    base = float(str(high["base"]))
    bad: list[tuple[object, str]] = [
        (None, "的“调整后缴费基数”为空，必须填写"),
        ("五千", "是“五千”，应为最多两位小数的数字"),
        (5000.123, "应为最多两位小数的数字"),
        ("' OR 1=1 --", "应为最多两位小数的数字"),
        (base, "应低于原缴费基数"),
        (1.0, "低于缴费下限"),
        (-1.0, "低于缴费下限"),
    ]
    for value, words in bad:
        tick_where(paid, REFUND_LINES, "line_no", high["line_no"], new_base=value)
        ran = paid.run("apply_line_refund", FORM)
        assert (ran.status, words in ran.message) == (1, True), (value, ran.message)
        assert str(high["name"]) in ran.message
    tick_where(paid, REFUND_LINES, "line_no", high["line_no"], new_base=6000.0, name="别人")
    assert "与税务的缴费明细不一致" in paid.run("apply_line_refund", FORM).message
    lost = paid.done("query_refund_lines")
    assert "1 条填写过的明细没有保留" in lost.message  # it may be another person's by now
    assert all(x["new_base"] is None for x in paid.rows(REFUND_LINES))

    tick_where(paid, REFUND_LINES, "line_no", high["line_no"], new_base=6000.0)
    assert "没有保留" not in paid.done("query_refund_lines").message
    row = next(x for x in paid.rows(REFUND_LINES) if x["line_no"] == high["line_no"])
    assert (row["tick"], row["new_base"]) == (TICK, 6000)  # the clerk's own cells stay
    paid.write(REFUND_LINES, [row, row | {"new_base": 5000.0}])
    assert "2 条填写过的明细没有保留" in paid.done("query_refund_lines").message  # which is meant?
    assert not any(x["tick"] or x["new_base"] for x in paid.rows(REFUND_LINES))

    tick_where(paid, REFUND_LINES, "line_no", high["line_no"], new_base=6000.0)
    ran = paid.done("apply_line_refund", FORM)
    assert ran.answer["counts"]["amount_fen"] == round((base - 6000) * 24)  # 16 % and 8 %
    row = next(x for x in paid.rows(REFUND_LINES) if x["line_no"] == high["line_no"])
    assert (row["state"], row["refund"]) == ("已提交", round((base - 6000) * 24) / 100)
    tick_where(paid, REFUND_LINES, "line_no", high["line_no"], new_base=5500.0)
    assert "不能申请退费" in paid.run("apply_line_refund", FORM).message

    # 不予退费 sets it free again.
    files_of(paid, *REQUIRED)
    paid.bureau.control("refund-rejections", count=1)
    number = str(ran.answer["refund_no"])
    assert state_after_a_day(paid, number) == "税务审核"
    paid.bureau.control("clock", advance_seconds=DAY + 1)
    ended = paid.done("update_refunds")
    assert refund(paid, number)["state"] == "不予退费"
    assert f"此前办理中的退费申请 {number} 不予退费" in ended.message
    assert number not in paid.done("update_refunds").message
    assert "不予退费" in str(refund(paid, number)["progress"])
    paid.done("query_refund_lines")
    freed = next(x for x in paid.rows(REFUND_LINES) if x["line_no"] == high["line_no"])
    assert freed["locked"] == ""


@pytest.mark.feature("B-REFUND-EMPLOYEE", "B-REFUND-WHOLE")
def test_top_ups_go_first_and_kinds_are_not_mixed(desk: Desk) -> None:
    """Refunding the ordinary part first could leave less than the floor."""
    desk.until_confirmed()
    period = str(desk.bureau.http.get("/sandbox/clock").json()["current_period"])
    desk.bureau.control(
        "special-bills/push",
        tax_id=desk.bureau.seeded.tax_id,
        notice_no="ZJ0001",
        kind="差额补缴",
        collect_by="2999-12-31",
        bills=[
            {
                "insurance": "110",
                "period": period,
                "lines": [
                    {
                        "person_no": "1",
                        "name": "沙小箱",
                        "id_number": FORM["经办人证件号码"],
                        "base_fen": 500_000,
                        "unit_ppm": 160_000,
                        "person_ppm": 80_000,
                        "unit_fen": 80_000,
                        "person_fen": 40_000,
                    }
                ],
            }
        ],
    )
    confirm_special_bills(desk)
    desk.done("update_debts")
    desk.done("pay_by_agreement", {"提交范围": "全部"})
    desk.done("fetch_payment_result")
    desk.done("update_accounts")
    put_rows(desk, ACCOUNTS, [account_of(desk)])
    desk.done("save_accounts")
    desk.done("query_refund_lines", {"费款所属期起": period})
    lines = [x for x in desk.rows(REFUND_LINES) if "养老" in str(x["insurance_name"])]
    top_up = next(x for x in lines if x["levy_kind"] == "差额补缴")
    normal = max(
        (x for x in lines if x["levy_kind"] == "正常缴费"), key=lambda x: float(str(x["base"]))
    )
    assert (top_up["voucher_kind"], normal["voucher_kind"]) == (
        "特殊缴费申报表",
        "单位日常申报表",
    )

    both = [{**x, "tick": TICK, "new_base": 4500.0} for x in (top_up, normal)]
    desk.edit(REFUND_LINES, both, "tick", "new_base")
    assert "一笔申请只能有一个" in desk.run("apply_line_refund", FORM).message
    tick_where(desk, REFUND_LINES, "line_no", normal["line_no"])
    refused = desk.run("apply_line_refund", FORM)
    assert "存在差额补缴，请先提交差额补缴的退费申请" in refused.message
    tick_where(desk, REFUND_LINES, "line_no", top_up["line_no"])
    desk.done("apply_line_refund", FORM)
    tick_where(desk, REFUND_LINES, "line_no", normal["line_no"])
    desk.done("apply_line_refund", FORM)
    assert desk.bureau.received()["refund"] == 2

    only = {"费款所属期起": period, "应征凭证种类": "特殊缴费申报表"}
    desk.done("query_refund_tickets", only)
    assert {t["voucher_kind"] for t in desk.rows(REFUND_TICKETS)} == {"特殊缴费申报表"}


@pytest.mark.feature("B-REFUND-FILES")
def test_attachments_are_judged_by_content_and_the_account_is_corrected(paid: Desk) -> None:
    paid.done("query_refund_tickets")
    tick_where(paid, REFUND_TICKETS, "arrival_no", paid.rows(REFUND_TICKETS)[0]["arrival_no"])
    number = str(paid.done("apply_ticket_refund", FORM).answer["refund_no"])
    tick_where(paid, REFUNDS, "refund_no", number)
    made: dict[str, bytes] = {
        "空.pdf": b"",
        "程序.pdf": b"MZ\x90\x00" + b"\0" * 60,
        "网页.pdf": b"<html><script>",
        "图片.pdf": b"\x89PNG\r\n\x1a\n" + b"0" * 20,
        "文件.exe": b"%PDF-1.7\n",
    }
    for name, content in made.items():
        (paid.folder / name).write_bytes(content)
    with (paid.folder / "大.pdf").open("wb") as stream:
        stream.write(b"%PDF-1.7\n")
        stream.truncate(1024**3)  # sparse: 1 GB that takes no room
    words = {
        "空.pdf": "是空文件（0 字节），没有上传",
        "程序.pdf": "的内容不是 PDF、JPG 或 PNG，没有上传",
        "网页.pdf": "的内容不是 PDF、JPG 或 PNG，没有上传",
        "图片.pdf": "的内容是 PNG，与文件名不符，没有上传",
        "文件.exe": "的内容是 PDF，与文件名不符，没有上传",
        "大.pdf": "有 1,024.0 MB，超过 10 MB，没有上传",
        "没有.pdf": "不存在或不能读取，没有上传",
        "": "“资料文件”为空，没有上传",
    }
    for name, why in words.items():
        ran = paid.run("add_refund_file", {"资料文件": name})
        assert (ran.status, why in ran.message) == (1, True), (name, ran.message)
    (paid.folder / "执照.pdf").write_bytes(b"%PDF-1.7\n" + b"0" * 400_000)
    ran = paid.run("add_refund_file", {"资料种类": "情书", "资料文件": "执照.pdf"})
    assert "没有这种附报资料" in ran.message
    assert paid.bureau.received()["refund_change"] == 0

    paid.bureau.control("faults", kind="drop", path="/v1/refund-changes")
    given = {"资料种类": REQUIRED[0], "资料文件": str(Path(paid.folder / "执照.pdf"))}
    assert paid.run("add_refund_file", given).answer["code"] == "BUR-02"
    assert "回执已找回" in paid.done("add_refund_file", given).message
    assert refund(paid, number)["files"] == f"{REQUIRED[0]}：执照.pdf"
    assert refund(paid, number)["missing"] == REQUIRED[1]
    tick_where(paid, REFUNDS, "refund_no", number)
    paid.done("add_refund_file", {"资料种类": "", "资料文件": "执照.pdf"})  # later, under 其他
    assert "其他：执照.pdf" in str(refund(paid, number)["files"])
    look_at_and_withdraw(paid, number)

    tick_where(paid, REFUNDS, "refund_no", number)
    wrong = paid.run("correct_refund_account", {"更正后退费账户": "6200000000000000000"})
    assert "不是已登记的退费账户" in wrong.message
    assert "为空，必须填写" in paid.run("correct_refund_account", {"更正后退费账户": ""}).message
    other = account_of(paid, account_no="6200001111111111", preferred="否")
    put_rows(paid, ACCOUNTS, [other])
    paid.done("save_accounts")
    paid.done("correct_refund_account", {"更正后退费账户": "6200001111111111"})
    assert "1111 " in str(refund(paid, number)["account"])
    files_of(paid, REQUIRED[1])
    assert [state_after_a_day(paid, number) for _ in range(2)] == ["税务审核", "人社(医保)核验"]
    tick_where(paid, REFUNDS, "refund_no", number)
    reviewed = paid.run("withdraw_refund_file", {"资料文件": "资料.pdf"})
    assert reviewed.status == 1
    late = paid.run("add_refund_file", {"资料文件": "执照.pdf"})
    assert "已移送人社(医保)部门，请等待核验结果" in late.message


@pytest.mark.feature("C-ISSUE", "B-REFUND-WHOLE", "B-REFUND-EMPLOYEE", "B-ACCOUNTS")
def test_what_is_asked_back_is_not_certified_and_keeps_its_account(paid: Desk) -> None:
    """A certificate over money that comes back would prove what was never kept."""
    paid.done("query_refund_tickets")
    ticket = next(x for x in paid.rows(REFUND_TICKETS) if "养老" in str(x["levy_item"]))
    tick_where(paid, REFUND_TICKETS, "arrival_no", ticket["arrival_no"])
    paid.done("apply_ticket_refund", FORM)
    paid.done("query_refund_lines")
    line = next(
        x
        for x in paid.rows(REFUND_LINES)
        if "医疗" in str(x["insurance_name"]) and float(str(x["base"])) > 6_000
    )
    tick_where(paid, REFUND_LINES, "line_no", line["line_no"], new_base=6_000.0)
    back = paid.done("apply_line_refund", FORM).answer["counts"]["amount_fen"]

    paid.done("query_arrivals")
    rows = paid.rows(ARRIVALS)
    whole = next(row for row in rows if row["arrival_no"] == ticket["arrival_no"])
    assert whole["refunded"] == whole["amount"]
    asked = sum(round(float(str(row["refunded"])) * 100) for row in rows if row["refunded"])
    total = sum(round(float(str(row["amount"])) * 100) for row in rows)
    assert asked == round(float(str(whole["amount"])) * 100) + back
    tick_where(paid, ARRIVALS, "arrival_no", ticket["arrival_no"])
    gone = paid.run("issue_certificate", {"提交范围": "已勾选"})
    assert "已申请退费，没有可以开具完税证明的金额" in gone.said
    issued = paid.done("issue_certificate", {"提交范围": "全部"})
    assert issued.answer["counts"]["amount_fen"] == total - asked
    assert "另有 1 条已全部申请退费" in issued.message

    paid.done("update_accounts")
    account = next(x for x in paid.rows(ACCOUNTS) if x["account_no"] == ACCOUNT["account_no"])
    tick_where(paid, ACCOUNTS, "account_id", account["account_id"])
    assert "尚未办结，税务将不予注销" in paid.ask("cancel_accounts").message
    refused = paid.run("cancel_accounts")
    assert "不能注销；请等待退费办结，或先更正退费账户" in refused.message
    assert refused.status == 1
    assert account["account_id"] in {x["account_id"] for x in paid.rows(ACCOUNTS)}


@pytest.mark.feature("B-REFUND-WHOLE", "B-REFUND-EMPLOYEE")
@pytest.mark.parametrize(
    ("query", "apply", "spec", "hidden", "shown"),
    [
        ("query_refund_tickets", "apply_ticket_refund", REFUND_TICKETS, "arrival_no", "ticket_no"),
        ("query_refund_lines", "apply_line_refund", REFUND_LINES, "line_no", "id_number"),
    ],
)
def test_what_is_asked_back_is_what_the_row_shows(
    paid: Desk, query: str, apply: str, spec: AnySheet, hidden: str, shown: str
) -> None:
    """A sort that left the hidden number behind asked back another insurance's money."""
    paid.done(query)
    rows = paid.rows(spec)
    is_lines = spec is REFUND_LINES  # of somebody whose base is over any floor
    first = next(
        r for r in rows if not (r["locked"] or (is_lines and float(str(r["base"])) < 7000))
    )
    other = next(row for row in rows if row[shown] == first[shown] and row is not first)
    if is_lines:
        first["new_base"] = 6500.0
    first[hidden], other[hidden] = other[hidden], first[hidden]
    for row in rows:
        row["tick"] = TICK if row is first else ""
    paid.write(spec, rows)

    ran = paid.run(apply, FORM)

    assert (ran.status, "不一致" in ran.message) == (1, True), ran.message
    assert f"第 {first['_row']} 行" in ran.message
    assert paid.bureau.received()["refund"] == 0


@pytest.mark.feature("B-REFUND-EMPLOYEE")
def test_a_wrong_rate_is_adjusted_with_the_base_or_alone(paid: Desk) -> None:
    """调整后费率: lower only, never of a fixed sum; two causes in one application add up."""
    paid.done("query_refund_lines")
    lines = [x for x in paid.rows(REFUND_LINES) if "养老" in str(x["insurance_name"])]
    rate, both = sorted(lines, key=lambda x: -float(str(x["base"])))[:2]
    injury = next(x for x in paid.rows(REFUND_LINES) if "工伤" in str(x["insurance_name"]))

    def refused(line: Row, **cells: object) -> str:
        blank = dict.fromkeys(("new_base", "new_unit_rate", "new_person_rate"))
        tick_where(paid, REFUND_LINES, "line_no", line["line_no"], **{**blank, **cells})
        ran = paid.run("apply_line_refund", FORM)
        assert (ran.status, paid.bureau.received()["refund"]) == (1, 0)
        return ran.message

    assert "应低于原费率 16%" in refused(rate, new_unit_rate=0.2)
    assert "应低于原费率 16%" in refused(rate, new_unit_rate="17%")
    assert "应为 0% 到 100% 之间" in refused(rate, new_person_rate="六")
    assert "应为 0% 到 100% 之间" in refused(rate, new_unit_rate=-0.01)
    assert "与原来相同，没有可退的费款" in refused(rate, new_unit_rate=0.16)
    assert "这一方没有费率" in refused(injury, new_person_rate=0.0)
    assert "为空，必须填写" in refused(rate)

    tick_where(paid, REFUND_LINES, "line_no", rate["line_no"], new_unit_rate=0.15)
    rows = [
        {**rate, "tick": TICK, "new_unit_rate": 0.15},
        {**both, "tick": TICK, "new_base": 6_000.0, "new_person_rate": 0.075},
    ]
    paid.edit(REFUND_LINES, rows, "tick", "new_base", "new_unit_rate", "new_person_rate")
    ran = paid.done("apply_line_refund", FORM)

    one = round(float(str(rate["unit"])) * 100) - round(float(str(rate["base"])) * 15)
    paid_both = round((float(str(both["unit"])) + float(str(both["person"]))) * 100)
    two = paid_both - 96_000 - 45_000
    assert ran.answer["counts"] == {"rows": 2, "amount_fen": one + two}
    shown = {x["line_no"]: x["refund"] for x in paid.rows(REFUND_LINES)}
    assert shown[rate["line_no"]] == one / 100
    assert shown[both["line_no"]] == two / 100
