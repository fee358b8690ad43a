"""What Python writes at login is what the ribbon shows."""

from pathlib import Path

import pytest

from shebao.commands.desk.permission import ribbon_state_path, write_ribbon_state
from shebao.contract.rights import Right
from shebao.domain.ascii_text import escape
from tests.setup.building import built_addin
from tests.setup.excel_stand_in import Excel

WINDOWS_PATH = r"C:\Users\clerk\AppData\Local\shebao\ribbon_state.txt"


@pytest.fixture(scope="module")
def excel(tmp_path_factory: pytest.TempPathFactory) -> Excel:
    return Excel(built_addin(tmp_path_factory.mktemp("addin")))


@pytest.fixture
def state(tmp_path: Path, excel: Excel) -> Path:
    excel.forget()
    path = ribbon_state_path(tmp_path, platform="win32")
    excel.files[WINDOWS_PATH] = path
    return path


@pytest.mark.parametrize(
    "label",
    ["福州某某有限公司（91350100M000100Y43）", '名称"带引号"\\和\n换行', "𠮷野=家，100%", "plain"],
)
def test_label_arrives_letter_for_letter(excel: Excel, state: Path, label: str) -> None:
    write_ribbon_state(state, label, [Right.ALL])
    assert state.read_bytes().isascii()
    shown = excel.answer("ShebaoStatus", "")
    # VBA's text is UTF-16: a rare character arrives as its two halves.
    assert shown.encode("utf-16", "surrogatepass").decode("utf-16") == label


@pytest.mark.parametrize(
    ("rights", "may_run", "may_see"),
    [
        ([Right.ALL], {"open", "PAYMENT", "ALL"}, {"open", "PAYMENT", "ALL"}),
        ([Right.ALL, Right.PAYMENT], {"open", "PAYMENT", "ALL"}, {"open", "PAYMENT", "ALL"}),
        ([Right.PAYMENT], {"open", "PAYMENT"}, {"open", "PAYMENT"}),
        (None, {"open"}, {"open", "PAYMENT", "ALL"}),
    ],
)
def test_buttons_follow_the_rights(
    excel: Excel, state: Path, rights: list[Right] | None, may_run: set[str], may_see: set[str]
) -> None:
    """A user with 缴费功能 sees only payment; before a login everything is seen but grey."""
    if rights is not None:
        write_ribbon_state(state, "某单位", rights)
    tags = {"open", *Right.__members__}
    assert {tag for tag in tags if excel.answer("ShebaoEnabled", tag)} == may_run
    assert {tag for tag in tags if excel.answer("ShebaoVisible", tag)} == may_see


def test_nobody_logged_in_is_said(excel: Excel, state: Path) -> None:
    write_ribbon_state(state, "某单位", [Right.ALL])
    state.unlink()
    assert excel.answer("ShebaoStatus", "") == "未登录"


def test_damaged_state_is_nobody(excel: Excel, state: Path) -> None:
    state.write_bytes(b"\x00\x01 nonsense\r\nrights")
    assert excel.answer("ShebaoEnabled", "ALL") is False
    assert excel.answer("ShebaoStatus", "") == "未登录"


def test_state_is_read_once_until_the_next_click(excel: Excel, state: Path) -> None:
    """Every button asks; the file must not be opened for each."""
    write_ribbon_state(state, "前", [Right.ALL])
    assert excel.answer("ShebaoStatus", "") == "前"
    write_ribbon_state(state, "后", [Right.ALL])
    assert excel.answer("ShebaoStatus", "") == "前"
    excel.click("login")
    assert excel.answer("ShebaoStatus", "") == "后"


def test_moved_data_folder_is_followed(excel: Excel, state: Path) -> None:
    excel.environment["SHEBAO_HOME"] = r"D:\data"
    excel.files[r"D:\data\ribbon_state.txt"] = state
    del excel.files[WINDOWS_PATH]
    write_ribbon_state(state, "别处", [Right.ALL])
    assert excel.answer("ShebaoStatus", "") == "别处"


def test_on_a_mac_the_state_lies_where_excel_may_read(tmp_path: Path) -> None:
    path = ribbon_state_path(tmp_path / "data", platform="darwin", user_home=tmp_path)
    assert path == (
        tmp_path / "Library/Containers/com.microsoft.Excel/Data/shebao_ribbon_state.txt"
    )
    write_ribbon_state(path, "某单位", [Right.ALL])
    assert path.exists()


def test_escape_leaves_only_what_vba_can_hold() -> None:
    assert escape('a"\\中\n') == r"a\u0022\u005c\u4e2d\u000a"
