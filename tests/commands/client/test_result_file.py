"""A written file is an entry of the ledger; the client's answers settle it on its own rows."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from shebao.sheets.declared.client_sheets import CLIENT_FILES
from shebao.sheets.declared.premium_sheets import RECONCILIATION
from shebao.sheets.declared.wage_sheets import WAGE_FILINGS, WAGES_BY_PERSON
from tests.client_layouts import Player
from tests.file_desk import FileDesk, file_desk, make_player
from tests.sheet_cells import Row

__all__ = ["file_desk"]
INVALID = "该人员无效，或无有效险种"


def written(file_desk: FileDesk, player: Player, raised: int = 100) -> Player:
    """Type everybody's wage, raised by so many yuan, and write the client's file."""
    file_desk.rostered(player)
    file_desk.done("new_wage_sheet")
    wages = {s.id_number: s.wage + raised for s in player.staff}
    _type(file_desk, wages)
    file_desk.done("export_wage_file", 参保职工文件="导入.xlsx")
    return player.with_wages(wages)


def _type(file_desk: FileDesk, wages: dict[str, Decimal]) -> None:
    rows = file_desk.rows(WAGES_BY_PERSON)
    for row in rows:
        row["wage"] = float(wages[str(row["id_number"])])
    file_desk.edit(WAGES_BY_PERSON, rows, "wage")


def _by_id(file_desk: FileDesk) -> dict[str, Row]:
    return {str(row["id_number"]): row for row in file_desk.rows(WAGES_BY_PERSON)}


@pytest.mark.feature("F-RESULT")
@pytest.mark.parametrize("whole", [True, False])
def test_only_failures_stay_ticked(file_desk: FileDesk, *, whole: bool) -> None:
    """Each answer stands on the row that it left from, whatever order the file has."""
    player = written(file_desk, make_player())
    first, second = player.staff[3].id_number, player.staff[7].id_number
    failures = {first: INVALID, second: "XX属期存在已申报数据，不允许调低缴费工资"}
    name = "结果.xlsx" if whole else "失败.csv"
    player.result(file_desk.folder / name, failures, whole=whole)

    answer = file_desk.done("import_result_file", 结果文件=name)

    assert answer["counts"] == {"accepted": 10, "refused": 2, "pending": 0, "doubts": 0}
    rows = _by_id(file_desk)
    assert {i for i, row in rows.items() if row["tick"]} == {first, second}
    assert rows[first]["reason"] == INVALID
    assert {row["state"] for row in rows.values()} == {"申报成功", "申报失败"}
    assert file_desk.rows(WAGE_FILINGS)[0]["state"] == "部分申报成功"
    again = file_desk.done("export_wage_file", 参保职工文件="再次.xlsx")
    assert again["counts"]["employees"] == 2


def test_list_of_failures_asks_about_the_others(file_desk: FileDesk) -> None:
    """Nobody is taken to have succeeded without a yes."""
    player = written(file_desk, make_player())
    player.result(file_desk.folder / "失败.csv", {player.staff[0].id_number: INVALID}, whole=False)
    file_desk.done("set_channel")
    asked = file_desk.ask("import_result_file", 结果文件="失败.csv")

    assert asked.status == 1
    assert {row["state"] for row in _by_id(file_desk).values()} == {"处理中"}


@pytest.mark.parametrize("fault", ["digits", "name"])
def test_failure_of_nobody_leaves_the_others_waiting(file_desk: FileDesk, fault: str) -> None:
    """The person whose id lost its digits, or has another's name, did not succeed."""
    player = written(file_desk, make_player(people=4))
    first, second, *_ = player.staff
    odd = ["4.40524E+17", second.name] if fault == "digits" else [player.staff[2].id_number, "某人"]
    rows = [[first.name, first.id_number, INVALID], [odd[1], odd[0], INVALID]]
    text = "\n".join(",".join(row) for row in [["姓名", "证件号码", "失败原因"], *rows])
    (file_desk.folder / "失败.csv").write_text(text, encoding="utf-8")

    answer = file_desk.done("import_result_file", 结果文件="失败.csv")

    assert answer["counts"] == {"accepted": 0, "refused": 1, "pending": 3, "doubts": 1}
    assert "1 行失败不能确定是谁（第 3 行）" in str(answer["message"])
    assert [str(row["state"]) for row in _by_id(file_desk).values()].count("处理中") == 3


def test_answers_without_wages_that_fit_two_files_are_asked_about(file_desk: FileDesk) -> None:
    """A file that was settled before and a newer one: which is meant stands nowhere."""
    player = written(file_desk, make_player(people=3))
    player.result(file_desk.folder / "结果.xlsx", {}, whole=True)
    file_desk.done("import_result_file", 结果文件="结果.xlsx")
    file_desk.done("new_wage_sheet")
    _type(file_desk, {s.id_number: s.wage + 50 for s in player.staff})
    newest = str(file_desk.done("export_wage_file", 参保职工文件="再次.xlsx")["message"])
    rows = ["姓名,证件号码,申报状态", *(f"{s.name},{s.id_number},申报成功" for s in player.staff)]
    head = f"纳税人识别号：{player.tax_id}\n"
    (file_desk.folder / "无工资.csv").write_text(head + "\n".join(rows), encoding="utf-8")
    asked = file_desk.ask("import_result_file", 结果文件="无工资.csv")
    file_desk.done("import_result_file", 结果文件="无工资.csv")
    again = file_desk.ask("import_result_file", 结果文件="无工资.csv")

    assert asked.status == again.status == 1
    assert "“再次.xlsx”处理，另有 1 个也能对应" in again.said
    assert re.findall("KHD-[0-9]{8}-[0-9a-f]{10}", again.said)[0] in newest


def _answered(file_desk: FileDesk, player: Player, head: str, *told: str) -> str:
    """Write a list of everybody with what it says of each; return its name."""
    lines = [f"纳税人识别号：{player.tax_id}", f"姓名,证件号码,{head}"]
    people = zip(player.staff, told, strict=True)
    lines += [f"{person.name},{person.id_number},{said}" for person, said in people]
    (file_desk.folder / "列表.csv").write_text("\n".join(lines), encoding="utf-8")
    return "列表.csv"


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("审核未通过", "申报失败"),
        ("未申报成功", "申报失败"),
        ("尚无成功", "处理中"),
        ("作废成功", "处理中"),
        ("作废失败", "处理中"),
        ("部分成功", "处理中"),
        ("非正常", "处理中"),
        ("成功（已作废）", "处理中"),
        ("已申报待审核", "处理中"),
        ("申报已成功", "申报成功"),
        ("审核通过", "申报成功"),
    ],
)
def test_a_state_is_read_as_a_whole(file_desk: FileDesk, said: str, state: str) -> None:
    """A success within other words told of a wage that was never filed."""
    player = written(file_desk, make_player(people=3))
    name = _answered(file_desk, player, "申报状态", said, "申报成功", "申报成功")

    answer = file_desk.done("import_result_file", 结果文件=name)

    assert _by_id(file_desk)[player.staff[0].id_number]["state"] == state
    assert answer["counts"]["pending"] == (state == "处理中")
    assert "已不在申报表中" not in answer["message"]  # each row is there, some without an answer


def test_a_list_without_states_fails_nobody_for_no_reason(file_desk: FileDesk) -> None:
    """无 in the column of reasons was a failure for the reason 无."""
    player = written(file_desk, make_player(people=3))
    name = _answered(file_desk, player, "失败原因", "无", INVALID, "申报成功")

    file_desk.done("import_result_file", 结果文件=name)

    states = [_by_id(file_desk)[s.id_number]["state"] for s in player.staff]
    assert states == ["处理中", "申报失败", "申报成功"]


def test_two_columns_of_states_are_asked_about(file_desk: FileDesk) -> None:
    """Whoever is insured was taken for filed, as 参保状态 stands first."""
    player = written(file_desk, make_player(people=2))
    name = _answered(file_desk, player, "参保状态,申报状态", "正常,申报失败", "正常,申报成功")

    assert "有 2 列都像“状态”" in file_desk.refused("import_result_file", 结果文件=name)
    file_desk.done("import_result_file", 结果文件=name, 列对应="状态=申报状态")
    assert _by_id(file_desk)[player.staff[0].id_number]["state"] == "申报失败"


@pytest.mark.parametrize("people", [1, 3])
def test_an_old_list_of_failures_is_no_answer_to_the_next_file(
    file_desk: FileDesk, people: int
) -> None:
    """Read again after the corrected file was written, it closed that one as refused."""
    player = written(file_desk, make_player(people=people))
    first = player.staff[0].id_number
    player.result(file_desk.folder / "失败.csv", {first: INVALID}, whole=False)
    file_desk.done("import_result_file", 结果文件="失败.csv")
    file_desk.done("export_wage_file", 参保职工文件="再次.xlsx")
    text = (file_desk.folder / "失败.csv").read_text(encoding="utf-8-sig")
    head = f"纳税人识别号：{player.tax_id}\n"
    (file_desk.folder / "失败.csv").write_text(head + text, encoding="utf-8-sig")

    asked = file_desk.ask("import_result_file", 结果文件="失败.csv")

    assert asked.status == 1
    assert "“再次.xlsx”处理，另有 1 个也能对应（如 KHD-" in asked.said
    assert _by_id(file_desk)[first]["state"] == "处理中"


def test_two_different_files_of_one_subject_are_named(file_desk: FileDesk) -> None:
    """Importing both into the client would file the wrong one last."""
    player = written(file_desk, make_player())
    number = str(file_desk.rows(CLIENT_FILES)[0]["number"])
    same = file_desk.done("export_wage_file", 参保职工文件="同.xlsx")
    assert number in str(same["message"])
    _type(file_desk, {s.id_number: s.wage + 1 for s in player.staff})

    asked = file_desk.ask("export_wage_file", 参保职工文件="另.xlsx")
    other = file_desk.done("export_wage_file", 参保职工文件="另.xlsx")

    assert number in asked.said
    assert not (file_desk.folder / "另.xlsx").exists() or number not in str(other["message"])


def test_drift_is_marked_and_taken_back(file_desk: FileDesk) -> None:
    """What was written is what the row is held against."""
    player = written(file_desk, make_player())
    rows = file_desk.rows(WAGES_BY_PERSON)
    rows[2]["wage"] = 1234.5
    file_desk.edit(WAGES_BY_PERSON, rows[2:3], "wage")

    shown = file_desk.done("show_drift")
    file_desk.done("restore_filed_wages")

    assert shown["counts"]["changed"] == 1
    restored = _by_id(file_desk)[str(rows[2]["id_number"])]
    assert Decimal(str(restored["wage"])) == next(
        s.wage for s in player.staff if s.id_number == rows[2]["id_number"]
    )


def test_written_wages_are_in_force_for_the_reconciliation(file_desk: FileDesk) -> None:
    """A detail of the new wages has nothing unexplained; one of before is explained by the wage."""
    before = make_player()
    after = written(file_desk, before, 500)
    after.detail(file_desk.folder / "新.xlsx", 1)
    before.detail(file_desk.folder / "旧.xlsx", 1)

    file_desk.done("import_detail_file", 明细文件="旧.xlsx")
    old = file_desk.done("reconcile_bills")["counts"]
    causes = {str(row["cause"]) for row in file_desk.rows(RECONCILIATION)}
    file_desk.done("import_detail_file", 明细文件="新.xlsx")
    new = file_desk.done("reconcile_bills")["counts"]
    now = {str(row["cause"]) for row in file_desk.rows(RECONCILIATION)}

    assert old["unexplained"] == new["unexplained"] == 0
    assert any("缴费工资不同" in cause for cause in causes)
    assert now <= {"一致", "保底", "限高"}
    assert new["billed_fen"] == int(after.total * 100)
    after.result(file_desk.folder / "结果.xlsx", {}, whole=True)
    file_desk.done("import_result_file", 结果文件="结果.xlsx")
    assert "工资变更之前" in file_desk.refused("import_detail_file", 明细文件="旧.xlsx")


@pytest.mark.parametrize("people", [1, 3])
def test_wage_changed_in_the_client_is_asked_about(file_desk: FileDesk, people: int) -> None:
    """Neither the wage of before nor the accepted one: somebody changed it there."""
    player = written(file_desk, make_player(people=people))
    player.result(file_desk.folder / "结果.xlsx", {}, whole=True)
    file_desk.done("import_result_file", 结果文件="结果.xlsx")
    changed = player.with_wages({s.id_number: s.wage + 300 for s in player.staff})
    changed.detail(file_desk.folder / "明细.xlsx", 1)

    file_desk.ask("import_detail_file", 明细文件="明细.xlsx")
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    asked = file_desk.ask("import_detail_file", 明细文件="明细.xlsx")

    assert "已在客户端另行变更" in asked.said


@pytest.mark.parametrize("fault", ["nothing", "others", "wages", "employer", "head"])
def test_wrong_result_changes_nothing(file_desk: FileDesk, fault: str) -> None:
    """One sentence, and the rows wait on."""
    player = make_player(people=4)
    if fault == "nothing":
        file_desk.rostered(player)
    else:
        player = written(file_desk, player)
    words = {"nothing": "没有写出过", "others": "都不在", "wages": "另一次申报", "head": "状态"}
    if fault == "others":
        player = replace(player, staff=make_player(seed=77).staff)
    elif fault == "wages":
        player = player.with_wages({s.id_number: s.wage + 7 for s in player.staff})
    elif fault == "employer":
        player = replace(player, tax_id="91510104MABBNUNRLX")
    path = file_desk.folder / "结果.xlsx"
    player.result(path, {}, whole=True) if fault != "head" else player.roster(path, 1)

    assert words.get(fault, "本单位是") in file_desk.refused(
        "import_result_file", 结果文件=path.name
    )


def test_ledger_has_the_cells_and_the_digest(file_desk: FileDesk) -> None:
    """What was written can be proven without the file."""
    from shebao.store import open_store

    player = written(file_desk, make_player(people=3))
    key = bytes.fromhex((file_desk.folder / "store.key").read_text().strip())
    with open_store(file_desk.folder / "home" / "shebao.db", key) as store:
        ((row, event),) = store.ledger_rows.find(account=f"client-{player.tax_id}-510100")
    assert json.loads(row.cells)["wages"].keys() == {s.id_number for s in player.staff}
    assert (event.state, len(row.digest)) == ("sent", 64)
