"""One certificate over one payment, in one style, until it is voided."""

from pathlib import Path

import pytest

from shebao.printing.tax_certificate import certificate_in
from shebao.sheets.declared.certificate_sheets import ARRIVALS, CERTIFICATES, VERIFICATION
from shebao.sheets.declared.parts import TICK
from tests.desk import Desk
from tests.printing.reading import whole_text

ALL = {"提交范围": "全部"}
MERGED, SEPARATE = {**ALL, "样式": "合并"}, {**ALL, "样式": "分开"}


def tick(desk: Desk, *places: int) -> None:
    rows = desk.rows(ARRIVALS)
    for place, row in enumerate(rows):
        row["tick"] = TICK if place in places else ""
    desk.edit(ARRIVALS, rows, "tick")


@pytest.mark.feature("C-ISSUE")
def test_a_certificate_of_the_other_style_is_never_printed_in_its_place(desk: Desk) -> None:
    """“证明_分开.pdf” that holds the merged lines goes to the bank as what it is not."""
    desk.until_arrived()
    issued = desk.done("issue_certificate", MERGED)
    number = issued.answer["certificate_no"]
    before = sorted(desk.folder.iterdir())

    other = desk.run("issue_certificate", {**SEPARATE, "证明文件": "证明_分开.pdf"})
    desk.bureau.control("faults", kind="drop", count=1, path="/v1/certificates")
    same = desk.done("issue_certificate", {**MERGED, "证明文件": ""})

    assert Path(issued.answer["files"][1]).name == f"税收完税证明_合并_{number}.pdf"
    assert f"号码 {number}，合并样式，" in issued.message
    assert other.status == 1
    assert f"已按“合并”样式开具过完税证明“{number}”，不能再按“分开”样式开具" in other.message
    assert "没有开具，也没有打印" in other.message
    assert sorted(desk.folder.iterdir()) == before
    assert "没有重复开具" in same.message
    assert desk.bureau.received()["certificate"] == 1


@pytest.mark.feature("C-ISSUE", "X-LEDGER")
def test_a_certificate_found_again_is_named_by_its_own_style(desk: Desk) -> None:
    """The answer was lost, the clerk chose the other style meanwhile and another file name."""
    desk.until_arrived()
    desk.bureau.control("faults", kind="drop", count=1, path="/v1/certificates")
    assert desk.run("issue_certificate", MERGED).status == 1

    found = desk.done("issue_certificate", {**SEPARATE, "证明文件": "证明_分开.pdf"})

    number = found.answer["certificate_no"]
    assert f"号码 {number}，合并样式（不是现在所选的“分开”），" in found.message
    assert Path(found.answer["files"][1]).name == f"税收完税证明_合并_{number}.pdf"
    assert not (desk.folder / "证明_分开.pdf").exists()
    again = desk.run("issue_certificate", SEPARATE)
    assert (again.status, "不能再按“分开”样式开具" in again.message) == (1, True)


@pytest.mark.feature("C-ISSUE", "C-REISSUE", "C-VERIFY")
def test_what_a_voided_certificate_covered_can_be_certified_anew(desk: Desk) -> None:
    """Source: G2.7.1 (what arrived is certified), G2.7.5 (a voided print proves nothing)."""
    desk.until_arrived()
    first = desk.done("issue_certificate", MERGED)
    number = str(first.answer["certificate_no"])
    old = certificate_in(Path(first.answer["files"][1]))
    assert old is not None
    desk.bureau.control("certificates/void", certificate_no=number)

    unaware = desk.done("issue_certificate", SEPARATE)  # the sheet still shows the old number
    fresh = str(unaware.answer["certificate_no"])

    assert fresh != number
    assert {row["certificate_no"] for row in desk.rows(ARRIVALS)} == {fresh}
    assert unaware.answer["counts"]["amount_fen"] == first.answer["counts"]["amount_fen"]
    assert f"No.{fresh}" in whole_text(Path(unaware.answer["files"][1]))
    assert desk.done("query_arrivals").answer["counts"]["arrivals"] == len(desk.rows(ARRIVALS))
    assert {row["certificate_no"] for row in desk.rows(ARRIVALS)} == {fresh}

    listed = desk.done("query_certificates")
    states = {row["certificate_no"]: row["state"] for row in desk.rows(CERTIFICATES)}
    assert states == {number: "已作废", fresh: "有效"}
    assert "有效 1 张，已作废 1 张" in listed.message
    shown = desk.run(
        "verify_certificate",
        {
            "*纳税人识别号": old.tax_id,
            "*电子税票号码": old.lines[0].ticket_no,
            "*金额合计": f"{old.total_fen / 100:.2f}",
            "*票证号码": number,
        },
    )
    assert "该票证已作废" in shown.message
    assert len(desk.rows(VERIFICATION)) == len(old.lines)


@pytest.mark.feature("C-ISSUE", "X-LEDGER")
def test_a_desk_without_its_ledger_certifies_anew_as_well(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its first key is the voided certificate's: that receipt is no answer."""
    desk.until_arrived()
    number = desk.done("issue_certificate", MERGED).answer["certificate_no"]
    desk.bureau.control("certificates/void", certificate_no=number)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))

    ran = desk.done("issue_certificate", MERGED)

    assert ran.answer["certificate_no"] != number
    assert "已开具完税证明" in ran.message


@pytest.mark.feature("C-ISSUE")
def test_printing_a_part_again_says_what_else_the_certificate_covers(desk: Desk) -> None:
    """Ticked one line of 100 yuan, got a paper over a thousand."""
    desk.until_arrived()
    every = desk.done("issue_certificate", MERGED)
    count = len(desk.rows(ARRIVALS))
    tick(desk, 0)

    part = desk.done("issue_certificate", {"提交范围": "已勾选"})

    assert part.answer["certificate_no"] == every.answer["certificate_no"]
    assert f"该证明还包含没有勾选的 {count - 1} 条" in part.message


@pytest.mark.feature("C-ISSUE", "C-REISSUE")
def test_everything_is_what_is_still_to_be_done(desk: Desk) -> None:
    """“只勾选‘证明号码’为空的行” was the advice, and 提交范围 stayed 全部."""
    desk.until_arrived()
    count = len(desk.rows(ARRIVALS))
    tick(desk, 0, 1)
    first = desk.done("issue_certificate", {"提交范围": "已勾选"}).answer["certificate_no"]

    rest = desk.done("issue_certificate", ALL)
    again = desk.run("issue_certificate", ALL)

    second = rest.answer["certificate_no"]
    assert "（另有 2 条此前已开具，不在其中）" in rest.message
    numbers = [row["certificate_no"] for row in desk.rows(ARRIVALS)]
    assert (numbers.count(first), numbers.count(second)) == (2, count - 2)
    assert (again.status, "已由 2 张完税证明分别开具" in again.message) == (1, True)
    desk.bureau.control("certificates/void", certificate_no=first)
    desk.done("query_certificates")
    reissued = desk.done("reissue_certificates", ALL)
    assert reissued.answer["counts"]["certificates"] == 1
    assert reissued.message.endswith("另有 1 张已作废，没有补开。")
    assert desk.bureau.received()["reissue"] == 1


@pytest.mark.feature("C-ISSUE")
def test_decembers_money_is_found_in_january(desk: Desk) -> None:
    """“请等待入库后再查” has her wait for what arrived in December."""
    desk.bureau.control("clock", now="2026-12-10T04:00:00Z")
    desk.until_arrived()
    desk.bureau.control("clock", now="2027-01-10T04:00:00Z")

    found = desk.done("query_arrivals")
    desk.bureau.control("clock", now="2027-02-10T04:00:00Z")
    none = desk.done("query_arrivals")

    assert found.message.startswith("2026-12 至 2027-01 已入库")
    assert found.answer["counts"]["arrivals"] > 0
    assert none.answer["counts"]["arrivals"] == len(desk.rows(ARRIVALS)) == 0
    assert "更早属期的费款，请填写“费款所属期起”" in none.message


@pytest.mark.feature("C-ISSUE")
def test_who_was_certified_elsewhere_is_found_by_the_bureau_not_by_the_sheet(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A sheet of this morning shows blank numbers; half of them have a certificate by noon."""
    desk.until_arrived()
    morning = desk.book.read_bytes()
    tick(desk, 0, 1)
    desk.done("issue_certificate", {"提交范围": "已勾选"})
    desk.book.write_bytes(morning)
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path / "another-home"))
    monkeypatch.setenv("SHEBAO_KEY_FILE", str(tmp_path / "another.key"))

    ran = desk.run("issue_certificate", ALL)

    assert (ran.status, "有的已开具、有的未开具完税证明" in ran.message) == (1, True)
    assert desk.bureau.received()["certificate"] == 1


@pytest.mark.feature("C-ISSUE")
@pytest.mark.parametrize(
    ("field", "value"), [("period", "2026-10"), ("period", ""), ("levy_item", "别的项目")]
)
def test_a_row_that_is_not_the_bureaus_is_not_certified(desk: Desk, field: str, value: str) -> None:
    """Whatever cell was typed over, the paper would say another thing than the sheet."""
    desk.until_arrived()
    rows = desk.rows(ARRIVALS)
    rows[0][field] = value
    desk.edit(ARRIVALS, rows[:1], field)

    ran = desk.run("issue_certificate", ALL)

    assert (ran.status, "与税务的入库记录不一致" in ran.message) == (1, True), ran.message
    assert desk.bureau.received().get("certificate", 0) == 0


@pytest.mark.feature("C-REISSUE")
def test_reissued_files_and_words_name_each_style(desk: Desk) -> None:
    """Two papers over one month: which is which is on the file and in the message."""
    desk.until_arrived()
    tick(desk, 0, 1)
    one = desk.done("issue_certificate", {"提交范围": "已勾选", "样式": "合并"})
    tick(desk, 2, 3)
    other = desk.done("issue_certificate", {"提交范围": "已勾选", "样式": "分开"})
    desk.done("query_certificates")
    (desk.folder / "补开").mkdir()

    ran = desk.done("reissue_certificates", {**ALL, "保存文件夹": "补开"})

    names = {path.name for path in (desk.folder / "补开").iterdir()}
    assert names == {
        f"税收完税证明_合并_{one.answer['certificate_no']}.pdf",
        f"税收完税证明_分开_{other.answer['certificate_no']}.pdf",
    }
    assert "已补开税收完税证明 2 张（分开 1 张，合并 1 张）" in ran.message


@pytest.mark.feature("C-REISSUE")
def test_a_folder_that_is_not_there_costs_no_reissue(desk: Desk) -> None:
    """The bureau counted a paper that nobody holds."""
    desk.until_arrived()
    desk.done("issue_certificate", ALL)
    desk.done("query_certificates")

    ran = desk.run("reissue_certificates", {**ALL, "保存文件夹": "没有的文件夹"})

    assert (ran.status, "没有这个文件夹，没有补开任何证明" in ran.message) == (1, True)
    assert desk.bureau.received().get("reissue", 0) == 0


@pytest.mark.feature("C-ISSUE")
def test_a_file_without_a_folder_is_refused_before_anything_is_issued(desk: Desk) -> None:
    """Issued and not printed, it looked like a failure."""
    desk.until_arrived()

    ran = desk.run("issue_certificate", {**ALL, "证明文件": "没有的文件夹/证明.pdf"})

    assert (ran.status, "没有这个文件夹，没有开具" in ran.message) == (1, True)
    assert desk.bureau.received().get("certificate", 0) == 0
