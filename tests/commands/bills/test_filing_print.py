"""社会保险费申报表: what was filed, as paper, and nothing that was not."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from shebao.sheets.declared.employee_sheets import ROSTER
from shebao.sheets.declared.parts import TICK
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from shebao.workbooks import open_workbook
from tests.desk import Desk
from tests.patience import PATIENCE_SECONDS
from tests.printing.reading import whole_text
from tests.sheet_cells import Row, SheetTable


def tick_all(desk: Desk) -> None:
    rows = desk.rows(PREMIUM_FILINGS)
    for row in rows:
        row["tick"] = TICK
    desk.edit(PREMIUM_FILINGS, rows, "tick")


def file_special(desk: Desk) -> str:
    """Push a notice of the agencies and confirm it as another client would; return its number."""
    seeded = desk.bureau.seeded
    person = desk.rows(ROSTER)[0]
    line = {
        "person_no": person["person_no"],
        "name": person["name"],
        "id_number": person["id_number"],
        "unit_fen": 120_000,
        "person_fen": 60_000,
    }
    desk.bureau.control(
        "special-bills/push",
        tax_id=seeded.tax_id,
        notice_no="ZJ202611000001",
        collect_by="2027-12-31",
        bills=[{"insurance": "110", "period": "2026-10", "lines": [line]}],
    )
    with httpx.Client(base_url=desk.bureau.url, timeout=PATIENCE_SECONDS) as client:
        login = {"tax_id": seeded.tax_id, "password": seeded.first_password}
        token = client.post("/v1/session", json=login).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        bills: list[dict[str, Any]] = client.get("/v1/special-bills").json()["bills"]
        seen = [{k: bill[k] for k in ("bill_no", "revision", "amount_fen")} for bill in bills]
        answer = client.post(
            "/v1/premium-filings",
            json={"bills": [{**bill, "remark": "十月补缴"} for bill in seen]},
            headers={"Idempotency-Key": "special-1"},
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["receipt_no"])


@pytest.mark.feature("P-PRINT")
def test_ticked_filings_are_printed_in_their_forms(desk: Desk) -> None:
    """支持打印“社会保险费申报表” (G 2.5.3.2 四)."""
    desk.until_confirmed()
    special_no = file_special(desk)
    (filed,) = desk.rows(PREMIUM_FILINGS)
    book = open_workbook(desk.book)
    special: Row = {"filing_no": special_no, "state": "申报成功"}
    SheetTable(book, PREMIUM_FILINGS).replace([filed, special])
    book.save()
    book.close()
    tick_all(desk)

    ran = desk.done("print_filing_forms")

    unit, employees, levy = (
        whole_text(Path(file)) for file in ran.answer["files"] if file.endswith(".pdf")
    )
    number, amount = str(filed["filing_no"]), f"{filed['amount']:,.2f}"
    assert [Path(file).name for file in ran.answer["files"] if file.endswith(".pdf")] == [
        f"社会保险费申报表_适用单位缴费人_{number}.pdf",
        f"社会保险费申报表_适用职工个人_{number}.pdf",
        f"社会保险费申报表_适用特殊缴费_{special_no}.pdf",
    ]
    for text in (unit, employees):
        assert amount in text
        assert f"申报流水号：{number}" in text
        assert "*受理税务机关" in text
        assert f"*受理日期{filed['accepted_on']}" in text
    for bill in desk.rows(BILLS):
        assert f"{bill['base']:,.2f}" in unit
    assert all(str(id_number) in employees for id_number in desk.truth["wages_fen"])
    assert "ZJ202611000001" in levy
    assert "1,800.00" in levy
    assert "备注十月补缴" in levy

    only = desk.done(
        "print_filing_forms", {"申报表": "适用单位缴费人", "保存文件夹": str(desk.folder)}
    )
    assert only.answer["counts"] == {"filings": 2, "forms": 2}


@pytest.mark.feature("P-PRINT")
def test_what_cannot_be_printed_is_said_and_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that cannot be written, no program, a filing nobody accepted."""
    desk.until_billed()
    desk.bureau.control("settings", feedback_delay_seconds=3600.0)
    desk.done("submit_bills", {"提交范围": "全部"})
    none = desk.run("print_filing_forms")
    tick_all(desk)
    pending = desk.run("print_filing_forms")
    desk.bureau.control("settings", feedback_delay_seconds=0.0)
    desk.bureau.control("clock", advance_seconds=7200.0)
    before = desk.book.read_bytes()
    nowhere = desk.run("print_filing_forms", {"保存文件夹": "没有这个文件夹"})
    monkeypatch.setenv("PATH", str(desk.folder / "empty"))
    without = desk.run("print_filing_forms")

    for ran, words in (
        (none, "没有勾选任何行"),
        (pending, "状态是“处理中”，税务没有受理，不能打印申报表"),
        (nowhere, "所在的文件夹不存在，因此没有保存。数据已保留"),
        (without, "wkhtmltopdf 没有安装或无法启动"),
    ):
        assert ran.status == 1
        assert words in ran.said
    assert desk.book.read_bytes() == before
    assert list(desk.folder.glob("*.pdf")) == []
