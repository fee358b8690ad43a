"""The whole month of two employers, from the download to the certificate in the hand."""

import re
from pathlib import Path

import pytest

from shebao.sheets.declared.certificate_sheets import ARRIVALS
from shebao.sheets.declared.payment_sheets import DEBTS
from shebao.sheets.declared.premium_sheets import BILLS, PREMIUM_FILINGS
from tests.desk import open_desk
from tests.pairs import Kind
from tests.pdf_text import pdf_text

ALL = {"提交范围": "全部"}


def fen(yuan: object) -> int:
    return round(float(str(yuan)) * 100)


@pytest.mark.parametrize(
    ("kind", "region", "insurances"),
    [("public_body", "520100", 6), ("enterprise", "350100", 4)],
    ids=["贵州机关", "福建企业"],
)
def test_a_month_from_download_to_certificate(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: Kind,
    region: str,
    insurances: int,
) -> None:
    """Bills, filing, debts, arrivals and paper tell one sum.

    Seven insurances of the public body make six bills: 生育 is charged within 医疗. In 福建 medical
    is 征集, without detail, and confirmed like the others.
    """
    with open_desk(tmp_path, capsys, monkeypatch, kind=kind, region=region) as desk:
        desk.until_billed()
        bills = desk.rows(BILLS)
        total = sum(fen(bill["amount"]) for bill in bills)
        assert len({bill["insurance"] for bill in bills}) >= insurances
        desk.done("reconcile_bills", ALL)
        desk.done("submit_bills", ALL)
        desk.done("fetch_filing_result")
        filing = desk.rows(PREMIUM_FILINGS)[0]
        assert fen(filing["amount"]) == total
        filing["tick"] = "✔"
        desk.edit(PREMIUM_FILINGS, [filing], "tick")
        forms = desk.done("print_filing_forms").answer["files"]
        desk.done("update_debts")
        assert sum(fen(debt["amount"]) for debt in desk.rows(DEBTS)) == total
        desk.done("pay_by_agreement", ALL)
        desk.done("fetch_payment_result")
        desk.done("query_arrivals")
        assert sum(fen(row["amount"]) for row in desk.rows(ARRIVALS)) == total
        printed = desk.done("issue_certificate", ALL).answer["files"][-1]

    assert f"{total / 100:,.2f}" in re.sub(r"\s", "", pdf_text(Path(printed)))
    assert any(
        f"{total / 100:,.2f}" in re.sub(r"\s", "", pdf_text(Path(form)))
        for form in forms
        if str(form).endswith(".pdf")
    )
