"""A terminal asks nobody and stops between two steps."""

import os
import signal

import pytest

from shebao.domain.errors import CancelledError, NotConfirmedError, ParameterError
from shebao.runner import find_command
from shebao.terminal_ui import TerminalUi


def test_first_interrupt_waits_for_the_step_and_the_second_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ui, before = TerminalUi(agrees=True), signal.getsignal(signal.SIGINT)
    with ui.stopping_between_steps():
        os.kill(os.getpid(), signal.SIGINT)
        ui.progress("下载职工", 3, 3)  # nothing is left to stop
        with pytest.raises(CancelledError, match="下载职工完成 1/3"):
            ui.progress("下载职工", 1, 3)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert "再按一次 Ctrl-C" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGINT) is before


def test_only_yes_confirms_an_amount() -> None:
    TerminalUi(agrees=True).confirm_amount("缴纳 3 条费款", 123_456)
    with pytest.raises(NotConfirmedError, match=r"缴纳 3 条费款，合计 1,234\.56 元"):
        TerminalUi(agrees=False).confirm_amount("缴纳 3 条费款", 123_456)


def test_choice_names_the_cell_and_the_choices() -> None:
    with pytest.raises(ParameterError, match="请填写“三方协议”后重试。可选：甲、乙"):
        TerminalUi(agrees=True).choose("请选择", ["甲", "乙"], cell="“三方协议”")


def test_no_password_is_asked_for() -> None:
    """It comes from SHEBAO_PASSWORD or the keyring; the bureau's client says so without one."""
    assert TerminalUi(agrees=True).password("请输入") == ""


def test_a_command_is_known_by_what_its_button_says() -> None:
    """The manual names buttons; whoever practises at a terminal types what stands there."""
    assert find_command("更新职工") is find_command("update_roster")


def test_an_unknown_command_is_met_with_what_may_be_meant() -> None:
    with pytest.raises(ParameterError) as caught:
        find_command("确认申报社保费")
    assert "您要的可能是：" in str(caught.value)
    assert "确认申报（submit_bills）" in str(caught.value)
    with pytest.raises(ParameterError) as caught:
        find_command("申报结果")
    assert "申报结果查询（fetch_wage_result）" in str(caught.value)
    with pytest.raises(ParameterError, match="请用 shebao commands 查看"):
        find_command("¥")


def test_a_name_of_two_buttons_is_not_guessed() -> None:
    with pytest.raises(ParameterError, match=r"几个按钮的名称，没有执行.*show_wage_filing"):
        find_command("查看申报明细")
