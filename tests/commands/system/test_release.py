"""The offer of a newer version at login, and what 关于 says."""

import socket
import time
from typing import ClassVar

import openpyxl
import pytest

from shebao import __version__
from shebao.sandbox.bureau import FIRST_RELEASE
from shebao.sheets.declared.employer_sheets import HOME
from shebao.terminal_ui import TerminalUi
from tests.desk import Desk
from tests.patience import PATIENCE_SECONDS

URL = "https://bureau.example/shebao"


def publish(desk: Desk, version: str, minimum: str = "") -> None:
    notice = {"version": version, "published_on": "2027-01-04", "minimum_version": minimum}
    desk.bureau.control("release", release={**notice, "url": URL, "notes": "修正"})


def log_in(desk: Desk) -> str:
    return desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id}).message


def shown(desk: Desk) -> dict[str, str]:
    return {str(row["item"]): str(row["content"]) for row in desk.rows(HOME)}


@pytest.mark.feature("S-UPGRADE")
def test_newer_version_is_offered_at_login_and_on_the_home_sheet(desk: Desk) -> None:
    """Nobody reads release notes; everybody logs in."""
    publish(desk, "99.0", minimum="0.0.1")

    message = log_in(desk)

    assert message.startswith("已登录")
    for text in (message, shown(desk)["版本升级"]):
        assert all(word in text for word in ("99.0", __version__, URL, "建议升级", "保留"))
    assert "拒绝" not in message
    assert shown(desk)["加载项版本"] == __version__


@pytest.mark.feature("S-UPGRADE")
def test_below_the_minimum_nothing_is_filed_and_all_else_goes_on(desk: Desk) -> None:
    """The bureau would refuse it, or take it for what this version no longer means."""
    desk.until_filled()
    publish(desk, "99.0", minimum="98.0")

    message = log_in(desk)
    refused = desk.run("submit_wages")

    assert message.startswith("已登录")
    assert "至少为 98.0" in message
    assert refused.status == 1
    assert refused.answer["code"] == "INP-07"
    for words in ("没有提交任何数据", "至少为 98.0", "关于"):
        assert words in refused.said
    assert desk.bureau.received().get("wage_filing", 0) == 0
    desk.done("update_roster")
    publish(desk, "99.0", minimum="0.0.1")
    desk.done("submit_wages")
    assert desk.bureau.received()["wage_filing"] == 1


class Browsing(TerminalUi):
    """Somebody at a screen, who is shown pages."""

    pages: ClassVar[list[str]] = []

    def open_page(self, url: str) -> None:
        self.pages.append(url)


@pytest.mark.feature("S-UPGRADE")
@pytest.mark.parametrize("url", [URL, "file:///C:/evil.exe", "http://bureau.example"])
def test_the_upgrade_is_started_from_about(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(Browsing, "pages", [])
    monkeypatch.setattr("shebao.terminal_ui.TerminalUi", Browsing)
    desk.bureau.control(
        "release",
        release={
            "version": "99.0",
            "published_on": "2027-01-04",
            "minimum_version": "",
            "url": url,
            "notes": "",
        },
    )

    desk.ask("show_about")
    assert Browsing.pages == []
    told = desk.done("show_about").message

    assert Browsing.pages == ([URL] if url == URL else [])
    assert ("升级：下载页面" in told) is (url == URL)


@pytest.mark.feature("S-UPGRADE")
@pytest.mark.parametrize("fault", ["none", "lose", "garbage", "unavailable", "odd", "old"])
def test_notice_that_fails_stops_no_login(desk: Desk, fault: str) -> None:
    """No notice, no answer, an unreadable one, one that names no version, or an older one."""
    if fault == "none":
        desk.bureau.control("release", release=None)
    elif fault in ("odd", "old"):
        publish(desk, "新版" if fault == "odd" else "0.0.1", minimum="99")
    else:
        desk.bureau.control("faults", kind=fault, path="/v1/release")

    assert "新版本" not in log_in(desk)
    assert "版本升级" not in shown(desk)


def test_offer_is_gone_after_the_upgrade(desk: Desk) -> None:
    """An offer that stays is soon not read."""
    publish(desk, "99.0")
    log_in(desk)
    desk.bureau.control("release", release=FIRST_RELEASE.model_dump())

    assert "版本升级" in shown(desk)
    desk.done("show_about")

    assert "版本升级" not in shown(desk)
    assert shown(desk)["单位名称"]


@pytest.mark.feature("S-UPGRADE")
def test_about_needs_no_login_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is what a clerk reads out on the telephone when nothing else works."""
    monkeypatch.delenv("SHEBAO_PASSWORD")
    publish(desk, "99.0")

    message = desk.done("show_about").message

    for text in (__version__, "99.0", desk.bureau.url, str(desk.folder / "home"), "未登录", "无"):
        assert text in message
    assert shown(desk)["税务系统"] == desk.bureau.url
    assert not (desk.folder / "home" / "shebao.db").exists()


def test_about_after_a_login_names_rules_and_keeps_the_home_sheet(desk: Desk) -> None:
    log_in(desk)
    before = shown(desk)

    message = desk.done("show_about").message

    assert f"最近登录 {before['登录时间']}" in message
    assert before.items() <= shown(desk).items()
    assert before["规则文件版本"] in shown(desk)["本机规则"]


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9", "bureau.example"])
def test_about_needs_no_bureau(desk: Desk, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SHEBAO_BUREAU_URL", url)

    assert f"加载项版本 {__version__}" in desk.done("show_about").message


@pytest.mark.parametrize("is_ours", [False, True])
def test_about_in_another_or_a_changed_workbook_is_told_all_the_same(
    desk: Desk, *, is_ours: bool
) -> None:
    """The button is pressed in whatever workbook is open."""
    book = openpyxl.load_workbook(desk.book) if is_ours else openpyxl.Workbook()
    if is_ours:
        header = next(c for row in book["首页"] for c in row if c.value == "内容")
        header.value = "改过的"
    book.save(desk.book)

    assert f"加载项版本 {__version__}" in desk.done("show_about").message


def test_damaged_rules_are_told(desk: Desk) -> None:
    home = desk.folder / "home"
    home.mkdir()
    (home / "rule_files.json").write_text("{", encoding="utf-8")

    assert "已损坏" in desk.done("show_about").message


def test_bureau_that_never_answers_is_waited_for_but_shortly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told besides is not worth the ordinary patience."""
    monkeypatch.setenv("SHEBAO_TIMEOUT_SECONDS", str(PATIENCE_SECONDS))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", f"http://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        desk.done("show_about")

    assert time.monotonic() - began < PATIENCE_SECONDS
