"""The home sheet shows the month as each step left it, and no step pays for more than that."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from itertools import pairwise

import pytest

from shebao.commands.desk.context import Context
from shebao.commands.employer import home_follows
from shebao.commands.registry import BY_ID
from shebao.domain.errors import SheetError
from shebao.failures import LOG_FILE
from shebao.runner import run_command
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.payment_sheets import DEBTS, VOUCHERS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import opened, save_workbook
from tests.desk import Desk
from tests.gateway import Answer, PassOn, gateway
from tests.sheet_cells import Row

ALL = {"提交范围": "全部"}
NOBODY = "http://127.0.0.1:9"
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("new_wage_sheet", {}),
    ("check_wages", {}),
    ("submit_wages", {}),
    ("fetch_wage_result", {}),
    ("update_bills", {}),
    ("submit_bills", ALL),
    ("fetch_filing_result", {}),
    ("update_debts", {}),
    ("pay_by_agreement", ALL),
    ("fetch_payment_result", {}),
    ("query_arrivals", {}),
    ("issue_certificate", ALL),
)
FIELDS = [column.field for column in HOME.columns]


def lines(desk: Desk) -> list[list[str]]:
    """What the home sheet says, but for the moment."""
    rows = [row for row in desk.rows(HOME) if row["item"] not in ("状态栏", "通知公告")]
    return [[str(row[field]) for field in FIELDS] for row in rows]


def without_sums(of_home: list[list[str]]) -> list[list[str]]:
    """Lines without how much is to be confirmed: wages on their way have not changed it yet."""
    return [line for line in of_home if not line[0].endswith(("确认社保费", "待办事项"))]


def states(rows: list[Row]) -> dict[str, str]:
    return {str(row["item"]): str(row["state"]) for row in rows if row["state"]}


@pytest.mark.feature("S-HOME", "X-LEDGER")
def test_a_defect_of_the_home_sheet_denies_nothing_that_was_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wages are filed: nobody must read that it did not end, nor lose what the row says."""
    desk.until_filled()

    def defect(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(home_follows, "follow", defect)
    done = desk.done("submit_wages")

    assert done.answer["counts"]["submitted"] == 26
    assert "处理中" in {str(row["state"]) for row in desk.rows(WAGES_BY_PERSON)}
    assert "RuntimeError" in (desk.folder / "home" / LOG_FILE).read_text("utf-8")


@pytest.mark.feature("S-HOME")
def test_each_step_leaves_the_home_sheet_as_its_own_button_would(desk: Desk) -> None:
    """Whoever comes back to 首页 after a step must not read that it is still to be done."""
    desk.until_rostered()
    desk.done("refresh_home")
    seen = [lines(desk)]

    for command_id, parameters in STEPS:
        desk.done(command_id, parameters)
        if command_id == "new_wage_sheet":
            desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})
        followed = lines(desk)
        desk.done("refresh_home")
        if command_id == "submit_wages":
            assert without_sums(followed) == without_sums(lines(desk))
        else:
            assert followed == lines(desk), command_id
        seen.append(followed)

    moved = [now != before for before, now in pairwise(seen)]
    assert moved.count(True) >= 7  # the steps that a clerk takes are seen on it
    assert set(states(desk.rows(HOME)).values()) == {"已完成"}


@pytest.mark.feature("S-HOME", "X-LEDGER")
@pytest.mark.parametrize("is_faulty", [True, False])
def test_what_was_only_settled_is_no_filing_of_this_click(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_faulty: bool
) -> None:
    """It said that wages were on their way, or filed today, when only yesterday's was heard of."""
    desk.in_november()
    desk.until_filled()
    rows = [row for row in desk.rows(WAGES_BY_PERSON) if row["wage"]]
    first = [{**row, "tick": TICK if at < 3 else ""} for at, row in enumerate(rows)]
    desk.edit(WAGES_BY_PERSON, first, "tick")
    with gateway(desk.bureau.url) as between:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)
        desk.done("login")

        def lost(pass_on: PassOn) -> Answer | None:
            pass_on()
            between.bureau_url = NOBODY  # so that what came of it cannot be asked either
            return None

        between.does(lost)
        lost_run = desk.run("submit_wages")
        assert lost_run.answer["outcome"] == "unknown", lost_run.message
    monkeypatch.setenv("SHEBAO_BUREAU_URL", desk.bureau.url)
    desk.bureau.control("clock", now="2026-11-21T04:00:00Z")
    desk.done("refresh_home")
    if is_faulty:
        desk.edit(WAGES_BY_PERSON, [{**rows[5], "tick": TICK, "wage": "八千"}], "tick", "wage")

    with opened(desk.book) as book:  # as in Excel, which keeps what a stopped click wrote
        ui, stops = TerminalUi(agrees=True), pytest.raises(SheetError)
        with stops if is_faulty else nullcontext():
            run_command(BY_ID["submit_wages"], book, desk.book, ui, os.environ)
        save_workbook(book, desk.book, "")

    assert desk.bureau.received()["wage_filing"] == 1
    followed = without_sums(lines(desk))
    desk.done("refresh_home")
    assert followed == without_sums(lines(desk))
    (line,) = [row for row in desk.rows(HOME) if row["item"] == "4 申报"]
    assert line["day"] == "2026-11-20"
    assert line["state"] == "未到"


@pytest.mark.feature("S-HOME")
def test_what_moves_no_step_leaves_the_home_sheet_unwritten(desk: Desk) -> None:
    """Every cell written is a call to Excel, and a note of the user's own would be gone."""
    desk.until_filled()
    desk.done("refresh_home")
    desk.done("check_wages")
    rows = desk.rows(HOME)
    desk.write(HOME, [{**row, "link": "自记"} for row in rows])

    desk.done("check_wages")
    desk.done("preview_premiums")
    desk.done("show_about")  # which writes its own lines below the month's

    assert desk.rows(HOME)[0]["link"] != "自记"
    desk.write(HOME, [{**row, "link": "自记"} for row in rows])
    desk.done("check_wages")
    assert {row["link"] for row in desk.rows(HOME)} == {"自记"}


@pytest.mark.feature("S-HOME")
def test_undo_takes_the_step_back_and_the_home_sheet_with_it(desk: Desk) -> None:
    """The step to undo is the command's, never what the home sheet was told of it."""
    desk.until_rostered()
    desk.done("refresh_home")
    before = lines(desk)
    desk.done("new_wage_sheet")
    assert lines(desk) != before

    undone = desk.done("undo_last")

    assert "“首页”" not in undone.message
    assert desk.rows(WAGES_BY_PERSON) == []
    assert lines(desk) == before


@pytest.mark.feature("S-HOME")
def test_a_home_sheet_without_a_month_or_gone_stops_no_step(desk: Desk) -> None:
    """Before the month was asked for there is nothing to follow; a clerk may delete the sheet."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("update_roster")
    assert states(desk.rows(HOME)) == {}
    desk.done("refresh_home")
    desk.change(lambda book: setattr(book[HOME.title].cell(HOME.header_row, 1), "value", "别的"))

    assert desk.done("new_wage_sheet").status == 0


@pytest.mark.feature("S-HOME")
def test_a_step_asks_the_bureau_for_nothing_that_it_was_just_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request is a wait at the end of a click; one left out may be an old answer."""
    desk.until_rostered()
    desk.done("refresh_home")
    asked: dict[str, int] = {}
    follow = home_follows.follow

    def counted(ctx: Context, command_id: str, *, has_failed: bool = False) -> None:
        before = desk.bureau.app.state.calls
        follow(ctx, command_id, has_failed=has_failed)
        asked[command_id] = desk.bureau.app.state.calls - before

    monkeypatch.setattr(home_follows, "follow", counted)
    for command_id, parameters in STEPS:
        desk.done(command_id, parameters)
        if command_id == "new_wage_sheet":
            desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})

    assert asked == {
        "new_wage_sheet": 0,
        "fill_from_payroll": 0,
        "check_wages": 0,
        "submit_wages": 0,
        "fetch_wage_result": 4,
        "update_bills": 3,
        "submit_bills": 4,
        "fetch_filing_result": 4,
        "update_debts": 3,
        "pay_by_agreement": 4,
        "fetch_payment_result": 4,
        "issue_certificate": 0,
    }


@pytest.mark.feature("S-HOME", "Y-UNLOCK")
def test_money_that_somebody_holds_is_no_money_that_is_not_owed(desk: Desk) -> None:
    """“没有欠费” over a locked payment lets the last day go by."""
    desk.until_owed()
    desk.done("refresh_home")
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.bureau.control("settings", feedback_delay_seconds=60)

    desk.done("pay_by_agreement", ALL)
    on_its_way = payment(desk)
    desk.bureau.control("clock", advance_seconds=120)
    desk.done("fetch_payment_result")
    locked = payment(desk)
    desk.done("refresh_home")

    assert (on_its_way["state"], "点击“缴费结果”" in str(on_its_way["content"])) == ("处理中", True)
    assert (locked["state"], "点击“解锁”" in str(locked["content"])) == ("下一步", True)
    assert states(desk.rows(HOME))["8 完税证明"] == "未到"
    assert payment(desk)["content"] == locked["content"]


def confirmed_a_month_late(desk: Desk) -> str:
    desk.until_billed()
    desk.next_month()
    desk.done("update_roster")
    desk.done("update_bills")
    desk.done("refresh_home")
    rows = desk.rows(BILLS)
    first = min(str(row["period"]) for row in rows)
    ticked = [{**row, "tick": TICK if row["period"] == first else ""} for row in rows]
    desk.edit(BILLS, ticked, "tick")
    desk.done("submit_bills", {"提交范围": "已勾选"})
    return "应缴"


def employees_of_a_new_month(desk: Desk) -> str:
    desk.until_paid()
    desk.done("refresh_home")
    desk.next_month()
    desk.done("update_roster")
    return "没有欠费"


def bills_of_a_new_month(desk: Desk) -> str:
    desk.until_owed()
    desk.done("refresh_home")
    desk.next_month()
    desk.done("update_bills")
    return "其中以前属期"  # whose day was another


def bills_eight_days_later(desk: Desk) -> str:
    desk.in_november()
    desk.until_billed()
    desk.done("refresh_home")
    desk.bureau.control("clock", now="2026-11-28T04:00:00Z")
    desk.done("update_bills")
    return "还有 2 天"


def a_voucher_paid_at_the_bank(desk: Desk) -> str:
    desk.until_owed()
    desk.done("refresh_home")
    desk.done("print_voucher", ALL)
    number = desk.rows(VOUCHERS)[0]["voucher_no"]
    desk.bureau.control("vouchers/pay", voucher_no=number)
    desk.done("sync_vouchers")
    return "已缴"


def a_payment_told_by_its_record(desk: Desk) -> str:
    desk.until_owed()
    desk.done("refresh_home")
    desk.bureau.control("settings", feedback_delay_seconds=60)
    desk.done("pay_by_agreement", ALL)
    desk.bureau.control("clock", advance_seconds=120)
    desk.done("query_payments")
    return "已缴"


def a_filing_that_is_being_voided(desk: Desk) -> str:
    desk.until_owed()
    desk.done("refresh_home")
    desk.bureau.control("settings", feedback_delay_seconds=600)
    desk.done("query_premium_filings")
    desk.edit(PREMIUM_FILINGS, [{**desk.rows(PREMIUM_FILINGS)[0], "tick": TICK}], "tick")
    desk.run("void_filing")
    return "作废中，申报正在作废；点击“获取反馈”"


def one_locked_and_the_rest_on_a_voucher(desk: Desk) -> str:
    desk.until_owed()
    desk.done("refresh_home")
    desk.edit(DEBTS, [{**desk.rows(DEBTS)[0], "tick": TICK}], "tick")
    desk.bureau.control("payment-outcomes", outcomes=["锁定"])
    desk.run("pay_by_agreement", {"提交范围": "已勾选"})
    desk.run("fetch_payment_result")
    desk.done("update_debts")
    desk.done("print_voucher", ALL)
    return "元已打印凭证；点击“解锁”"


@pytest.mark.feature("S-HOME")
@pytest.mark.parametrize(
    "walk",
    [
        confirmed_a_month_late,
        employees_of_a_new_month,
        bills_of_a_new_month,
        bills_eight_days_later,
        a_voucher_paid_at_the_bank,
        a_payment_told_by_its_record,
        a_filing_that_is_being_voided,
        one_locked_and_the_rest_on_a_voucher,
    ],
    ids=lambda walk: str(walk.__name__),
)
def test_what_happened_meanwhile_stands_there_after_the_next_step(
    desk: Desk, walk: Callable[[Desk], str]
) -> None:
    """With a fresh time over it an old line is believed: 没有欠费 over what is overdue."""
    words = walk(desk)
    followed = lines(desk)

    desk.done("refresh_home")

    assert followed == lines(desk)
    assert words in str(payment(desk)["content"]) or words in str(lines(desk))


def payment(desk: Desk) -> Row:
    (found,) = [row for row in desk.rows(HOME) if row["item"] == "7 缴费"]
    return found


@pytest.mark.feature("S-HOME")
def test_a_new_month_calls_nothing_done_that_the_last_one_did(desk: Desk) -> None:
    """The sheet still holds last month's wages; the employees are those of last month too."""
    desk.until_paid()
    desk.done("refresh_home")
    assert states(desk.rows(HOME))["4 申报"] == "已完成"
    desk.next_month()

    desk.done("refresh_home")
    begun = states(desk.rows(HOME))
    desk.done("update_roster")
    desk.done("refresh_home")
    updated = states(desk.rows(HOME))

    assert begun["1 更新职工"] == "下一步"
    assert [begun[f"{n} {name}"] for n, name in ((2, "填写工资"), (4, "申报"))] == ["可不办"] * 2
    assert (updated["1 更新职工"], updated["6 确认社保费"]) == ("已完成", "下一步")
