"""The dialogs where they belong: a click in Excel, the real bureau, a clerk who types."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from shebao.contract.states import AgreementState
from shebao.dialogs import amount, choice, password, progress
from shebao.sandbox.database import data_url
from shebao.sandbox.office_tables import agreements
from shebao.sheets.declared.payment_sheets import DEBTS
from tests.desk import Desk
from tests.dialogs.screen import Screen

ALL = {"提交范围": "全部"}
KEYRING = {"PYTHON_KEYRING_BACKEND": "tests.vault.keyrings.SlowFileKeyring"}


def click(command_id: str, book: Path, parameters: Mapping[str, str] | None = None) -> str:
    """Return code that clicks a button in the stand-in for Excel and tells what was said."""
    return f"""
import json, sys
from pathlib import Path
from shebao import ribbon
from shebao.commands.registry import BY_ID
from shebao.runner import set_parameters
from tests.com_stand_in import com_book
with com_book(Path({str(book)!r})) as excel:
    app = excel.book.app
    app.calculation = "automatic"
    set_parameters(BY_ID[{command_id!r}], excel.book, {dict(parameters or {})!r})
    outcome = ribbon.run({command_id!r})
    if outcome is not None:
        excel.save(Path({str(book)!r}))
    print(json.dumps({{
        "message": outcome and outcome.message,
        "boxes": excel.message_boxes,
        "status_bar": app.status_bar,
        "calculation": app.calculation,
        "drawing": app.screen_updating,
        "tk": "tkinter" in sys.modules,
    }}))
"""


def pay(book: Path) -> str:
    return click("pay_by_agreement", book, ALL)


@pytest.fixture
def owed(desk: Desk) -> str:
    """The sum of the debts, as the dialog shows it."""
    desk.until_owed()
    fen = sum(round(float(str(row["amount"])) * 100) for row in desk.rows(DEBTS))
    return f"{fen / 100:.2f}"


@pytest.mark.feature("Y-AGREEMENT")
def test_payment_asks_password_agreement_and_amount_in_this_order(
    screen: Screen, desk: Desk, owed: str
) -> None:
    """Seed G 2.6.1.2 三: confirm, password, agreement, amount."""
    verify_all_agreements(desk)

    with screen.showing(pay(desk.book)) as asked:
        screen.window(password.TITLE)
        screen.type(desk.bureau.seeded.first_password)
        screen.press("Return")
        screen.window(choice.TITLE)
        screen.press("Down", "Return")
        screen.window(amount.TITLE)
        assert desk.bureau.received().get("payment", 0) == 0
        screen.type(owed)
        screen.press("Return")
        said = asked.answer()

    assert "已发起缴费" in said["message"]
    assert said["status_bar"] == said["message"]
    assert len(said["boxes"]) == 1
    employer, question = said["boxes"][0].split("：", 1)
    assert employer.startswith(f"{desk.bureau.seeded.name}（{desk.bureau.seeded.tax_id}，")
    assert re.fullmatch(r"用三方协议缴纳 \d 条费款，合计 [\d,.]+ 元？", question)
    assert (said["calculation"], said["drawing"]) == ("automatic", True)
    assert desk.bureau.received()["payment"] == 1
    paid = desk.done("fetch_payment_result")
    assert paid.answer["counts"]["paid_fen"] == round(float(owed) * 100)


@pytest.mark.feature("Y-AGREEMENT")
def test_leaving_any_window_sends_nothing(screen: Screen, desk: Desk, owed: str) -> None:
    """Escape is the clerk's way out at every step, and Excel is as it was."""
    verify_all_agreements(desk)
    steps = [
        (password.TITLE, desk.bureau.seeded.first_password),
        (choice.TITLE, ""),
        (amount.TITLE, owed),
    ]
    for stay in range(3):
        with screen.showing(pay(desk.book)) as asked:
            for title, typed in steps[:stay]:
                screen.window(title)
                screen.type(typed)
                screen.press("Return")
            screen.window(steps[stay][0])
            screen.type(steps[stay][1])
            screen.press("Escape")
            said = asked.answer()

        assert said["message"] is None
        assert "未确认，因此没有执行" in said["boxes"][-1]
        assert said["status_bar"] is False
        assert (said["calculation"], said["drawing"]) == ("automatic", True)
        assert desk.bureau.received().get("payment", 0) == 0
    desk.done("pay_by_agreement", {**ALL, "三方协议": "XY0000000001"})


@pytest.mark.feature("Y-AGREEMENT")
def test_wrong_password_before_paying_sends_nothing(screen: Screen, desk: Desk, owed: str) -> None:
    """The kept password would have been right; the one who sits there did not know it."""
    with screen.showing(pay(desk.book)) as asked:
        screen.window(password.TITLE)
        screen.type("wrong")
        screen.press("Return")
        said = asked.answer()

    assert "密码" in said["boxes"][-1]
    assert desk.bureau.received().get("payment", 0) == 0


@pytest.mark.feature("Y-AGREEMENT")
def test_without_a_screen_payment_says_so_and_sends_nothing(
    screen: Screen, desk: Desk, owed: str
) -> None:
    with screen.showing(pay(desk.book), DISPLAY="") as asked:
        said = asked.answer()

    assert "没有可用的显示器" in said["boxes"][-1]
    assert "没有发送任何数据" in said["boxes"][-1]
    assert desk.bureau.received().get("payment", 0) == 0


@pytest.mark.feature("Y-AGREEMENT")
def test_terminal_names_the_cell_instead_of_choosing(desk: Desk, owed: str) -> None:
    verify_all_agreements(desk)

    ran = desk.run("pay_by_agreement", ALL)

    assert (ran.status, ran.answer["code"]) == (1, "INP-03")
    assert "请填写工作表“费款缴纳”的“三方协议”后重试" in ran.message
    assert "XY0000000002" in ran.message
    assert desk.bureau.received().get("payment", 0) == 0


def test_login_asks_and_keeps_only_a_password_that_was_right(
    screen: Screen, desk: Desk, tmp_path: Path
) -> None:
    """A wrong password in the keyring would lock the employer out, click by click."""
    tax_id = desk.bureau.seeded.tax_id
    entry = f"shebao/password:{tax_id}"
    kept = tmp_path / "keyring.json"
    alone = {**KEYRING, "SHEBAO_PASSWORD": "", "TEST_KEYRING_FILE": str(kept)}
    # Without the downloads, which on a slow machine open a window of their own: the progress.
    login = click("login", desk.book, {"纳税人识别号": tax_id, "登录时初始化": "否"})

    with screen.showing(login, **alone) as asked:
        screen.window(password.TITLE)
        screen.type("wrong")
        screen.press("Return")
        refused = asked.answer()
    assert refused["message"] is None
    assert not kept.exists()

    with screen.showing(login, **alone) as asked:
        screen.window(password.TITLE)
        screen.type(desk.bureau.seeded.first_password)
        screen.press("Return")
        first = asked.answer()
    assert "已保存到系统钥匙串" in first["message"]
    assert "保存到本机的系统钥匙串" in first["boxes"][0]
    assert json.loads(kept.read_text()) == {entry: desk.bureau.seeded.first_password}

    with screen.showing(login, **alone) as asked:
        second = asked.answer()
    assert "已登录" in second["message"]
    assert (second["boxes"], second["tk"]) == ([], False)

    kept.write_text(json.dumps({entry: "changed elsewhere"}))
    with screen.showing(login, **alone) as asked:
        asked.answer()
    assert json.loads(kept.read_text()) == {}


MANY = 12_000  # ten minutes of steps, cancelled after one or two seconds
LONG_WORK = """
import json, time
from shebao.domain.errors import CancelledError
from shebao.excel_ui import ExcelUi
from tests.com_stand_in import com_book
with com_book() as excel:
    ui = ExcelUi(excel.book)
    seen = []
    try:
        with ui.quietly():
            for done in range({steps}):
                ui.progress("下载职工", done, {steps})
                seen.append(str(excel.book.app.status_bar))
                time.sleep(0.05)
    except CancelledError as error:
        print(json.dumps([len(seen), error.message, excel.book.app.calculation]))
    else:
        print(json.dumps([len(seen), seen[-1], excel.book.app.calculation]))
"""


@pytest.mark.parametrize("way", ["Escape", "取消"])
def test_cancel_stops_between_two_steps(screen: Screen, way: str) -> None:
    with screen.showing(LONG_WORK.format(steps=MANY)) as asked:
        window = screen.window(progress.TITLE, has_keyboard=False)
        screen.click(window, 100, 30)
        if way == "取消":
            screen.click(window, -60, -35)
        else:
            screen.press("Escape")
        done, message, calculation = asked.answer()

    assert 0 < done < MANY
    assert f"下载职工完成 {done}/{MANY}" in message
    assert calculation == "automatic"
    assert not screen.has_window()


def test_short_work_opens_no_window(screen: Screen) -> None:
    """A window that flashes up at each click is worse than none."""
    code = LONG_WORK.format(steps=4) + "\nimport sys; assert 'tkinter' not in sys.modules"
    with screen.showing(code) as asked:
        assert asked.answer() == [4, "下载职工 3/4", "automatic"]


def test_long_work_without_a_screen_goes_on_in_the_status_bar(screen: Screen) -> None:
    with screen.showing(LONG_WORK.format(steps=30), DISPLAY="") as asked:
        assert asked.answer() == [30, "下载职工 29/30", "automatic"]


def test_terminal_never_opens_a_window(screen: Screen, desk: Desk) -> None:
    """A script on a server with a display must not wait for a click; nor pay for loading Tk."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    code = f"""
import json, sys
from shebao import cli
ended = [cli.main(["run", each, "--book", {str(desk.book)!r}, "--yes"]) for each in
         ("login", "update_roster", "new_wage_sheet", "check_wages")]
tk = [name for name in sys.modules if "tkinter" in name or name.startswith("shebao.dialogs")]
print(json.dumps([ended, tk]))
"""
    with screen.showing(code) as asked:
        assert asked.answer() == [[0, 0, 0, 0], []]


def verify_all_agreements(desk: Desk) -> None:
    """Let every agreement of the employer be one that can pay."""
    engine = create_engine(data_url(desk.folder / "bureau"))
    with engine.begin() as connection:
        connection.execute(update(agreements).values(state=AgreementState.VERIFIED))
    engine.dispose()
