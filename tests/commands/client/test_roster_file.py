"""The roster that the client exports, in four layouts, becomes the unit's employees."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from shebao.demo.client_player import NAMES, Staff
from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.wage_sheets import PAYROLL_DOUBTS
from tests.file_desk import CHENGDU, FUZHOU, GUIYANG, FileDesk, file_desk, make_player
from tests.sheet_cells import Row

__all__ = ["file_desk"]


@pytest.mark.feature("F-ROSTER")
@pytest.mark.parametrize(
    ("layout", "region"), [(0, CHENGDU), (1, GUIYANG), (2, FUZHOU), (3, CHENGDU)]
)
def test_each_layout_brings_everyone(file_desk: FileDesk, layout: int, region: str) -> None:
    """Ids as text, insurances by column, row or rule; nobody is lost."""
    player = make_player(region)

    answer = file_desk.rostered(player, layout)

    assert answer["counts"]["employees"] == answer["counts"]["joined"] == 12
    assert answer["counts"]["doubts"] == 0
    rows = file_desk.rows(ROSTER)
    assert {str(row["id_number"]) for row in rows} == {s.id_number for s in player.staff}
    heads = [head for head in rows[0] if "|" in head]
    assert all(row[head] for row in rows for head in heads)
    assert len(heads) >= (3 if region == FUZHOU else 4)  # 征集 shows no detail there
    assert file_desk.rows(CLIENT_FILES)[0]["people"] == 12


def test_columns_are_confirmed_once(file_desk: FileDesk) -> None:
    """Without a yes nothing is kept; with one, a file of the same heads asks no more."""
    player = make_player()
    file_desk.by_files(player)
    player.roster(file_desk.folder / "名单.xlsx", 3)

    asked = file_desk.ask("import_roster_file", 参保职工文件="名单.xlsx")
    assert asked.status == 1
    assert "证件号码取 D 列“身份证号码”（列名表示证件号码）" in asked.said
    file_desk.done("import_roster_file", 参保职工文件="名单.xlsx")
    again = file_desk.ask("import_roster_file", 参保职工文件="名单.xlsx")

    assert again.status == 0, again.said
    assert again.answer["counts"]["changed"] == 0


def test_next_roster_tells_who_came_left_and_changed(file_desk: FileDesk) -> None:
    """A leaver is asked about first: the file may be of one group only."""
    player = make_player()
    file_desk.rostered(player)
    first, second, third, *rest = player.staff
    renamed = replace(first, name=f"{first.name}新")
    dearer = replace(second, wage=second.wage + 100)
    new = Staff("甄新人", "11010519491231002X", Decimal("5000.00"))
    later = replace(player, staff=(renamed, dearer, *rest, new))
    later.roster(file_desk.folder / "下月.xlsx", 3)

    asked = file_desk.ask("import_roster_file", 参保职工文件="下月.xlsx")
    counts = file_desk.done("import_roster_file", 参保职工文件="下月.xlsx")["counts"]

    assert third.name in asked.said
    assert (counts["joined"], counts["left"], counts["changed"]) == (1, 1, 2)
    changes = {r["id_number"]: r for r in _changes(file_desk)}
    assert changes[third.id_number]["kind"] == "减员"
    assert "姓名" in str(changes[first.id_number]["words"])
    assert changes[new.id_number]["kind"] == "增员"


def _changes(file_desk: FileDesk) -> list[dict[str, object]]:
    from shebao.sheets.declared.employee_sheets import MONTH_CHANGES

    file_desk.done("show_month_changes")
    return file_desk.rows(MONTH_CHANGES)


def test_what_does_not_fit_is_listed(file_desk: FileDesk) -> None:
    """A person of two names, the same insurance twice, an id that lost its digits."""
    player = make_player()
    path = player.roster(file_desk.folder / "名单.xlsx", 3)
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    page["C5"] = "另一人"  # the second insurance of the first person
    page["E9"] = page["E8"].value  # the second person's insurance again
    page["D12"] = 520102199001011234.0
    book.save(path)
    file_desk.by_files(player)

    answer = file_desk.done("import_roster_file", 参保职工文件="名单.xlsx")

    assert answer["counts"]["employees"] == 10
    kinds = sorted(str(row["kind"]) for row in file_desk.rows(PAYROLL_DOUBTS))
    assert kinds == ["不一致", "无法识别", "重复"]


def test_person_under_two_unit_numbers_is_one(file_desk: FileDesk) -> None:
    """Each number has its own insurances; the person is counted once."""
    player = make_player(people=4)
    path = player.roster(file_desk.folder / "名单.xlsx", 3)
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    page["B5"], page["B6"] = "5100000099", "5100000099"
    book.save(path)
    file_desk.by_files(player)

    answer = file_desk.done("import_roster_file", 参保职工文件="名单.xlsx")

    assert answer["counts"]["employees"] == 4
    assert len(file_desk.rows(ROSTER)) == 5


@pytest.mark.parametrize("fault", ["other", "renamed", "missing", "text", "blank"])
def test_wrong_file_changes_nothing(file_desk: FileDesk, fault: str) -> None:
    """One sentence, exit 1, the workbook as it was."""
    player = make_player()
    path = player.roster(file_desk.folder / "名单.xlsx", 3)
    other = replace(player, tax_id="91510104MABBNUNRLX")
    file_desk.by_files(player)
    words = {"other": other.tax_id, "renamed": "列对应", "missing": "不存在", "text": "不是 Excel"}
    if fault == "other":
        other.roster(path, 3)
    elif fault == "renamed":
        _rename(path, "D3", "号")
    elif fault == "missing":
        path.unlink()
    elif fault == "text":
        path.write_text("<html>", encoding="utf-8")
    name = "" if fault == "blank" else path.name

    said = file_desk.refused("import_roster_file", 参保职工文件=name)

    assert words.get(fault, "为空") in said


def _rename(path: object, cell: str, head: str) -> None:
    book = openpyxl.load_workbook(str(path))
    page = book.active
    assert page is not None
    page[cell] = head
    book.save(str(path))


def test_renamed_head_is_answered_and_remembered(file_desk: FileDesk) -> None:
    """A head nobody knows is named by the user, once."""
    player = make_player()
    path = player.roster(file_desk.folder / "名单.xlsx", 3)
    _rename(path, "D3", "号")
    file_desk.by_files(player)

    file_desk.done("import_roster_file", 参保职工文件=path.name, 列对应="证件号码=D")
    again = file_desk.ask("import_roster_file")

    assert again.status == 0, again.said
    assert again.answer["counts"]["employees"] == 12


def test_protected_sheet_and_merged_cells_are_read(file_desk: FileDesk) -> None:
    """A name merged over the rows of its insurances stands in each of them."""
    player = make_player(people=3)
    path = player.roster(file_desk.folder / "名单.xlsx", 3)
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    for top in (4, 8, 12):
        for column in "BCD":
            page.merge_cells(f"{column}{top}:{column}{top + 3}")
    page.protection.sheet = True
    book.save(path)
    file_desk.by_files(player)

    answer = file_desk.done("import_roster_file", 参保职工文件=path.name)

    assert (answer["counts"]["employees"], answer["counts"]["doubts"]) == (3, 0)


@pytest.mark.parametrize("fault", ["twice", "insurance", "names", "digits", "share of digits"])
def test_who_is_in_doubt_has_not_left(file_desk: FileDesk, fault: str) -> None:
    """The file does name the person: what is known stays, and nobody is asked about a leaver."""
    player = make_player(people=4)
    file_desk.rostered(player)
    before = _of(file_desk, player.staff[1].id_number)
    path = player.roster(file_desk.folder / "下月.xlsx", 3)
    rows = range(8, 12)  # the second person's four insurances
    cells: dict[str, dict[str, str | float]] = {
        "twice": {"E9": NAMES["110"][0]},
        "insurance": {"E8": "长期护理保险"},
        "names": {"C9": "另一人"},
        "digits": {f"D{row}": 1.1e17 for row in rows},
        "share of digits": {"D9": 1.1e17},
    }
    _put(path, cells[fault])

    asked = file_desk.ask("import_roster_file", 参保职工文件=path.name)

    assert asked.status == 0, asked.said
    assert (asked.answer["counts"]["left"], asked.answer["counts"]["changed"]) == (0, 0)
    assert player.staff[1].name in str(asked.answer["message"])
    assert _of(file_desk, player.staff[1].id_number) == before
    assert asked.answer["counts"]["doubts"] > 0


def _of(file_desk: FileDesk, id_number: str) -> list[Row]:
    return [row for row in file_desk.rows(ROSTER) if row["id_number"] == id_number]


def _put(path: Path, cells: Mapping[str, str | float]) -> None:
    book = openpyxl.load_workbook(path)
    page = book.active
    assert page is not None
    for cell, value in cells.items():
        page[cell] = value
    book.save(path)


def test_last_day_to_come_is_no_leaving(file_desk: FileDesk) -> None:
    """Insured until 2099 is insured; a day that nobody can read is a doubt."""
    player = make_player(people=4)
    path = player.roster(file_desk.folder / "名单.xlsx", 3)
    heads: dict[str, str | float] = {"I3": "停保日期"}
    _put(
        path,
        heads
        | {f"I{row}": "2099-12-31" for row in range(4, 8)}
        | {f"I{row}": "2024-05-31" for row in range(8, 12)}
        | {"I12": "已停", "F16": "不详", "I17": "--"},
    )
    file_desk.by_files(player)

    answer = file_desk.done("import_roster_file", 参保职工文件=path.name)

    assert (answer["counts"]["employees"], answer["counts"]["active"]) == (2, 1)
    said = sorted(str(row["sentence"]) for row in file_desk.rows(PAYROLL_DOUBTS))
    assert "参保日期“不详”不是日期" in said[1]
    assert "停保日期“已停”不是日期" in said[0]
