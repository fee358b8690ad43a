"""Two channels in one workbook: without a bureau nothing asks for a login or a network."""

import os

import pytest

from shebao.commands.client.instead import _SAID, INSTEAD
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.domain.errors import ShebaoError
from shebao.rule_book.regions import regions
from shebao.rules.which_region import which_region
from shebao.runner import run_command
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.terminal_ui import TerminalUi
from shebao.workbooks import open_workbook
from tests.desk import Desk
from tests.file_desk import FILES, FileDesk, file_desk, make_player

__all__ = ["file_desk"]
NEEDS = ("网址", "密码", "登录”重新", "请先点击“登录", "意外错误")


@pytest.mark.feature("F-MODE")
@pytest.mark.parametrize("region", ["成都", "四川省成都市"])
def test_unit_is_named_by_tax_id_and_city(file_desk: FileDesk, region: str) -> None:
    """Full or short, the city is one of the rule book's."""
    answer = file_desk.by_files(make_player(), region)

    assert (answer["region"], answer["channel"]) == ("510100", FILES)


def test_every_city_of_the_book_is_known() -> None:
    """Any of them is a 参保地."""
    assert [which_region(region.name) for region in regions()] == list(regions())


@pytest.mark.parametrize("region", ["", "火星市", "四川"])
def test_no_city_is_guessed(file_desk: FileDesk, region: str) -> None:
    """A blank or unknown name, or a whole province, is refused, and nothing is set."""
    given = {"办理方式": FILES, "纳税人识别号": make_player().tax_id, "参保地": region}

    assert "没有执行" in file_desk.refused("set_channel", **given)


def test_every_button_works_or_names_the_file(
    file_desk: FileDesk, capsys: pytest.CaptureFixture[str]
) -> None:
    """No button asks for a login, a password or an address of a bureau."""
    file_desk.rostered(make_player())
    refused = {}
    asks: list[str] = []
    book = open_workbook(file_desk.book)
    try:
        for command in COMMANDS:
            try:
                run_command(command, book, file_desk.book, TerminalUi(agrees=False), os.environ)
            except ShebaoError as error:
                if error.code == "INP-08":
                    refused[command.id] = error.message
                    continue
                asks += [
                    f"{command.id}: {error.message}" for words in NEEDS if words in error.message
                ]
    finally:
        book.close()

    assert refused.keys() == INSTEAD.keys()
    assert asks == []
    for command_id, sentence in refused.items():
        assert sentence.startswith(f"“{BY_ID[command_id].label}”需要税务接口")
        assert sentence.endswith(INSTEAD[command_id])
    capsys.readouterr()


def test_what_is_said_instead_is_of_buttons_that_are_there() -> None:
    """A line of a module that was renamed would say nothing, and nobody would miss it."""
    modules = {command.module for command in COMMANDS}

    assert _SAID.keys() <= {*BY_ID, *modules, *(name.partition(".")[0] for name in modules)}


def test_home_is_the_month_by_files(file_desk: FileDesk) -> None:
    """Which file comes next is what a clerk without an interface has to know."""

    def steps() -> dict[str, str]:
        rows = file_desk.rows(HOME)
        return {str(row["item"]): str(row["state"]) for row in rows if row["state"]}

    player = make_player()
    file_desk.by_files(player)
    assert list(steps().values()) == ["下一步", *["未到"] * 8]

    file_desk.rostered(player)

    assert steps()["1 导入参保职工"] == "已完成"
    assert steps()["2 填写工资"] == "下一步"
    fill, check = [row for row in file_desk.rows(HOME) if row["item"] in ("2 填写工资", "3 校验")]
    assert "点击“新建申报表”" in str(fill["content"])
    assert fill["target"] == "缴费工资申报"
    assert str(check["content"]).startswith("还没有填写")  # 还有 0 人没有校验, it said


def test_switching_there_and_back_loses_nothing(desk: Desk) -> None:
    """What was typed under the interface is there in file mode, and can be filed afterwards."""
    desk.until_filled()
    before = desk.rows(WAGES_BY_PERSON)
    roster = desk.rows(ROSTER)

    desk.done("set_channel", {"办理方式": FILES, "参保地": "贵阳"})
    assert desk.rows(WAGES_BY_PERSON) == before
    assert "需要税务接口" in desk.run("submit_wages").said
    desk.done("set_channel", {"办理方式": "税务接口"})

    assert desk.rows(WAGES_BY_PERSON) == before
    assert desk.rows(ROSTER) == roster
    desk.done("submit_wages")
    assert desk.bureau.received()["wage_filing"] == 1


def test_rows_of_the_other_channel_are_asked_about_before_sending(desk: Desk) -> None:
    """A roster imported from a file and rows made from it may be filed at the bureau, once seen."""
    player = make_player()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("set_channel", {"办理方式": FILES, "参保地": "贵阳"})
    other = player.__class__.of(desk.bureau.seeded.tax_id, "520100", player.period, player.staff)
    other.roster(desk.folder / "名单.xlsx", 3)
    desk.done("import_roster_file", {"参保职工文件": "名单.xlsx"})
    desk.done("new_wage_sheet")
    desk.done("set_channel", {"办理方式": "税务接口"})

    said = desk.ask("submit_all_wages").said

    assert "另一种办理方式" in said or "没有" in said
    assert desk.bureau.received().get("wage_filing", 0) == 0
