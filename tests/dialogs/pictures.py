"""Makes the pictures of the manual: ``python -m tests.dialogs.pictures [FOLDER]``."""

import sys
import time
from pathlib import Path

from shebao.dialogs import amount, choice, password, progress
from tests.dialogs.screen import Screen, open_screen

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
BANKS = [
    "沙箱银行营业部 ****2231（XY0000000001）",
    "沙箱农商银行城东支行 ****7781（XY0000000002）",
    "沙箱银行高新支行 ****0906（XY0000000003）",
]
PASSWORD = "from shebao.dialogs.password import ask_password; ask_password({!r})"
CHOICE = "from shebao.dialogs.choice import choose_one; choose_one({!r}, {!r})"
AMOUNT = "from shebao.dialogs.amount import confirm_amount; confirm_amount({!r}, {!r})"
PROGRESS = """
import time
from shebao.dialogs.progress import ProgressWindow
window = ProgressWindow()
while not window.show("下载职工", 6000, 14280):
    time.sleep(0.05)
"""


def make_pictures(screen: Screen, folder: Path) -> None:
    """Save one picture of each dialog, as a clerk meets it half answered."""
    question = f"用 {BANKS[0]} 缴纳 7 条费款"
    shots = [
        (
            password.TITLE,
            PASSWORD.format("请输入 91520100MA6EXAMPL1 的申报密码"),
            "secret",
            "password",
        ),
        (choice.TITLE, CHOICE.format("请选择缴费所用的三方协议：", BANKS), "", "choice"),
        (amount.TITLE, AMOUNT.format(question, 4_826_150), "48,261.05", "amount-wrong"),
        (amount.TITLE, AMOUNT.format(question, 4_826_150), "48,261.50", "amount-right"),
        (progress.TITLE, PROGRESS, "", "progress"),
    ]
    for title, code, typed, name in shots:
        with screen.showing(code):
            window = screen.window(title, has_keyboard=code is not PROGRESS)
            screen.type(typed)
            time.sleep(0.6)  # until it is drawn
            screen.picture(window, folder / f"dialog-{name}.png")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    target.mkdir(parents=True, exist_ok=True)
    with open_screen() as opened:
        make_pictures(opened, target)
