"""The client's own groups: made, refused, deleted, imported, filtered by."""

from pathlib import Path

import openpyxl
import pytest

from shebao import cli
from shebao.sheets.declared.employee_sheets import GROUP_FAULTS, GROUPS, ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from tests.commands.people import by_id, first_id
from tests.desk import Desk

TREE = ["生产部/一车间/甲班", "生产部/二车间", "销售部"]
ALL_OF_TREE = ["生产部", "生产部/一车间", "生产部/一车间/甲班", "生产部/二车间", "销售部"]


def with_groups(desk: Desk, *paths: str) -> None:
    """Downloaded, and these groups saved."""
    desk.until_rostered()
    desk.write(GROUPS, [{"path": path} for path in paths])
    desk.done("save_groups")


def put(desk: Desk, id_number: str, path: str) -> None:
    """One employee is ticked and put into a group."""
    rows = desk.rows(ROSTER)
    for row in rows:
        row["tick"] = TICK if row["id_number"] == id_number else ""
    desk.edit(ROSTER, rows, "tick")
    desk.done("set_employee_group", {"设为分组": path})


def fill(path: Path, *rows: list[object]) -> None:
    """A template filled by hand: rows below its header."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append(row)
    book.save(path)


@pytest.mark.feature("R-GROUPS")
def test_groups_are_kept_up_to_three_levels(desk: Desk) -> None:
    """They live in the client's store: a fresh sheet shows them again."""
    with_groups(desk, *TREE)
    desk.write(GROUPS, [])

    ran = desk.done("show_groups")

    rows = desk.rows(GROUPS)
    assert [row["path"] for row in rows] == ALL_OF_TREE
    assert [row["level"] for row in rows] == [1, 2, 3, 2, 1]
    assert ran.message == "共 5 个分组，0 名职工已分组。"


@pytest.mark.feature("R-GROUPS")
@pytest.mark.parametrize(
    ("paths", "why"),
    [
        (["生产部//甲班"], "“生产部//甲班”：分组名称不能为空"),
        (["生产部/ "], "：分组名称不能为空"),
        (["甲", "乙", "甲"], "“甲”：相同层级的分组名称不可重复"),
        (["甲/乙", " 甲 / 乙"], "：相同层级的分组名称不可重复"),
        (["一/二/三/四"], "“一/二/三/四”：分组层级最多为3级"),
        (["甲/未分组"], "“未分组”表示不属于任何分组"),
    ],
)
def test_groups_that_cannot_be_are_refused(desk: Desk, paths: list[str], why: str) -> None:
    """One bad row, and none is saved."""
    desk.until_rostered()
    desk.write(GROUPS, [{"path": path} for path in [*paths, "好的分组"]])

    ran = desk.run("save_groups")

    assert (ran.status, why in ran.message) == (1, True)
    assert f"第 {GROUPS.header_row + 1} 行" in ran.message
    assert desk.done("show_groups").answer["counts"]["groups"] == 0


@pytest.mark.feature("R-GROUPS")
def test_a_row_without_a_name_is_refused(desk: Desk) -> None:
    """A tick on an empty row is no group."""
    desk.until_rostered()
    desk.write(GROUPS, [{"path": "甲"}, {"tick": TICK}])

    ran = desk.run("save_groups")

    assert f"第 {GROUPS.header_row + 2} 行“”：分组名称不能为空" in ran.message


@pytest.mark.feature("R-GROUPS")
def test_one_employees_group_is_edited_alone(desk: Desk) -> None:
    """On every row of that employee, and on nobody else's."""
    with_groups(desk, *TREE)
    someone = first_id(desk)

    put(desk, someone, "生产部/一车间/甲班")

    rows = by_id(desk.rows(ROSTER))
    assert {row["group"] for row in rows.pop(someone)} == {"生产部/一车间/甲班"}
    assert {row["group"] for of_one in rows.values() for row in of_one} == {""}
    desk.done("show_groups")
    counted = {row["path"]: (row["people"], row["people_below"]) for row in desk.rows(GROUPS)}
    assert counted["生产部"] == (0, 1)
    assert counted["生产部/一车间/甲班"] == (1, 1)
    put(desk, someone, "未分组")
    assert {row["group"] for row in desk.rows(ROSTER)} == {""}


@pytest.mark.feature("R-GROUPS")
@pytest.mark.parametrize(
    ("group", "why"),
    [("", "“设为分组”为空，没有修改任何职工"), ("没有的", "没有这个分组，没有修改任何职工")],
)
def test_an_employee_is_only_put_into_a_group_that_is_there(
    desk: Desk, group: str, why: str
) -> None:
    """A mistyped name is no new group."""
    with_groups(desk, *TREE)
    rows = desk.rows(ROSTER)
    rows[0]["tick"] = TICK
    desk.edit(ROSTER, [rows[0]], "tick")

    ran = desk.run("set_employee_group", {"设为分组": group})

    assert (ran.status, why in ran.message) == (1, True)


@pytest.mark.feature("R-GROUPS")
def test_a_row_whose_key_is_anothers_is_not_grouped(desk: Desk) -> None:
    """A sort that left the hidden column behind would move another person."""
    with_groups(desk, *TREE)
    row = desk.rows(ROSTER)[0]
    row["tick"], row["key"] = TICK, "520102199001019999"
    desk.edit(ROSTER, [row], "tick", "key")

    ran = desk.run("set_employee_group", {"设为分组": "销售部"})

    assert (ran.status, "校验键与证件号码不一致" in ran.message) == (1, True)


@pytest.mark.feature("R-GROUPS")
def test_deleting_a_parent_deletes_its_children_after_a_confirm(desk: Desk) -> None:
    """The clerk sees how many groups and employees that are."""
    with_groups(desk, *TREE, "生产部二")
    put(desk, first_id(desk), "生产部/一车间/甲班")
    put(desk, list(desk.truth["wages_fen"])[1], "销售部")
    rows = [{**row, "tick": TICK} for row in desk.rows(GROUPS) if row["path"] == "生产部"]
    desk.edit(GROUPS, rows, "tick")

    unsure = cli.main(["run", "delete_groups", "--book", str(desk.book)])
    said = desk.capture.readouterr().err
    ran = desk.done("delete_groups")

    assert unsure == 1
    assert "删除 1 个分组（生产部），其下 3 个子分组一并删除，1 名职工将变为未分组" in said
    assert ran.message == "已删除 4 个分组，1 名职工变为未分组。"
    assert [row["path"] for row in desk.rows(GROUPS)] == ["生产部二", "销售部"]
    assert {row["group"] for row in desk.rows(ROSTER)} == {"", "销售部"}


@pytest.mark.feature("R-GROUPS")
def test_a_group_that_was_never_saved_cannot_be_deleted(desk: Desk) -> None:
    """Nothing would be deleted, and the clerk would believe otherwise."""
    with_groups(desk, "甲")
    desk.write(GROUPS, [{"path": "乙", "tick": TICK}])

    ran = desk.run("delete_groups")

    assert (ran.status, "“乙”不是已保存的分组" in ran.message) == (1, True)


@pytest.mark.feature("R-GROUPS")
def test_groups_are_imported_and_failing_rows_listed(desk: Desk) -> None:
    """Each row by itself; none is bent until it fits."""
    with_groups(desk, "销售部")
    desk.done("export_group_templates")
    template = desk.folder / "分组导入模板.xlsx"
    assert [row[0].value for row in openpyxl.load_workbook(template).worksheets[0]] == [
        "分组路径",
        "销售部",
    ]
    fill(template, ["生产部/一车间"], ["一/二/三/四"], ["甲//乙"], [7], ["丙"], ["丙"], ["销售部"])

    ran = desk.done("import_groups")

    assert ran.message == (
        "从“分组导入模板.xlsx”新增 3 个分组。4 行没有导入，原因见工作表“分组导入问题”。"
    )
    assert [row["path"] for row in desk.rows(GROUPS)] == ["7", "生产部", "生产部/一车间", "销售部"]
    assert [(row["row"], row["reason"]) for row in desk.rows(GROUP_FAULTS)] == [
        (3, "分组层级最多为3级"),
        (4, "分组名称不能为空"),
        (6, "相同层级的分组名称不可重复"),
        (7, "相同层级的分组名称不可重复"),
    ]


@pytest.mark.feature("R-GROUPS")
def test_employees_are_grouped_by_template_and_failing_rows_listed(desk: Desk) -> None:
    """Batch editing, as the official client offers it."""
    with_groups(desk, *TREE)
    ids = list(desk.truth["wages_fen"])
    put(desk, ids[4], "销售部")
    put(desk, ids[5], "销售部")
    desk.done("export_group_templates")
    template = desk.folder / "批量编辑职工分组模板.xlsx"
    rows = list(openpyxl.load_workbook(template).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("姓名", "证件号码", "分组路径")
    names = {str(row[1]): row[0] for row in rows[1:]}
    assert len(names) == 30
    fill(
        template,
        [names[ids[0]], ids[0], "生产部/二车间"],
        [names[ids[1]], ids[1], "没有的分组"],
        ["别人", ids[2], "销售部"],
        [names[ids[3]], ids[3], "销售部"],
        [names[ids[3]], ids[3], "生产部"],
        [names[ids[4]], ids[4], "未分组"],
        [names[ids[5]], ids[5], None],
        ["外人", "520102199001010010", "销售部"],
        ["短号", "12", "销售部"],
        [names[ids[6]], 522301197003235971, "销售部"],
    )

    ran = desk.done("import_employee_groups")

    assert ran.answer["counts"] == {"assigned": 2, "unchanged": 1, "failed": 7}
    groups = {id_number: rows[0]["group"] for id_number, rows in by_id(desk.rows(ROSTER)).items()}
    assert {i: group for i, group in groups.items() if group} == {
        ids[0]: "生产部/二车间",
        ids[5]: "销售部",
    }
    reasons = {row["row"]: str(row["reason"]) for row in desk.rows(GROUP_FAULTS)}
    assert list(reasons) == [3, 4, 5, 6, 9, 10, 11]
    for row, why in {
        3: "没有这个分组",
        4: f"姓名与证件号码不一致，该证件号码是“{names[ids[2]]}”的",
        5: "证件号码在文件中出现 2 次",
        6: "证件号码在文件中出现 2 次",
        9: "不是本单位职工",
        11: "末几位已丢失",
    }.items():
        assert why in reasons[row]


@pytest.mark.feature("R-GROUPS")
@pytest.mark.parametrize("command", ["import_groups", "import_employee_groups"])
def test_a_file_of_another_layout_is_refused(desk: Desk, command: str) -> None:
    """Its columns are not guessed."""
    with_groups(desk, "甲")
    parameters = {"分组文件": desk.payroll.name, "职工分组文件": desk.payroll.name}

    ran = desk.run(command, parameters)
    missing = desk.run(command, {"分组文件": "没有.xlsx", "职工分组文件": "没有.xlsx"})

    assert (ran.status, "没有表头" in ran.message) == (1, True)
    assert (missing.status, "文件“没有.xlsx”不存在" in missing.message) == (1, True)


@pytest.mark.feature("R-GROUPS")
@pytest.mark.parametrize(
    ("command", "file", "heads"),
    [
        ("import_groups", "分组导入模板.xlsx", ["分组路径", "*分组路径"]),
        (
            "import_employee_groups",
            "批量编辑职工分组模板.xlsx",
            ["姓名", "证件号码", "分组路径", "分组路径"],
        ),
    ],
)
def test_a_column_that_stands_twice_is_named(
    desk: Desk, command: str, file: str, heads: list[str]
) -> None:
    """Taking the last one would put people where nobody wanted them."""
    with_groups(desk, "甲")
    desk.done("export_group_templates")
    book = openpyxl.load_workbook(desk.folder / file)
    for at, head in enumerate(heads, start=1):
        book.worksheets[0].cell(1, at).value = head
    book.save(desk.folder / file)

    ran = desk.run(command)

    assert (ran.status, "第 1 行有两个“分组路径”列" in ran.message) == (1, True), ran.message


@pytest.mark.feature("R-GROUPS")
def test_roster_and_wage_sheet_are_filtered_by_group(desk: Desk) -> None:
    """A parent stands for everybody below it."""
    with_groups(desk, *TREE)
    ids = list(desk.truth["wages_fen"])
    put(desk, ids[0], "生产部/一车间/甲班")
    put(desk, ids[1], "生产部")
    put(desk, ids[2], "销售部")

    shown = desk.done("update_roster", {"分组": "生产部"})
    filtered = by_id(desk.rows(ROSTER)).keys()
    desk.done("new_wage_sheet", {"分组": "生产部"})
    in_wages = {row["id_number"]: row["group"] for row in desk.rows(WAGES_BY_PERSON)}
    rest = desk.done("update_roster", {"分组": "未分组"})
    unknown = desk.run("update_roster", {"分组": "没有的"})

    assert filtered == {ids[0], ids[1]}
    assert in_wages == {ids[0]: "生产部/一车间/甲班", ids[1]: "生产部"}
    assert shown.message.startswith("职工总数 30，正常缴费 30")
    assert "表中只有分组“生产部”的 2 人。" in shown.message
    assert rest.answer["counts"]["shown"] == 27
    assert "的“分组”是“没有的”，没有这个分组" in unknown.message


@pytest.mark.feature("R-GROUPS")
def test_typed_groups_are_not_thrown_away_unasked(desk: Desk) -> None:
    """Listing the saved ones would wipe what was just typed."""
    with_groups(desk, "甲")
    desk.write(GROUPS, [{"path": "甲"}, {"path": "刚输入"}])

    status = cli.main(["run", "show_groups", "--book", str(desk.book)])

    assert status == 1
    assert "有 1 行尚未保存的分组，将被丢弃" in desk.capture.readouterr().err
    assert [row["path"] for row in desk.rows(GROUPS)] == ["甲", "刚输入"]


@pytest.mark.feature("R-GROUPS")
def test_a_group_is_renamed_with_all_below_it(desk: Desk) -> None:
    """Deleted and made anew, its people would be in no group."""
    with_groups(desk, *TREE, "生产部门")
    put(desk, first_id(desk), "生产部/一车间/甲班")
    rows = desk.rows(GROUPS)
    for row in rows:
        row["tick"] = TICK if row["path"] == "生产部" else ""
    desk.edit(GROUPS, rows, "tick")
    for name, why in (
        ("", "分组名称不能为空"),
        ("销售部", "已有这个名称"),
        ("销售部/生产", "不能移到别处"),
        ("未分组", "不能作为分组名称"),
    ):
        assert why in desk.run("rename_group", {"改名为": name}).said

    desk.done("rename_group", {"改名为": "制造部"})

    after = [path.replace("生产部", "制造部", 1) for path in ALL_OF_TREE]
    assert {row["path"] for row in desk.rows(GROUPS)} == {*after, "生产部门"}
    assert by_id(desk.rows(ROSTER))[first_id(desk)][0]["group"] == "制造部/一车间/甲班"


@pytest.mark.feature("R-GROUPS")
def test_typed_groups_stay_while_others_are_deleted_or_imported(desk: Desk) -> None:
    with_groups(desk, *TREE)
    desk.done("export_group_templates")
    rows = desk.rows(GROUPS)
    rows[-1]["tick"] = TICK
    desk.write(GROUPS, [*rows, {"path": "刚写的"}])

    desk.done("delete_groups")
    assert desk.rows(GROUPS)[-1]["path"] == "刚写的"
    desk.done("import_groups")
    assert desk.rows(GROUPS)[-1]["path"] == "刚写的"
    desk.done("save_groups")
    assert "刚写的" in [row["path"] for row in desk.rows(GROUPS) if row["level"]]


@pytest.mark.feature("R-GROUPS")
def test_a_template_that_nobody_edited_is_no_fault(desk: Desk) -> None:
    """Two people of one number, a passport and an identity card, fill two rows by themselves."""
    with_groups(desk, *TREE)
    put(desk, first_id(desk), "销售部")
    desk.done("export_group_templates")
    path = desk.folder / "批量编辑职工分组模板.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    line = next(row for row in sheet.iter_rows(min_row=2, values_only=True) if row[2])
    sheet.append(list(line))
    book.save(path)

    ran = desk.done("import_employee_groups")

    assert ran.answer["counts"]["failed"] == 0
    assert ran.answer["counts"]["unchanged"] == 31


@pytest.mark.feature("R-GROUPS", "W-ADD-ALL", "W-ADD-BLANK", "W-ADD-UNITNO")
def test_a_group_at_the_head_of_a_sheet_counts_for_every_button(desk: Desk) -> None:
    """添加全部正常职工 put everybody onto the sheet of one workshop, or of a group nobody made."""
    with_groups(desk, "生产部")
    unit_no = desk.bureau.seeded.unit_no
    desk.done("new_wage_sheet")
    before = len(desk.rows(WAGES_BY_PERSON))
    for command in ("update_roster", "query_wages", "new_wage_sheet"):
        ran = desk.run(command, {"分组": "没有的部门"})
        assert "没有这个分组" in ran.message, command
    for command in ("add_all_employees", "add_blank_employees", "add_unit_employees"):
        ran = desk.run(command, {"分组": "没有的部门", "单位编号": unit_no})
        assert (ran.status, "没有这个分组" in ran.message) == (1, True), command
    assert len(desk.rows(WAGES_BY_PERSON)) == before
    person = desk.rows(ROSTER)[0]
    put(desk, str(person["id_number"]), "生产部")
    desk.done("new_wage_sheet", {"分组": "生产部"})
    assert {row["id_number"] for row in desk.rows(WAGES_BY_PERSON)} == {person["id_number"]}

    added = desk.done("add_all_employees", {"分组": "生产部"})

    assert {row["id_number"] for row in desk.rows(WAGES_BY_PERSON)} == {person["id_number"]}
    assert "分组“生产部”" in added.message
