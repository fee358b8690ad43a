"""Each dialog on a real screen: keys and clicks in, the answer out."""

import subprocess
from pathlib import Path

import pytest

from shebao.dialogs import amount, choice, password
from tests.dialogs.screen import Screen
from tests.patience import PATIENCE_SECONDS, wait_for

NOT_CONFIRMED, NO_DIALOG = "INP-04", "DLG-01"
LINES = ["沙箱银行营业部", "沙箱农商银行城东支行", "沙箱银行高新支行"]
FEN = 1_234_567


def asking(call: str) -> str:
    """Return code that prints what the dialog answers, or the code of the error."""
    return f"""
import json
from shebao.dialogs.amount import confirm_amount
from shebao.dialogs.choice import choose_one
from shebao.dialogs.password import ask_password
from shebao.domain.errors import ShebaoError
try:
    print(json.dumps({call}))
except ShebaoError as error:
    print(json.dumps(error.code))
"""


# What a click on the cross makes Tk do, as soon as the window waits for an answer.
CLOSING = """
import tkinter
wait = tkinter.Tk.mainloop
def close_and_wait(root):
    root.after(100, lambda: root.tk.call(root.protocol("WM_DELETE_WINDOW")))
    wait(root)
tkinter.Tk.mainloop = close_and_wait
"""
PASSWORD = asking("ask_password('请输入申报密码')")
CHOICE = asking(f"choose_one('请选择', {LINES!r})")
AMOUNT = asking(f"confirm_amount('缴纳 3 条费款', {FEN})")


def test_password_is_what_was_typed(screen: Screen) -> None:
    with screen.showing(PASSWORD) as asked:
        screen.window(password.TITLE)
        screen.press("Return")  # an empty password is none: 确定 does not work yet
        screen.type("Ab 9#x")
        screen.press("Return")
        assert asked.answer() == "Ab 9#x"


def test_password_is_seen_only_on_demand(screen: Screen, tmp_path: Path) -> None:
    """Colleagues read screens; who types blindly locks the employer out after five times."""

    def ink() -> float:
        """How black the field is: eight dots are much blacker than eight i."""
        screen.picture(window, tmp_path / "shot.png")
        done = subprocess.run(
            f"convert {tmp_path}/shot.png -crop 260x18+30+60 -format %[fx:1-mean] info:".split(),
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout)

    with screen.showing(PASSWORD) as asked:
        window = screen.window(password.TITLE)
        empty = ink()
        screen.type("iiiiiiii")
        screen.press("Tab")
        dotted = wait_for(ink, lambda dark: dark > empty + 0.1)
        screen.press("space")
        wait_for(ink, lambda dark: empty + 0.01 < dark < empty + (dotted - empty) / 2)
        screen.press("Return")
        assert asked.answer() == "iiiiiiii"


@pytest.mark.parametrize(
    ("code", "title"),
    [(PASSWORD, password.TITLE), (CHOICE, choice.TITLE), (AMOUNT, amount.TITLE)],
)
@pytest.mark.parametrize("way", ["Escape", "取消"])
def test_whoever_does_not_want_has_agreed_to_nothing(
    screen: Screen, code: str, title: str, way: str
) -> None:
    with screen.showing(code) as asked:
        window = screen.window(title)
        if code is not CHOICE:
            screen.type("12345.67")
        if way == "Escape":
            screen.press("Escape")
        else:
            screen.click(window, -60, -35)
        assert asked.answer() == NOT_CONFIRMED


@pytest.mark.parametrize("code", [PASSWORD, CHOICE, AMOUNT])
def test_closing_the_window_is_no_agreement(screen: Screen, code: str) -> None:
    """This screen has no title bars, so the cross is pressed from inside."""
    with screen.showing(CLOSING + code) as asked:
        assert asked.answer() == NOT_CONFIRMED


@pytest.mark.parametrize(("keys", "line"), [((), 0), (("Down",), 1), (("Down", "Down", "Up"), 1)])
def test_line_is_chosen_by_keys(screen: Screen, keys: tuple[str, ...], line: int) -> None:
    """Enter at once takes the line that is marked: Tk's "active" one was the last."""
    with screen.showing(CHOICE) as asked:
        screen.window(choice.TITLE)
        screen.press(*keys, "Return")
        assert asked.answer() == line


def test_line_is_chosen_by_a_double_click(screen: Screen) -> None:
    with screen.showing(CHOICE) as asked:
        window = screen.window(choice.TITLE)
        screen.click(window, 120, 116, times=2)
        assert asked.answer() == 2


@pytest.mark.parametrize("typed", ["12345.67", "12,345.67"])
def test_amount_typed_to_the_fen_is_confirmed(screen: Screen, typed: str) -> None:
    with screen.showing(AMOUNT) as asked:
        screen.window(amount.TITLE)
        screen.type(typed)
        screen.press("Return")
        assert asked.answer() is None


@pytest.mark.parametrize("typed", ["", "12345.66", "1234567", "yes"])
def test_wrong_amount_keeps_ok_disabled(screen: Screen, typed: str) -> None:
    """Were 确定 to work, Escape would come too late and the answer would be another one."""
    with screen.showing(AMOUNT) as asked:
        window = screen.window(amount.TITLE)
        screen.type(typed)
        screen.press("Return")
        screen.click(window, -190, -35)
        screen.press("Escape")
        assert asked.answer() == NOT_CONFIRMED


def test_ok_and_cancel_lie_where_the_tests_click(screen: Screen) -> None:
    """The control of the test above: with the right amount the same click confirms."""
    with screen.showing(AMOUNT) as asked:
        window = screen.window(amount.TITLE)
        screen.type("12345.67")
        screen.click(window, -190, -35)
        assert asked.answer() is None


@pytest.mark.parametrize("code", [PASSWORD, CHOICE, AMOUNT])
def test_without_a_display_it_is_said(screen: Screen, code: str) -> None:
    with screen.showing(code, DISPLAY="") as asked:
        assert asked.answer() == NO_DIALOG


def test_without_tk_it_is_said(screen: Screen) -> None:
    """Some Pythons come without it; the sentence names what to do."""
    with screen.showing("import sys; sys.modules['tkinter'] = None\n" + AMOUNT) as asked:
        assert asked.answer() == NO_DIALOG


def test_defect_in_a_dialog_is_not_swallowed(screen: Screen) -> None:
    """Tk prints what a callback raises and goes on; the user would wait for ever."""
    broken = "import shebao.dialogs.amount as t\ndef fault_of(*_): raise KeyError(1)\n"
    broken += "t.fault_of = fault_of\n"
    with screen.showing(broken + AMOUNT) as asked:
        screen.window(amount.TITLE)
        screen.type("1")
        _, err = asked.process.communicate(timeout=PATIENCE_SECONDS)
    assert asked.process.returncode == 1
    assert "KeyError" in err
