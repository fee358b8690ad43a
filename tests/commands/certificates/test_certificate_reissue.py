"""Certificates printed once more, and proved: by the bureau, by their signature, by nobody."""

from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from shebao.contract.certificates import Certificate
from shebao.printing.paged_form import render_forms
from shebao.printing.tax_certificate import certificate_form, certificate_in
from shebao.sheets.declared.certificate_sheets import ARRIVALS, CERTIFICATES, VERIFICATION
from shebao.sheets.declared.parts import TICK
from tests.commands.desk.test_cancel_everywhere import Pressing, click
from tests.desk import Desk, open_desk
from tests.printing.reading import whole_text

ALL = {"提交范围": "全部"}


def issue(desk: Desk) -> tuple[Path, Certificate]:
    desk.until_arrived()
    file = desk.done("issue_certificate", ALL).answer["files"][1]
    certificate = certificate_in(Path(file))
    assert certificate is not None
    return Path(file), certificate


def nine_fields(certificate: Certificate) -> dict[str, str]:
    return {
        "*纳税人识别号": certificate.tax_id,
        "纳税人名称": certificate.name,
        "*税收票证种类": "税收完税证明（非印刷）",
        "*电子税票号码": certificate.lines[-1].ticket_no,
        "行政区划": certificate.region,
        "*金额合计": f"{certificate.total_fen / 100:.2f}",
        "主管税务机关": certificate.tax_office,
        "票证字轨": certificate.series,
        "*票证号码": certificate.certificate_no,
    }


@pytest.mark.feature("C-REISSUE")
def test_issued_certificate_is_printed_once_more(desk: Desk) -> None:
    """Counted by the bureau once, whatever the line does; a voided one is not printed."""
    desk.in_november()
    file, certificate = issue(desk)
    file.unlink()
    empty = desk.done("query_certificates", {"费款所属期起": "2026-01", "费款所属期止": "2026-01"})
    found = desk.done("query_certificates", {"费款所属期起": "2026-01", "费款所属期止": "2026-11"})
    (row,) = desk.rows(CERTIFICATES)
    none = desk.run("reissue_certificates")
    desk.bureau.control("faults", kind="drop", count=1, path="/v1/certificate-reissues")
    lost = desk.run("reissue_certificates", ALL)
    again = desk.done("reissue_certificates", ALL)

    assert (empty.answer["counts"]["certificates"], found.answer["counts"]["certificates"]) == (
        0,
        1,
    )
    assert (row["certificate_no"], row["check_no"]) == (
        certificate.certificate_no, certificate.check_no,
    )  # fmt: skip
    assert (none.status, lost.status) == (1, 1)
    assert "没有勾选任何行" in none.said
    assert desk.bureau.received()["reissue"] == 1
    printed = again.answer["files"][1]
    assert f"No.{certificate.certificate_no}" in whole_text(Path(printed))
    assert certificate.check_no in whole_text(Path(printed))
    assert [r["reissues"] for r in desk.rows(CERTIFICATES)] == [1]

    desk.bureau.control("certificates/void", certificate_no=certificate.certificate_no)
    voided = desk.run("reissue_certificates")
    assert voided.status == 1
    assert "状态为“已作废”，不能“补开”" in voided.said
    assert desk.bureau.received()["reissue"] == 1


@pytest.mark.feature("C-REISSUE", "X-LEDGER")
def test_reissue_whose_print_was_lost_is_not_counted_twice(desk: Desk) -> None:
    """The disk was full between the receipt and the saved print: the next click counted again."""
    desk.in_november()
    issue(desk)
    desk.done("query_certificates", {"费款所属期起": "2026-01", "费款所属期止": "2026-11"})
    before = desk.book.read_bytes()
    Path(desk.done("reissue_certificates", ALL).answer["files"][1]).unlink()
    desk.book.write_bytes(before)

    again = desk.done("reissue_certificates", ALL)

    assert Path(again.answer["files"][1]).exists()
    assert desk.bureau.received()["reissue"] == 1
    assert [row["reissues"] for row in desk.rows(CERTIFICATES)] == [1]
    desk.done("reissue_certificates", ALL)
    assert desk.bureau.received()["reissue"] == 2  # the sheet shows the first: this is another


@pytest.mark.feature("C-REISSUE", "X-LEDGER")
@pytest.mark.parametrize("scope", ["全部", "已勾选"])
def test_a_stop_between_two_reissues_counts_none_twice(desk: Desk, scope: str) -> None:
    """All that were ticked were counted, whatever was pressed; the next click counts the rest."""
    desk.in_november()
    desk.until_arrived()
    arrivals = desk.rows(ARRIVALS)
    for number in range(3):
        desk.edit(ARRIVALS, [{**arrivals[number], "tick": TICK}], "tick")
        desk.done("issue_certificate", {"提交范围": "已勾选"})
    desk.done("query_certificates", {"费款所属期起": "2026-01", "费款所属期止": "2026-11"})
    desk.edit(CERTIFICATES, [{**row, "tick": TICK} for row in desk.rows(CERTIFICATES)], "tick")
    assert desk.stages is not None
    begun, parameters = desk.stages.copy(), {"提交范围": scope}
    plain = Pressing()
    assert not click(desk, "reissue_certificates", parameters, plain)
    assert desk.bureau.received()["reissue"] == 3

    counted = set()
    for at in range(1, plain.steps + 1):
        desk.stages.lay_out(begun)
        said = click(desk, "reissue_certificates", parameters, Pressing(at))
        counted.add(desk.bureau.received().get("reissue", 0))
        if said:
            assert ("已经受理" in said) == bool(desk.bureau.received().get("reissue"))
            desk.done("reissue_certificates", parameters)
        assert desk.bureau.received()["reissue"] == 3
        assert [row["reissues"] for row in desk.rows(CERTIFICATES)] == [1, 1, 1]
    assert counted >= {0, 1, 2}


@pytest.mark.feature("C-VERIFY")
def test_nine_fields_find_exactly_the_certificate(desk: Desk) -> None:
    """如果信息填写有误将无法查验；已经作废会显示“已作废” (G 2.7.5)."""
    _, certificate = issue(desk)
    fields = nine_fields(certificate)

    blank = desk.run("verify_certificate", {"*纳税人识别号": "", "*票证号码": ""})
    odd = desk.run("verify_certificate", {**fields, "*金额合计": "一百元"})
    right = desk.done("verify_certificate", fields)
    rows = desk.rows(VERIFICATION)
    assert {row["state"] for row in rows} == {"有效"}
    assert [row["ticket_no"] for row in rows] == [line.ticket_no for line in certificate.lines]
    assert sum(round(float(str(row["amount"])) * 100) for row in rows) == certificate.total_fen
    assert "查验相符，票证有效" in right.message
    assert f"校验码 {certificate.check_no} 与税务机关签名相符" in right.message
    assert right.answer["files"] == [str(desk.book)]  # preview only

    assert (blank.status, odd.status) == (1, 1)
    assert "*纳税人识别号、*电子税票号码、*金额合计、*票证号码 为空" in blank.said
    assert "不是金额" in odd.said
    for label, wrong in (
        ("纳税人名称", "别的公司"),
        ("*电子税票号码", "431016251200000000"),
        ("*金额合计", "0.01"),
        ("票证字轨", "(001)别国证"),
    ):
        refused = desk.run("verify_certificate", {**fields, label: wrong})
        assert refused.status == 1
        assert "未查询到该票证信息" in refused.said
    least = {name: text for name, text in fields.items() if name.startswith("*")}
    others = dict.fromkeys((name for name in fields if not name.startswith("*")), "")
    assert desk.run("verify_certificate", {**least, **others}).status == 0

    desk.bureau.control("signing-key")  # told along with a forgery, another key proves nothing
    kept = desk.done("verify_certificate")
    assert f"校验码 {certificate.check_no} 与税务机关签名相符" in kept.message
    desk.bureau.control("certificates/void", certificate_no=certificate.certificate_no)
    voided = desk.run("verify_certificate")
    assert "已作废" in voided.message
    assert {row["state"] for row in desk.rows(VERIFICATION)} == {"已作废"}


@pytest.mark.feature("C-VERIFY")
def test_pdf_proves_itself_without_the_bureau(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key is kept from the last time online; a changed figure breaks the signature."""
    with open_desk(tmp_path, capsys, monkeypatch) as desk:
        file, certificate = issue(desk)
        arrived = len(desk.rows(ARRIVALS))
        assert all(row["certificate_no"] for row in desk.rows(ARRIVALS))
        desk.done("verify_certificate", nine_fields(certificate))

    offline = desk.done("verify_certificate_file", {"证明文件": file.name})
    assert "签名和校验码" in offline.message
    assert "是否已作废请联网" in offline.message
    assert {row["state"] for row in desk.rows(VERIFICATION)} == {"未联网查验"}
    assert arrived >= len(certificate.lines)

    forged, bare = tmp_path / "改过.pdf", tmp_path / "无签名.pdf"
    changed = certificate.model_copy(update={"total_fen": certificate.total_fen + 100})
    with bare.open("wb") as out:
        stripped = PdfWriter()
        stripped.add_page(PdfReader(file).pages[0])
        stripped.write(out)
    form = certificate_form(certificate)
    forgery = {name: changed.model_dump_json().encode() for name in form.attachments}
    forged.write_bytes(render_forms([replace(form, attachments=forgery)])[0])
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "other"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "other.key"))
    no_key = desk.run("verify_certificate_file", {"证明文件": file.name})
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "store.key"))

    for ran, words in (
        (desk.run("verify_certificate_file", {"证明文件": forged.name}), "签名不符"),
        (desk.run("verify_certificate_file", {"证明文件": bare.name}), "没有附带"),
        (desk.run("verify_certificate_file", {"证明文件": "没有.pdf"}), "无法读取"),
        (desk.run("verify_certificate_file", {"证明文件": ""}), "“证明文件”为空"),
        (no_key, "离线查验需要税务机关的公钥"),
    ):
        assert ran.status == 1
        assert words in ran.said
