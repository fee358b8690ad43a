"""The client's lists of filings, payments and certificates come onto the records' sheets."""

from dataclasses import replace

import openpyxl
import pytest

from shebao.sheets.declared.certificate_sheets import CERTIFICATES
from shebao.sheets.declared.payment_sheets import PAYMENTS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
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
