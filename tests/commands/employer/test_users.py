"""Users and their rights: by the administrator, the ribbon's file, the runner and the bureau."""

from collections.abc import Mapping

import pytest

from shebao.commands.desk.permission import ribbon_state_path
from shebao.commands.registry import COMMANDS
from shebao.contract.rights import Right
from shebao.setup.assembly.build_sources import read_text
from shebao.setup.assembly.ribbon_xml import needs, read_layout
from shebao.sheets.declared.employer_sheets import HOME, USERS
from shebao.sheets.declared.parts import TICK
from tests.commands.desk.test_cancel_everywhere import Pressing, click
from tests.desk import Desk, Ran
from tests.gateway import gateway
from tests.sheet_cells import Row

NAME, STRONG = "财务01", "Sandbox-2026"


def tick(desk: Desk, name: str = NAME, **cells: str) -> None:
    rows: list[Row] = desk.rows(USERS)
    (row,) = [row for row in rows if row["key"] == name]
    row.update(tick=TICK, **cells)
    desk.edit(USERS, [row], "tick", *cells)


def shown(desk: Desk, name: str = NAME) -> Row:
    return next(row for row in desk.rows(USERS) if row["key"] == name)


def add(desk: Desk, **cells: str) -> Ran:
    return desk.run("add_user", {"用户名": NAME, **cells})


def log_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, password: str, name: str = NAME, **cells: str
) -> Ran:
    monkeypatch.setenv("SHEBAO_PASSWORD", password)
    tax_id = desk.bureau.seeded.tax_id
    return desk.run("login", {"纳税人识别号": tax_id, "用户名": name, **cells})


@pytest.fixture
def ours(desk: Desk) -> Desk:
    """The desk with the administrator logged in."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    return desk


@pytest.mark.feature("U-ADMIN")
@pytest.mark.feature("S-USERLOGIN")
def test_user_is_made_edited_disabled_enabled_and_reset(
    ours: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seed G 2.2.2: everything the administrator does to a user, and what the user notices."""
    administrator = ours.bureau.seeded.first_password
    made = add(ours, 功能权限="缴费功能", 备注="=财务部")
    assert (made.status, "首次登录密码为用户名" in made.message) == (0, True)
    assert [shown(ours)[f] for f in ("right", "remark", "state", "password")] == [
        "缴费功能", "=财务部", "启用", "初始密码",
    ]  # fmt: skip
    twice = add(ours, 功能权限="全部功能")
    assert (twice.status, f"用户“{NAME}”已存在" in twice.message) == (1, True)

    tick(ours, right="全部功能", remark="人事部")
    assert f"已修改 1 个用户：“{NAME}”" in ours.done("edit_users").message
    assert (shown(ours)["right"], shown(ours)["tick"]) == ("全部功能", "")

    tick(ours)
    assert "停用用户" in ours.ask("disable_users").message
    ours.done("disable_users")
    assert shown(ours)["state"] == "停用"
    refused = log_in(ours, monkeypatch, NAME)
    assert (refused.status, "已停用，不能登录。请联系管理员启用" in refused.message) == (1, True)
    monkeypatch.setenv("SHEBAO_PASSWORD", administrator)
    tick(ours)
    ours.done("enable_users")

    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    assert f"用户“{NAME}”" in log_in(ours, monkeypatch, NAME).message
    for left in (4, 3):
        wrong = log_in(ours, monkeypatch, "wrong")
        assert f"用户名或密码错误，还可再试 {left} 次。忘记密码请联系管理员重置" in wrong.message
    monkeypatch.setenv("SHEBAO_PASSWORD", administrator)
    ours.done("login", {"用户名": ""})
    ours.done("update_users")
    assert shown(ours)["password"] == "已修改"
    assert shown(ours)["last_login"]
    tick(ours)
    assert "已重置密码 1 个用户" in ours.done("reset_users").message
    assert shown(ours)["password"] == "初始密码"
    again = log_in(ours, monkeypatch, NAME)
    assert "初始密码已修改" in again.message


@pytest.mark.feature("U-ADMIN")
@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"用户名": ""}, "应为 2 至 20 个汉字"),
        ({"用户名": "x" * 21}, "应为 2 至 20 个汉字"),
        ({"用户名": "a b"}, "应为 2 至 20 个汉字"),
        ({"用户名": "'; DROP TABLE users;--"}, "应为 2 至 20 个汉字"),
        ({"用户名": "../../x"}, "应为 2 至 20 个汉字"),
        ({"功能权限": "所有权限"}, "只能是 全部功能、缴费功能"),
        ({"备注": "长" * 101}, "有 101 个字，最多 100 个字"),
    ],
)
def test_bad_cells_make_no_user(ours: Desk, cells: Mapping[str, str], words: str) -> None:
    """Named with the cell, before anything is sent."""
    ran = add(ours, **cells)

    assert (ran.status, words in ran.message) == (1, True), ran.message
    assert ours.done("update_users").answer["counts"]["users"] == 0


@pytest.mark.feature("U-ADMIN")
def test_bad_rows_change_no_user(ours: Desk) -> None:
    """The name is locked; a right that does not exist and a user that is gone are named."""
    add(ours)
    for cells, words in [
        ({"right": "所有权限"}, "功能权限是“所有权限”，只能是"),
        ({"right": "全部功能", "remark": "长" * 101}, "最多 100 个字"),
        ({"remark": "", "user_name": "财务02"}, "用户名不能修改"),
    ]:
        tick(ours, **cells)
        ran = ours.run("edit_users")
        assert (ran.status, words in ran.message) == (1, True), ran.message
    ours.done("update_users")
    unticked = ours.run("reset_users")
    assert (unticked.status, "没有勾选任何行" in unticked.message) == (1, True)
    rows = ours.rows(USERS)
    rows[0].update(tick=TICK, user_name="没有的人", key="没有的人")
    ours.edit(USERS, rows, "tick", "user_name", "key")
    gone = ours.run("reset_users")
    assert (gone.status, "没有用户“没有的人”" in gone.message) == (1, True)


@pytest.mark.feature("U-RIGHTS")
@pytest.mark.feature("S-USERLOGIN")
def test_payer_sees_and_may_only_pay(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the ribbon's file, by the runner, and by a bureau that trusts no client."""
    desk.until_confirmed()
    add(desk, 功能权限="缴费功能")
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    assert log_in(desk, monkeypatch, NAME).status == 0
    monkeypatch.setenv("SHEBAO_PASSWORD", STRONG)

    state = ribbon_state_path(desk.folder / "home").read_text(encoding="ascii")
    assert "rights=PAYMENT\r\n" in state.replace("\n", "\r\n").replace("\r\r", "\r")
    user = next(row["content"] for row in desk.rows(HOME) if row["item"] == "登录用户")
    assert user == f"{NAME}（缴费功能）"
    # What needs no login asks no bureau, and is whoever sits here.
    closed = [c for c in COMMANDS if c.right is Right.ALL and c.needs_login]
    assert {"update_roster", "submit_wages", "submit_bills", "issue_certificate"} <= {
        c.id for c in closed
    }
    for command in closed:
        ran = desk.run(command.id)
        words = f"用户“{NAME}”的功能权限是“缴费功能”，不能使用“{command.label}”"
        assert (ran.status, words in ran.message) == (1, True), (command.id, ran.message)

    desk.done("update_debts")
    desk.done("pay_by_agreement", {"提交范围": "全部"})
    desk.done("fetch_payment_result")
    monkeypatch.setattr("shebao.runner.check_permitted", lambda *_: None)
    trusted = desk.run("update_roster")
    assert (trusted.status, trusted.answer["code"]) == (1, "BUR-03")
    assert "功能权限是“缴费功能”，不能办理此项业务" in trusted.message


@pytest.mark.feature("U-RIGHTS")
def test_groups_of_other_work_are_hidden_from_payers() -> None:
    """A button of another right carries that right's tag, which the ribbon hides."""
    layout = read_layout(read_text("ribbon.toml"), COMMANDS)
    tags = {c.id: needs(c) for group in layout for c in group.commands()}

    assert tags["submit_bills"] == "ALL"
    assert tags["pay_by_agreement"] == "PAYMENT"


@pytest.mark.feature("S-USERLOGIN")
def test_user_of_all_rights_works_but_manages_nobody(
    ours: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the declaration password is the administrator's."""
    add(ours)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", STRONG)
    log_in(ours, monkeypatch, NAME)
    monkeypatch.setenv("SHEBAO_PASSWORD", STRONG)

    ours.done("update_roster")
    managing = ours.run("update_users")
    assert (managing.status, "不是管理员" in managing.message) == (1, True)
    monkeypatch.setenv("SHEBAO_NEW_PASSWORD", "Sandbox-2027")
    assert f"用户“{NAME}”的密码已修改" in ours.done("change_password").message


@pytest.mark.feature("S-USERLOGIN")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("没有的人", "用户名或密码错误"),
        ("x" * 65, "不是有效的用户名"),
        ("a' OR 1=1 --", "不是有效的用户名"),
    ],
)
def test_odd_user_names_do_not_log_in(
    ours: Desk, monkeypatch: pytest.MonkeyPatch, name: str, words: str
) -> None:
    """An unknown one is told as a wrong password is."""
    ran = log_in(ours, monkeypatch, "x", name)

    assert (ran.status, words in ran.message) == (1, True), ran.message


@pytest.mark.feature("U-ADMIN")
@pytest.mark.parametrize("command", ["edit_users", "reset_users", "disable_users"])
def test_work_that_stops_half_way_tells_of_what_was_changed(
    ours: Desk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Told that nothing changed, the administrator would not know that one user is another now."""
    for name in (NAME, "财务02"):
        ours.done("add_user", {"用户名": name})
        tick(ours, name)
    ours.done("update_users")
    for name in (NAME, "财务02"):
        tick(ours, name)
    with gateway(ours.bureau.url) as between:
        monkeypatch.setenv("SHEBAO_BUREAU_URL", between.url)
        between.leaves_after = "/v1/users/"
        stopped = ours.run(command)

    done = f"已重置用户“{NAME}”的密码" if command == "reset_users" else f"已保存用户“{NAME}”"
    assert (stopped.status, stopped.answer["outcome"]) == (1, "recorded"), stopped.message
    assert done in stopped.message
    assert "没有任何变化" not in stopped.message


@pytest.mark.feature("U-ADMIN")
def test_a_stop_between_two_users_changes_no_more(ours: Desk) -> None:
    """All of them were reset whatever was pressed; who was, is not reset by the next click."""
    for name in (NAME, "财务02", "财务03"):
        ours.done("add_user", {"用户名": name})
    ours.done("update_users")
    for name in (NAME, "财务02", "财务03"):
        tick(ours, name)

    said = click(ours, "reset_users", {}, Pressing(1))

    assert "重置密码用户完成 1/3" in said
    assert f"已重置用户“{NAME}”的密码" in said
    assert "财务02" not in said
    ticked = {row["key"] for row in ours.rows(USERS) if row["tick"] == TICK}
    assert ticked == {"财务02", "财务03"}
    assert "已重置密码 2 个用户" in ours.done("reset_users").message


@pytest.mark.feature("U-ADMIN")
def test_who_was_refused_before_a_stop_is_told_by_the_next_click(ours: Desk) -> None:
    """Its tick was taken away as if it were done, and the refusal was in no sentence."""
    for name in (NAME, "财务02"):
        ours.done("add_user", {"用户名": name})
    ours.done("update_users")
    tick(ours, NAME, user_name="财务99", key="财务99")  # whom nobody at the bureau knows
    tick(ours, "财务02")

    said = click(ours, "reset_users", {}, Pressing(1))

    assert "重置密码用户完成 1/2" in said
    assert {row["key"] for row in ours.rows(USERS) if row["tick"] == TICK} == {"财务99", "财务02"}
    again = ours.run("reset_users").message
    assert "已重置密码 1 个用户：“财务02”" in again
    assert "财务99" in again


@pytest.mark.feature("U-ADMIN")
def test_user_that_is_gone_keeps_all_from_being_disabled(ours: Desk) -> None:
    """Found out in the middle, the first one would be disabled already."""
    add(ours)
    row = shown(ours)
    rows = [{**row, "tick": TICK}, {**row, "tick": TICK, "user_name": "没有", "key": "没有"}]
    ours.write(USERS, rows)

    ran = ours.run("disable_users")

    assert (ran.status, "没有停用任何用户" in ran.message) == (1, True), ran.message
    ours.done("update_users")
    assert shown(ours)["state"] == "启用"
