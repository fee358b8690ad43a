"""The client's lists of filings, payments and certificates come onto the records' sheets."""

from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from shebao.domain.period import Period
from shebao.sheets.declared.certificate_sheets import CERTIFICATES
from shebao.sheets.declared.payment_sheets import PAYMENT_LINES, PAYMENTS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from tests.client_layouts import Player
from tests.file_desk import FileDesk, file_desk, make_player

__all__ = ["file_desk"]


@pytest.mark.feature("F-RECORDS")
def test_each_list_goes_to_its_sheet(file_desk: FileDesk) -> None:
    """The rows of one number are one record, totals are none, another unit's row is listed."""
    player = make_player()
    total = int(player.total * 100)
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    player.filings(file_desk.folder / "申报.xlsx")
    player.payments(file_desk.folder / "缴费.csv")
    player.certificates(file_desk.folder / "证明.xlsx")

    filings = file_desk.done("import_records_file", 记录文件="申报.xlsx")
    payments = file_desk.done("import_records_file", 记录文件="缴费.csv")
    certificates = file_desk.done("import_records_file", 记录文件="证明.xlsx")
    again = file_desk.done("import_records_file", 记录文件="缴费.csv")

    for answer, kind in (
        (filings, "社保费申报记录"),
        (payments, "缴费记录"),
        (certificates, "完税证明清单"),
    ):
        assert (answer["kind"], answer["counts"]["records"]) == (kind, 1)
        assert answer["counts"]["amount_fen"] == total
    assert (certificates["counts"]["doubts"], again["counts"]["added"]) == (1, 0)
    (filing,) = file_desk.rows(PREMIUM_FILINGS)
    assert (filing["filing_no"], filing["state"], filing["bills"]) == ("SB0001", "申报成功", 4)
    (payment,) = file_desk.rows(PAYMENTS)
    assert (payment["payment_no"], payment["bank"]) == ("JK0001", "练习银行")
    (certificate,) = file_desk.rows(CERTIFICATES)
    assert certificate["certificate_no"] == "451015260400000001"
    assert {row["state"] for row in file_desk.rows(BILLS)} == {"申报成功"}


def billed(file_desk: FileDesk) -> tuple[Player, str]:
    """Have a month's bills; return their player and sum as text."""
    player = make_player()
    file_desk.rostered(player)
    player.detail(file_desk.folder / "明细.xlsx", 1)
    file_desk.done("import_detail_file", 明细文件="明细.xlsx")
    return player, f"{player.total:.2f}"


def listed(file_desk: FileDesk, *lines: str) -> dict[str, Any]:
    """Import a list of the client, its head first."""
    (file_desk.folder / "记录.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file_desk.done("import_records_file", 记录文件="记录.csv")


FILED = "申报流水号,申报日期,费款所属期,申报金额,申报状态"


@pytest.mark.feature("F-RECORDS")
def test_only_an_accepted_filing_marks_bills(file_desk: FileDesk) -> None:
    """Marked by a voided one, the month is never filed."""
    player, total = billed(file_desk)
    row = f"SB1,{player.period}-10,{player.period},{total}"

    for state in ("作废成功", "未成功", "部分成功"):
        assert listed(file_desk, FILED, f"{row},{state}")["counts"]["filed"] == 0
    assert "申报成功" not in {row["state"] for row in file_desk.rows(BILLS)}

    assert listed(file_desk, FILED, f"{row},申报成功")["counts"]["filed"] == 4
    assert {row["state"] for row in file_desk.rows(BILLS)} == {"申报成功"}

    answer = listed(file_desk, FILED, f"{row},作废成功")  # since then
    assert "4 条待申报信息的申报不是成功" in answer["message"]
    assert {(r["state"], r["filing_no"]) for r in file_desk.rows(BILLS)} == {("初始", "")}


@pytest.mark.feature("F-RECORDS")
def test_every_state_of_a_number_counts(file_desk: FileDesk) -> None:
    """The first row's success would hide that another insurance was refused."""
    player, _ = billed(file_desk)
    half = player.total / 2
    rest = player.total - half
    first = f"SB1,{player.period}-10,{player.period}"

    answer = listed(
        file_desk, FILED, f"{first},{half:.2f},申报成功", f"{first},{rest:.2f},申报失败"
    )

    assert answer["counts"]["filed"] == 0
    (filing,) = file_desk.rows(PREMIUM_FILINGS)
    assert filing["state"] == "申报成功、申报失败"


@pytest.mark.feature("F-RECORDS")
def test_bills_of_two_filings_stand_and_fall_with_both(file_desk: FileDesk) -> None:
    """Only the first one's number stands beside the bills: the second's voiding went unseen."""
    player, _ = billed(file_desk)
    half = player.total / 2
    rows = [
        f"SB{n},{player.period}-1{n},{player.period},{fen:.2f}"
        for n, fen in ((1, half), (2, player.total - half))
    ]

    apart = [listed(file_desk, FILED, f"{row},申报成功")["counts"]["filed"] for row in rows]
    voided = listed(file_desk, FILED, f"{rows[1]},已作废")

    assert apart == [0, 4]
    assert "4 条待申报信息的申报不是成功，已改回初始" in voided["message"]
    assert {row["state"] for row in file_desk.rows(BILLS)} == {"初始"}


@pytest.mark.feature("F-RECORDS")
def test_detail_read_after_the_filing_leaves_its_bills_filed(file_desk: FileDesk) -> None:
    """Shown as open and ticked, they would be filed again."""
    player, total = billed(file_desk)
    listed(file_desk, FILED, f"SB1,{player.period}-10,{player.period},{total},申报成功")

    again = file_desk.done("import_detail_file", 明细文件="明细.xlsx")

    assert "4 条待申报信息已标为申报成功" in again["message"]
    assert {(r["state"], r["tick"]) for r in file_desk.rows(BILLS)} == {("申报成功", "")}


@pytest.mark.feature("F-RECORDS")
def test_list_from_before_the_voiding_is_asked_about(file_desk: FileDesk) -> None:
    """A voided filing succeeds never again, so the list is an older one."""
    player, total = billed(file_desk)
    row = f"SB1,{player.period}-10,{player.period},{total}"
    listed(file_desk, FILED, f"{row},作废成功")
    head = f"纳税人识别号：{player.tax_id}\n{FILED}\n"
    (file_desk.folder / "旧.csv").write_text(f"{head}{row},申报成功\n", encoding="utf-8")

    asked = file_desk.ask("import_records_file", 记录文件="旧.csv")

    assert "SB1 的状态是“申报成功”，而以前导入的是“作废成功”" in asked.said
    assert {row["state"] for row in file_desk.rows(BILLS)} == {"初始"}


@pytest.mark.feature("F-RECORDS")
def test_two_columns_of_amounts_are_asked_about(file_desk: FileDesk) -> None:
    """The first one may be what was owed, and the second what was paid."""
    player = make_player(people=2)
    file_desk.by_files(player)
    lines = ["申报流水号,申报日期,申报金额,应补(退)费额", f"SB1,{player.period}-10,100.00,90.00"]
    (file_desk.folder / "记录.csv").write_text("\n".join(lines), encoding="utf-8")

    said = file_desk.refused("import_records_file", 记录文件="记录.csv")

    assert "有 2 列都像“金额”（C 列“申报金额”、D 列“应补(退)费额”），内容不同" in said


@pytest.mark.feature("F-RECORDS")
def test_longer_export_without_numbers_doubles_nothing(file_desk: FileDesk) -> None:
    """The rows of a new export stand elsewhere, and a payment of the same amount is another."""
    player, _ = billed(file_desk)
    head = "缴费日期,费款所属期,险种,缴费金额,缴费状态"
    same = f"{player.period}-11,{player.period},养老,100.00,缴费成功"
    newer = f"{player.period}-12,{player.period},养老,100.00,缴费成功"
    listed(file_desk, head, same, same)
    first = {row["payment_no"] for row in file_desk.rows(PAYMENTS)}

    again = listed(file_desk, head, newer, same, same)

    assert again["counts"]["added"] == 1
    numbers = {row["payment_no"] for row in file_desk.rows(PAYMENTS)}
    assert (len(first), len(numbers)) == (2, 3)
    assert first < numbers


@pytest.mark.feature("F-RECORDS")
def test_payments_keep_their_months(file_desk: FileDesk) -> None:
    """Nothing else tells which month a payment paid; its list names the day of filing as well."""
    player, _ = billed(file_desk)
    month = Period.parse(player.period)
    head = "缴款流水号,申报日期,缴款日期,所属期起,所属期止,实缴金额,缴费状态"
    day = f"{month}-10,{month}-11"

    answer = listed(
        file_desk,
        head,
        f"JK1,{day},{month},{month},60.00,缴费成功",
        f"JK1,{day},{month.plus(-1)},{month.plus(-1)},40.00,缴费成功",
        f"JK2,{day},{month.plus(-2)},{month},5.00,缴费成功",
    )

    filed = listed(
        file_desk, FILED + ",缴款日期", f"SB1,{month}-10,{month},60.00,申报成功,{month}-11"
    )

    assert (answer["kind"], filed["kind"]) == ("缴费记录", "社保费申报记录")
    assert {(r["payment_no"], r["period"], r["amount"]) for r in file_desk.rows(PAYMENT_LINES)} == {
        ("JK1", str(month), 60),
        ("JK1", str(month.plus(-1)), 40),
        ("JK2", f"{month.plus(-2)}、{month}", 5),
    }


@pytest.mark.parametrize(
    ("fault", "said"), [("employer", "本单位是"), ("total", "不完整"), ("other", "不是社保费")]
)
def test_wrong_list_changes_nothing(file_desk: FileDesk, fault: str, said: str) -> None:
    """One sentence each."""
    player = make_player(people=4)
    file_desk.by_files(player)
    path = file_desk.folder / "记录.xlsx"
    if fault == "employer":
        replace(player, tax_id="91510104MABBNUNRLX").filings(path)
    elif fault == "other":
        player.detail(path, 1)
    else:
        player.filings(path)
        book = openpyxl.load_workbook(path)
        page = book.active
        assert page is not None
        page.delete_rows(5)
        book.save(path)

    assert said in file_desk.refused("import_records_file", 记录文件=path.name)
