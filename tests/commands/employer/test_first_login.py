"""From a tax id to an employer at work: registering, the first login, passwords."""

import re
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from shebao.rules.identity import credit_code_check_character
from shebao.sandbox.people.passwords import first_password
from shebao.sheets.declared.employer_sheets import HOME, UNIT_INFO, UNITS
from shebao.sheets.declared.parts import TICK
from tests.desk import Desk, open_desk
from tests.gateway import gateway
from tests.vault.keyrings import MemoryKeyring

STRONG, STRONGER = "Sandbox-2026", "Sandbox-2027"
WEST = "国家税务总局沙箱市城西区税务局"


@pytest.fixture
def fresh(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """A unit that nobody registered yet."""
    with open_desk(tmp_path, capsys, monkeypatch, people=6, fresh=True) as opened:
        yield opened


def add(desk: Desk, **cells: str) -> str:
    return desk.done("register_unit", {"纳税人识别号": desk.bureau.seeded.tax_id, **cells}).message


def another(desk: Desk, **order: object) -> str:
    """Another registration of the tax id, with the tax office in the west."""
    made = desk.bureau.control(
        "registrations",
        tax_id=desk.bureau.seeded.tax_id,
        tax_office=WEST,
        registration_type="组织临时登记",
        **order,
    )
    return str(made["registration_no"])


def cells(desk: Desk) -> dict[str, str]:
    return {str(row["item"]): str(row["content"]) for row in desk.rows(HOME)}


@pytest.mark.feature("S-REGISTER")
@pytest.mark.feature("S-LOGIN")
@pytest.mark.feature("S-PASSWORD")
def test_new_unit_is_registered_logs_in_and_works(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seed G 1.4.1 and 1.4.2, seed F 二: each step is refused until the one before is done."""
    tax_id = fresh.bureau.seeded.tax_id
    early = fresh.run("login", {"纳税人识别号": tax_id})
    assert (early.status, "请先点击“添加单位”完成注册" in early.message) == (1, True)

    asked = fresh.ask("register_unit", {"纳税人识别号": tax_id})
    assert "待关联的社保登记信息" in asked.message
    assert "单位纳税人登记（推荐）" in asked.message
    assert "险种 企业职工基本养老保险、失业保险" in asked.message
    assert fresh.bureau.seeded.unit_no not in asked.message  # its end is the first password
    told = add(fresh)
    assert "共关联 2 个单位编号" in told
    assert "任一单位编号后六位" in told

    no_new_one = fresh.run("login")
    assert (no_new_one.status, "SHEBAO_NEW_PASSWORD" in no_new_one.message) == (1, True)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", "12345678")
    weak = fresh.run("login")
    assert (weak.status, "至少 3 种，密码没有修改" in weak.message) == (1, True)
    first = fresh.run("update_roster")
    assert (first.status, "密码仍是初始密码" in first.message) == (1, True)

    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    unseen = fresh.ask("login")
    assert f"请核实参保登记信息：{fresh.bureau.seeded.name}" in unseen.message
    assert "险种 企业职工基本养老保险、失业保险" in unseen.message
    monkeypatch.setenv("SHEBAO_PASSWORD", STRONG)
    unconfirmed = fresh.run("update_roster")
    assert (unconfirmed.status, "尚未核实确认" in unconfirmed.message) == (1, True)
    done = fresh.done("login").message
    assert "参保登记信息已确认，首次登录完成" in done
    assert fresh.done("update_roster").answer["counts"]["employees"] == 6
    assert fresh.rows(UNITS)[0]["tax_id"] == tax_id


@pytest.mark.feature("S-LOGIN")
def test_wrong_passwords_lock_for_the_time_that_is_said(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count is told each time, and where a forgotten one is reset."""
    right = desk.bureau.seeded.first_password
    monkeypatch.setenv("SHEBAO_PASSWORD", "wrong")
    tries = [desk.run("login", {"纳税人识别号": desk.bureau.seeded.tax_id}) for _ in range(5)]

    assert [ran.status for ran in tries] == [1] * 5
    assert "还可再试 4 次。忘记密码请到办税服务厅重置" in tries[0].message
    assert "已锁定，请在 15 分钟后" in tries[4].message
    monkeypatch.setenv("SHEBAO_PASSWORD", right)
    tax_id = {"纳税人识别号": desk.bureau.seeded.tax_id}
    assert "已锁定" in desk.run("login", tax_id).message
    desk.bureau.control("clock", advance_seconds=15 * 60)
    desk.done("login", tax_id)


@pytest.mark.feature("S-LOGIN")
def test_units_are_listed_with_remarks_that_stay(desk: Desk) -> None:
    """The remark is the clerk's own; no login and no other workbook loses it."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert desk.done("list_units").answer["counts"] == {"units": 1, "remarks": 0}
    (row,) = desk.rows(UNITS)
    row["remark"] = "=总公司；U 盾在财务"
    desk.edit(UNITS, [row], "remark")
    assert "更新了 1 条备注" in desk.done("list_units").message

    desk.new_book()
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("list_units")
    (row,) = desk.rows(UNITS)
    assert row["remark"] == "=总公司；U 盾在财务"

    row["remark"] = "长" * 201
    desk.edit(UNITS, [row], "remark")
    long = desk.run("list_units")
    assert (long.status, "备注有 201 个字，最多 200 个字" in long.message) == (1, True)
    row.update(remark="别家的备注", tax_id="91520100MA00000000")
    desk.edit(UNITS, [row], "remark", "tax_id")
    moved = desk.run("list_units")
    assert (moved.status, "与该行不符" in moved.message) == (1, True)


@pytest.mark.feature("S-REGISTER")
def test_bad_tax_ids_are_named(desk: Desk) -> None:
    """GB 32100, before anything is asked of the bureau."""
    right = desk.bureau.seeded.tax_id
    check = "0" if credit_code_check_character(right[:17]) != "0" else "1"
    for tax_id, words in [
        ("", "单位还没有添加过的，点击“添加单位”"),
        (right[:17], "应为 18 位"),
        (right * 3, "不是有效的纳税人识别号"),
        (right[:17] + check, "校验码不符"),
        (right[:10] + "I" + right[11:], "不使用字母 I"),
        (right[:10] + "中" + right[11:], "不是有效的纳税人识别号"),
        ("1' OR '1'='1", "不是有效的纳税人识别号"),
        ("91520100MA7NN4NN" + "4" + credit_code_check_character("91520100MA7NN4NN4"), "未找到"),
    ]:
        ran = desk.run("register_unit", {"纳税人识别号": tax_id})
        assert (ran.status, words in ran.message) == (1, True), (tax_id, ran.message)
    bad_number = desk.run("register_unit", {"纳税人识别号": right, "登记序号": "9" * 20})
    assert (bad_number.status, "不是" in bad_number.message) == (1, True)
    bad_type = desk.run("register_unit", {"纳税人识别号": right, "单位类型": "个人"})
    assert (bad_type.status, "只能是 用人单位、承建单位" in bad_type.message) == (1, True)


@pytest.mark.feature("S-REGISTER")
def test_nothing_pending_sends_to_the_tax_hall(desk: Desk) -> None:
    """Several registrations: the choice names office, type and what is recommended."""
    number = another(desk)

    choose = desk.run("register_unit", {"纳税人识别号": desk.bureau.seeded.tax_id})
    assert (choose.status, f"{WEST} 组织临时登记 {number}" in choose.message) == (1, True)
    assert "单位纳税人登记（推荐）" in choose.message
    assert "工作表“首页”的“登记序号”" in choose.message
    tax_id = desk.bureau.seeded.tax_id
    empty = desk.run("register_unit", {"纳税人识别号": tax_id, "登记序号": number})
    assert (empty.status, "前往办税服务厅办理关联注册" in empty.message) == (1, True)
    linked_before = re.findall(r"单位纳税人登记（推荐） (\d+)", choose.message)[0]
    assert "此前已关联 2 个单位编号" in add(desk, 登记序号=linked_before)


@pytest.mark.feature("S-SWITCH")
def test_two_tax_offices_are_chosen_at_login_and_switched_later(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the sheets show is the former unit's: none of it stays to be filed for the other."""
    desk.until_rostered()
    west = another(desk, insurances=["410"], linked=True)
    choose = desk.run("login")
    assert (choose.status, WEST in choose.message) == (1, True)
    none = desk.run("switch_unit", agrees=False)
    assert (none.status, "选择" in none.message) == (1, True)
    first = cells(desk)["主管税务机关"]

    monkeypatch.setenv("SHEBAO_PASSWORD", "Shebao-1")
    entered = desk.done("login", {"登记序号": west})
    assert entered.answer["counts"]["emptied"] == 1  # the employees of the other office
    assert cells(desk)["主管税务机关"] == WEST
    desk.done("list_units")
    units = desk.rows(UNITS)
    assert {row["tax_office"] for row in units} == {WEST, first}
    for row in units:
        row["tick"] = TICK
    desk.edit(UNITS, units, "tick")
    two = desk.run("switch_unit")
    assert (two.status, "勾选了 2 行" in two.message) == (1, True)
    for row in units:
        row["tick"] = TICK if row["tax_office"] == first else ""
    desk.edit(UNITS, units, "tick")

    wrong = desk.run("switch_unit")  # the password is the other office's
    assert (wrong.status, cells(desk)["主管税务机关"]) == (1, WEST)
    monkeypatch.setenv("SHEBAO_PASSWORD", desk.bureau.seeded.first_password)
    switched = desk.done("switch_unit")
    assert cells(desk)["主管税务机关"] == first
    assert switched.answer["counts"]["emptied"] == 0  # nothing was fetched for the west
    undone = desk.run("undo_last")
    assert (undone.status, "没有可以撤销的步骤" in undone.message) == (1, True)


@pytest.mark.feature("S-UNITINFO")
def test_unit_information_is_the_bureaus(desk: Desk) -> None:
    """Typing into it changes nothing: the next look shows what the bureau holds."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    message = desk.done("show_unit_info").message
    rows = desk.rows(UNIT_INFO)
    shown = {str(row["item"]): str(row["content"]) for row in rows}

    assert "只能查看，变更请到办税服务厅" in message
    assert shown["纳税人名称"] == desk.bureau.seeded.name
    assert shown["课征主体登记类型"] == "单位纳税人登记"
    assert any(str(row["content"]).startswith(desk.bureau.seeded.unit_no) for row in rows)
    rows[1]["content"] = "另一家单位"
    desk.edit(UNIT_INFO, rows, "content")
    desk.done("show_unit_info")
    assert desk.rows(UNIT_INFO) == [
        {**row, "content": shown["纳税人名称"] if i == 1 else row["content"]}
        for i, row in enumerate(rows)
    ]


@pytest.mark.feature("S-PASSWORD")
def test_password_is_changed_in_the_keyring_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old one left there would lock the unit out at the fifth click."""
    ring, before = MemoryKeyring(), keyring.get_keyring()
    keyring.set_keyring(ring)
    try:
        tax_id, old = desk.bureau.seeded.tax_id, desk.bureau.seeded.first_password
        monkeypatch.delenv("SHEBAO_PASSWORD")
        ring.set_password("shebao", f"password:{tax_id}", old)
        desk.done("login", {"纳税人识别号": tax_id})
        for new, words in [
            ("Ab1-xyz", "8 至 20 位"),
            (f"Ab-{old}", "不能包含"),
            ("x" * 65, "超过 64 个字符"),
        ]:
            monkeypatch.setenv("SHEBAO_NEW_PASSWORD", new)
            ran = desk.run("change_password")
            assert (ran.status, words in ran.message) == (1, True), ran.message
            assert new not in ran.message
        monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)

        message = desk.done("change_password").message

        assert "系统钥匙串中的密码已同时更新" in message
        assert ring.get_password("shebao", f"password:{tax_id}") == STRONG
        desk.done("update_roster")
    finally:
        keyring.set_keyring(before)


@pytest.mark.feature("S-PASSWORD")
def test_lost_answer_to_a_change_is_said_and_settled_by_the_next(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever believes the wrong one of two passwords is locked out."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    desk.bureau.control("faults", kind="drop", count=1, path="/v1/session/password")
    once = desk.done("change_password")
    assert "请把环境变量 SHEBAO_PASSWORD 改为新密码" in once.message

    monkeypatch.setenv("SHEBAO_PASSWORD", STRONG)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONGER)
    desk.bureau.control("faults", kind="drop", count=3, path="/v1/session/password")
    lost = desk.run("change_password")
    assert (lost.status, lost.answer["code"]) == (1, "BUR-09")
    assert "请先用新密码登录" in lost.message
    monkeypatch.setenv("SHEBAO_PASSWORD", STRONGER)
    desk.done("login")


def test_first_password_needs_six_characters() -> None:
    """Seed G 1.4.2: padded at its end."""
    assert first_password("123") == "123000"


@pytest.mark.feature("S-PASSWORD")
@pytest.mark.parametrize(
    ("leaves_after", "words"),
    [("/v1/session/password", "已修改"), ("/v1/employer/confirm", "已核实确认参保登记信息")],
)
def test_first_login_that_stops_half_way_denies_nothing(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch, leaves_after: str, words: str
) -> None:
    """A new password or a confirmation holds, whatever cannot be reached after it."""
    add(fresh)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    with gateway(fresh.bureau.url) as between:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)
        between.leaves_after = leaves_after
        stopped = fresh.run("login", {"纳税人识别号": fresh.bureau.seeded.tax_id})

    assert (stopped.status, words in stopped.message) == (1, True), stopped.message
    assert "没有任何变化" not in stopped.message


@pytest.mark.feature("S-LOGIN")
def test_declined_confirmation_denies_no_new_password(
    fresh: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The password was changed before the question that was answered by no."""
    add(fresh)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    ran = fresh.ask("login", {"纳税人识别号": fresh.bureau.seeded.tax_id})

    assert (ran.status, "密码" in ran.message) == (1, True), ran.message
    assert "未作任何改动" not in ran.message
