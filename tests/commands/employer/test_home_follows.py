"""The home sheet shows the month as each step left it, and no step pays for more than that."""

from itertools import pairwise

import pytest

from shebao.commands.employer import home_follows
from shebao.failures import LOG_FILE
from shebao.sheets.declared.employer_sheets import HOME
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao.sheets.table import Row
from tests.desk import Desk

ALL = {"提交范围": "全部"}
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("new_wage_sheet", {}),
    ("check_wages", {}),
    ("submit_wages", {}),
    ("fetch_wage_result", {}),
    ("update_bills", {}),
    ("submit_bills", ALL),
    ("fetch_filing_result", {}),
    ("update_debts", {}),
    ("pay_by_agreement", ALL),
    ("fetch_payment_result", {}),
    ("query_arrivals", {}),
    ("issue_certificate", ALL),
)
FIELDS = [column.field for column in HOME.columns]


def lines(desk: Desk) -> list[list[str]]:
    """What the home sheet says, but for the moment."""
    rows = [row for row in desk.rows(HOME) if row["item"] not in ("状态栏", "通知公告")]
    return [[str(row[field]) for field in FIELDS] for row in rows]


def states(rows: list[Row]) -> dict[str, str]:
    return {str(row["item"]): str(row["state"]) for row in rows if row["state"]}


@pytest.mark.feature("S-HOME", "X-LEDGER")
def test_a_defect_of_the_home_sheet_denies_nothing_that_was_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wages are filed: nobody must read that it did not end, nor lose what the row says."""
    desk.until_filled()

    def defect(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(home_follows, "follow", defect)
    done = desk.done("submit_wages")

    assert done.answer["counts"]["submitted"] == 26
    assert "处理中" in {str(row["state"]) for row in desk.rows(WAGES_BY_PERSON)}
    assert "RuntimeError" in (desk.folder / "home" / LOG_FILE).read_text("utf-8")


@pytest.mark.feature("S-HOME")
def test_each_step_leaves_the_home_sheet_as_its_own_button_would(desk: Desk) -> None:
    """Whoever comes back to 首页 after a step must not read that it is still to be done."""
    desk.until_rostered()
    desk.done("refresh_home")
    seen = [lines(desk)]

    for command_id, parameters in STEPS:
        desk.done(command_id, parameters)
        if command_id == "new_wage_sheet":
            desk.done("fill_from_payroll", {"工资表文件": desk.payroll.name})
        followed = lines(desk)
        desk.done("refresh_home")
        assert followed == lines(desk), command_id
        seen.append(followed)

    moved = [now != before for before, now in pairwise(seen)]
    assert moved.count(True) >= 7  # the steps that a clerk takes are seen on it
    assert set(states(desk.rows(HOME)).values()) == {"已完成"}


@pytest.mark.feature("S-HOME")
def test_what_moves_no_step_leaves_the_home_sheet_unwritten(desk: Desk) -> None:
    """Every cell written is a call to Excel, and a note of the user's own would be gone."""
    desk.until_filled()
    desk.done("refresh_home")
    desk.done("check_wages")
    rows = desk.rows(HOME)
    desk.write(HOME, [{**row, "link": "自记"} for row in rows])

    desk.done("check_wages")
    desk.done("preview_premiums")
    desk.done("show_about")  # which writes its own lines below the month's

    assert desk.rows(HOME)[0]["link"] != "自记"
    desk.write(HOME, [{**row, "link": "自记"} for row in rows])
    desk.done("check_wages")
    assert {row["link"] for row in desk.rows(HOME)} == {"自记"}


@pytest.mark.feature("S-HOME")
def test_undo_takes_the_step_back_and_the_home_sheet_with_it(desk: Desk) -> None:
    """The step to undo is the command's, never what the home sheet was told of it."""
    desk.until_rostered()
    desk.done("refresh_home")
    before = lines(desk)
    desk.done("new_wage_sheet")
    assert lines(desk) != before

    undone = desk.done("undo_last")

    assert "“首页”" not in undone.message
    assert desk.rows(WAGES_BY_PERSON) == []
    assert lines(desk) == before


@pytest.mark.feature("S-HOME")
def test_a_home_sheet_without_a_month_or_gone_stops_no_step(desk: Desk) -> None:
    """Before the month was asked for there is nothing to follow; a clerk may delete the sheet."""
    desk.done("login", {"纳税人识别号": desk.bureau.seeded.tax_id})
    desk.done("update_roster")
    assert states(desk.rows(HOME)) == {}
    desk.done("refresh_home")
    desk.change(lambda book: setattr(book[HOME.title].cell(HOME.header_row, 1), "value", "别的"))

    assert desk.done("new_wage_sheet").status == 0
