"""From a roster and a payroll to a proven month: four layouts, three cities, two ways in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace

import pytest

from shebao import ribbon
from shebao.commands.registry import BY_ID
from shebao.runner import set_parameters
from tests.client_layouts import Player
from tests.com_stand_in import com_book
from tests.file_desk import CHENGDU, FILES, FUZHOU, GUIYANG, FileDesk, file_desk, make_player

__all__ = ["file_desk"]
Counts = dict[str, int]
Press = Callable[..., Counts]
# The roster's layout, the detail's layout and kind of file, the city.
WORLDS = [
    pytest.param(0, 0, "csv", CHENGDU, id="by_insurance-shares-chengdu"),
    pytest.param(1, 1, "xlsx", GUIYANG, id="by_person-both-guiyang"),
    pytest.param(3, 2, "xlsx", CHENGDU, id="long-wide-chengdu"),
    pytest.param(2, 3, "xlsx", FUZHOU, id="ticks-grouped-fuzhou"),
]


@contextmanager
def by_terminal(desk: FileDesk) -> Iterator[Press]:
    def press(command: str, **cells: str) -> Counts:
        return dict(desk.done(command, **cells)["counts"])

    yield press


@contextmanager
def by_ribbon(desk: FileDesk) -> Iterator[Press]:
    """Excel has the workbook open; every button is pressed as the ribbon does."""
    with com_book(desk.book) as excel:

        def press(command: str, **cells: str) -> Counts:
            set_parameters(BY_ID[command], excel.book, cells)
            outcome = ribbon.run(command)
            assert outcome is not None, (command, excel.message_boxes[-1])
            return outcome.counts

        yield press


@pytest.mark.feature(
    "F-MODE", "F-ROSTER", "F-DETAIL", "F-RESULT", "F-RECORDS", "F-HANDOVER", "F-BOOKS", "F-BANK"
)
@pytest.mark.parametrize("way", [by_terminal, by_ribbon])
@pytest.mark.parametrize(("roster", "detail", "suffix", "region"), WORLDS)
def test_a_month_is_proven(
    file_desk: FileDesk,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[FileDesk], AbstractContextManager[Press]],
    roster: int,
    detail: int,
    suffix: str,
    region: str,
) -> None:
    """The same files by either way end with every step of the hand-over proven to the fen."""
    monkeypatch.delenv("DISPLAY", raising=False)
    player = make_player(region, people=4)
    folder, names = file_desk.folder, f"名单.{'csv' if roster == 2 else 'xlsx'}"
    player.roster(folder / names, roster)
    player.payroll(folder / "工资.xlsx")
    player.detail(folder / f"明细.{suffix}", detail)
    failed = player.staff[:1]
    player.result(folder / "结果.xlsx", {failed[0].id_number: "该人员无效"}, whole=True)
    replace(player, staff=failed).result(folder / "再次结果.xlsx", {}, whole=True)
    player.filings(folder / "申报.xlsx")
    player.payments(folder / "缴费.csv")
    player.bank(folder / "流水.csv")
    with way(file_desk) as press:
        _walk(press, player, names, f"明细.{suffix}")


def _walk(press: Press, player: Player, names: str, detail: str) -> None:
    total = int(player.total * 100)
    press("set_channel", 办理方式=FILES, 纳税人识别号=player.tax_id, 参保地=player.region)
    assert press("import_roster_file", 参保职工文件=names)["employees"] == 4
    press("new_wage_sheet")
    assert press("fill_from_payroll", 工资表文件="工资.xlsx")["filled"] == 4
    press("export_wage_file", 参保职工文件="导入.xlsx")
    answered = press("import_result_file", 结果文件="结果.xlsx")
    assert (answered["accepted"], answered["refused"]) == (3, 1)
    assert press("export_wage_file", 参保职工文件="再次.xlsx")["employees"] == 1
    assert press("import_result_file", 结果文件="再次结果.xlsx")["accepted"] == 1
    assert press("import_detail_file", 明细文件=detail)["bill_total_fen"] == total
    reconciled = press("reconcile_bills")
    assert (reconciled["lines"], reconciled["unexplained"]) == (len(list(player.dues())), 0)
    assert press("import_records_file", 记录文件="申报.xlsx")["filed"] > 0
    press("import_records_file", 记录文件="缴费.csv")
    back = press("write_back_payroll", 工资表文件="工资.xlsx")
    assert back["written_fen"] == back["billed_fen"] > 0
    assert press("match_bank", 银行流水文件="流水.csv")["matched"] == 1
    books = press("write_entries")
    assert books["debit_fen"] == books["credit_fen"]
    assert books["unit_fen"] + books["person_fen"] == total
    handed = press("write_handover")
    assert (handed["equal"], handed["different"]) == (handed["steps"], 0)
