"""The ribbon holds every command of the registry, in the order of a month's work."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from scripts.ribbon_picture import group_end
from shebao.commands.command import Command
from shebao.commands.registry import COMMANDS
from shebao.contract.rights import Right
from shebao.setup.assembly.addin_lint import lint_ribbon
from shebao.setup.assembly.build_addin import ribbon_bytes, vba_modules
from shebao.setup.assembly.build_sources import AddinBuildError, read_icons, read_text
from shebao.setup.assembly.ribbon_xml import NAMESPACE, read_layout
from shebao.sheets.declared.catalogue import ALL_SHEETS

IDS = [command.id for command in COMMANDS]


def ribbon(commands: tuple[Command, ...] = COMMANDS) -> ET.Element:
    return ET.fromstring(ribbon_bytes(commands))


def find(root: ET.Element, control_id: str) -> ET.Element:
    found = root.find(f".//*[@id='{control_id}']")
    assert found is not None, control_id
    return found


# What they do is seen at once: another sheet, other ticks, a file, a window.
IN_A_FILE_OR_A_WORD = {
    "new_workbook",
    "new_employer_list",
    "undo_last",
    "tick_rows",
    "open_sheet",
    "put_away_sheet",
    "arrange_sheets",
    "previous_step",
    "next_step",
    "export_table",
    "reset_query",
    "open_manual",
    "show_about",
}


def extra(number: int, **changes: object) -> Command:
    """Return a small command like those that later features add."""
    face = (f"query_{number}", f"查询{number}", "FindDialogExcel")
    base = Command(face, "查询。", "以后的组", "query")
    return replace(base, **changes)  # type: ignore[arg-type]


def lint(xml: bytes, commands: list[str] | None = None) -> list[str]:
    return lint_ribbon(xml, vba_modules({}), read_icons(), commands or IDS)


def test_ribbon_has_no_faults() -> None:
    assert lint(ribbon_bytes(COMMANDS)) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_button_says_what_it_does_and_needs(command: Command) -> None:
    button = find(ribbon(), command.id)

    assert button.get("label") == button.get("screentip") == command.label
    tip = str(button.get("supertip"))
    assert tip.startswith(command.help)
    assert ("“全部功能”权限" in tip) == (command.right is Right.ALL)
    assert ("先登录" in tip) == (button.get("tag") != "open")
    assert button.get("tag") in {"open", command.right.name}
    ends = tip.rpartition("\n")[2]
    assert ends.startswith("结果：工作表“") or command.id in IN_A_FILE_OR_A_WORD
    landing = {spec.name: spec.title for spec in ALL_SHEETS}
    assert all(f"“{landing[name]}”" in ends for name in command.results)


def test_groups_stand_in_the_order_of_the_month() -> None:
    labels = [group.get("label") for group in ribbon().iter(f"{{{NAMESPACE}}}group")]
    month = ["单位", "本月", "职工", "缴费工资", "社保费申报", "费款缴纳", "证明"]
    assert labels[: len(month)] == month


def test_round_of_the_month_needs_no_menu_and_no_wide_screen() -> None:
    """Excel takes room from the right: what stands within 1366 pixels stays whole."""
    layout = read_layout(read_text("ribbon.toml"), COMMANDS)
    (at,) = [n for n, group in enumerate(layout) if group.name == "本月"]
    steps = [head.id for head, _ in layout[at].buttons]

    assert layout[at].menus == []
    assert steps[0] == "update_roster"
    assert steps[-3:] == ["issue_certificate", "previous_step", "next_step"]
    assert steps.index("check_wages") < steps.index("submit_wages") < steps.index("submit_bills")
    assert group_end(layout, at) <= 1366


def test_large_commands_are_large() -> None:
    root = ribbon()
    for command in COMMANDS:
        if command.is_large:
            holder = root.find(f".//*[@id='split_{command.id}']")
            assert (find(root, command.id) if holder is None else holder).get("size") == "large"


def test_whole_submission_stands_under_the_arrow_of_submission() -> None:
    split = find(ribbon(), "split_submit_wages")
    assert [element.get("id") for element in split] == ["submit_wages", "arrow_submit_wages"]
    assert [element.get("id") for element in split[1]] == ["submit_all_wages"]


def test_new_group_comes_last_and_many_small_commands_make_a_menu() -> None:
    """Adding a command is one line in the registry; it must find its own place."""
    few = ribbon((*COMMANDS, extra(1), extra(2)))
    many = ribbon((*COMMANDS, *(extra(number) for number in range(5))))

    assert [e.get("id") for e in find(few, "group_query_1")] == ["query_1", "query_2"]
    assert [e.get("id") for e in find(many, "group_query_0")] == ["more_group_query_0"]
    assert len(find(many, "more_group_query_0")) == 5
    tab = find(many, "shebao_tab")
    assert tab[-1].get("id") == "group_query_0"
    xml = ribbon_bytes((*COMMANDS, *(extra(number) for number in range(5))))
    assert lint(xml, IDS + [f"query_{number}" for number in range(5)]) == []


def test_named_menus_keep_a_large_group_narrow() -> None:
    """Sixty commands side by side would push the later groups off the screen."""
    queries = [extra(n, menu="申报查询" if n < 6 else "缴费查询") for n in range(12)]
    commands = (*COMMANDS, *queries, extra(12, is_large=True), extra(13))
    group = find(ribbon(commands), "group_query_0")

    assert [e.get("id") for e in group] == ["query_12", "query_13", "menu_query_0", "menu_query_6"]
    assert [group[2].get("label"), group[2].get("imageMso")] == ["申报查询", "FindDialogExcel"]
    assert [e.get("id") for e in group[3]] == [f"query_{n}" for n in range(6, 12)]
    ids = [command.id for command in commands]
    assert lint(ribbon_bytes(commands), ids) == []


def test_group_is_shown_to_whoever_may_use_one_of_its_commands() -> None:
    commands = (*COMMANDS, extra(1), extra(2, right=Right.PAYMENT))
    root = ribbon(commands)
    assert find(root, "group_query_1").get("tag") == "PAYMENT"
    assert find(root, "group_wages").get("tag") == "ALL"
    assert find(root, "group_employer").get("tag") == "open"


def test_status_label_leads_the_first_group() -> None:
    group = find(ribbon(), "group_employer")
    assert (group[0].get("id"), group[0].get("getLabel")) == ("shebao_status", "ShebaoStatus")


def test_another_addin_can_neither_share_nor_take_over_the_tab() -> None:
    """An unqualified id is the add-in's own; a callback is looked for in every open workbook."""
    elements = list(ribbon().iter())
    assert not any({"idQ", "idMso", "insertAfterQ"} & set(element.attrib) for element in elements)
    callbacks = {
        value
        for element in elements
        for name, value in element.attrib.items()
        if name.startswith(("on", "get"))
    }
    assert "ShebaoEnabled" in callbacks
    assert all(name.startswith("Shebao") for name in callbacks)


def test_unknown_icon_is_found() -> None:
    """Excel shows an empty button and says nothing."""
    xml = ribbon_bytes((*COMMANDS, extra(1, face=("query_1", "查询1", "NoSuchIcon"))))
    assert any("NoSuchIcon" in fault for fault in lint(xml, [*IDS, "query_1"]))


def test_command_twice_is_found() -> None:
    xml = ribbon_bytes((*COMMANDS, COMMANDS[0]))
    assert any("login" in fault and "重复" in fault for fault in lint(xml))


def test_command_missing_or_unknown_is_found() -> None:
    xml = ribbon_bytes(COMMANDS)
    assert lint(xml, [*IDS, "forgotten"]) == ["命令“forgotten”不在功能区上"]
    assert lint(xml, IDS[1:]) == ["功能区按钮“login”不是已登记的命令"]


def test_id_that_could_leave_its_quotes_is_found() -> None:
    """The id enters Python's command line."""
    xml = ribbon_bytes((*COMMANDS, extra(1, face=("x');import os;('", "查询1", "FindDialogExcel"))))
    assert any("不允许的字符" in fault for fault in lint(xml, [*IDS, "x');import os;('"]))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'onAction="ShebaoAction"', b'onAction="Missing"'),
        (b'onAction="ShebaoAction"', b'onAction="ShebaoEnabled"'),
        (b'getLabel="ShebaoStatus"', b'getLabel="ShebaoLoaded"'),
        (b'getLabel="ShebaoStatus"', b'getImage="ShebaoStatus"'),
    ],
)
def test_callback_that_vba_has_not_is_found(was: bytes, now: bytes) -> None:
    """Excel would complain at every click, in words no clerk understands."""
    assert lint(ribbon_bytes(COMMANDS).replace(was, now, 1)) != []


def test_endless_tip_is_found() -> None:
    xml = ribbon_bytes((*COMMANDS, extra(1, help="长" * 1025)))
    assert any("1024" in fault for fault in lint(xml, [*IDS, "query_1"]))


def test_layout_of_a_command_that_is_gone_stops_the_build() -> None:
    with pytest.raises(AddinBuildError, match="submit_all_wages"):
        ribbon_bytes([c for c in COMMANDS if c.id != "submit_all_wages"])
