"""The printed tax certificate says everything that the bureau put on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from shebao.contract.certificates import Certificate
from shebao.domain.capital_amount import capital_amount
from shebao.domain.money import yuan
from shebao.printing.errors import (
    NotPrintableError,
    PrintNotSavedError,
    RenderFailedError,
    WkhtmltopdfMissingError,
)
from shebao.printing.paged_form import save_form
from shebao.printing.pdf import PdfOptions
from shebao.printing.tax_certificate import certificate_form
from tests.printing.reading import page_texts, pypdf_text, whole_text
from tests.printing.samples import certificate, line

HEADINGS = ("原凭证号", "税种", "品目名称", "税款所属时期", "入(退)库日期", "实缴(退)金额")


def printed(folder: Path, shown: Certificate) -> Path:
    return save_form(certificate_form(shown), folder / "证明.pdf")


@pytest.mark.parametrize("read", [whole_text, pypdf_text])
def test_every_field_is_on_the_page(tmp_path: Path, read: Callable[[Path], str]) -> None:
    text = read(printed(tmp_path, certificate()))

    for words in (
        "中华人民共和国税收完税证明",
        "No.431015251200054444",
        "填发日期：2026年4月3日",
        "税务机关：沙箱市税务局第一税务分局",
        "纳税人识别号91430100MA4L00000X",
        "纳税人名称沙箱示例制造有限公司",
        *HEADINGS,
        "431016251200086192",
        "企业职工基本养老保险费",
        "职工基本养老保险(单位缴纳)",
        "2025-11-01至2025-11-30",
        "2025-12-08",
        "1,234.56",
        "金额合计（大写）人民币壹仟贰佰叁拾肆元伍角陆分",
        "¥1,234.56",
        "（盖章）",
        "沙箱样章",
        "填票人沙箱电子税务局",
        "备注：社会保险费",
        "妥善保管",
        "第1页/共1页",
    ):
        assert words in text
    assert "已作废" not in text


def test_merged_periods_run_from_the_first_day_to_the_last(tmp_path: Path) -> None:
    merged = line(period_from="2027-12", period_to="2028-02")

    assert "2027-12-01至2028-02-29" in whole_text(printed(tmp_path, certificate([merged])))


def test_refund_prints_as_negative(tmp_path: Path) -> None:
    text = whole_text(printed(tmp_path, certificate([line(amount_fen=-123_400)])))

    assert "人民币负壹仟贰佰叁拾肆元整" in text
    assert "¥-1,234.00" in text


@pytest.mark.parametrize("lines", [1, 30, 300])
def test_every_line_is_printed_once_under_a_repeated_head(tmp_path: Path, lines: int) -> None:
    shown = certificate([line(number) for number in range(lines)])
    path = printed(tmp_path, shown)
    pages = page_texts(path)

    whole = "".join(pages)
    for row in shown.lines:
        assert whole.count(row.ticket_no) == 1
        assert yuan(row.amount_fen) in whole
    for number, page in enumerate(pages, start=1):
        assert all(heading in page for heading in (*HEADINGS, "No.431015251200054444"))
        assert f"第{number}页/共{len(pages)}页" in page
    assert len(PdfReader(path).pages) == len(pages)
    assert (len(pages) > 1) == (lines > 1)


@pytest.mark.parametrize("lines", [1, 30, 300])
def test_total_and_seal_stand_on_the_last_page_alone(tmp_path: Path, lines: int) -> None:
    shown = certificate([line(number) for number in range(lines)])
    *others, last = page_texts(printed(tmp_path, shown))

    for words in (
        f"人民币{capital_amount(shown.total_fen)}",
        f"¥{yuan(shown.total_fen)}",
        "沙箱样章",
    ):
        assert words in last
        assert not any(words in page for page in others)
    assert all("（接下页）" in page for page in others)


@pytest.mark.parametrize("lines", range(8, 19))
def test_foot_never_slips_onto_an_uncounted_page(tmp_path: Path, lines: int) -> None:
    """Around one full page the rows, the total and the seal compete for the same room."""
    path = printed(tmp_path, certificate([line(number) for number in range(lines)]))
    pages = page_texts(path)

    assert f"第{len(pages)}页/共{len(pages)}页" in pages[-1]


def test_long_name_wraps_and_stays_whole(tmp_path: Path) -> None:
    name = "沙箱" * 29 + "公司"
    shown = certificate([line(number) for number in range(3)], name=name)
    text = whole_text(printed(tmp_path, shown))

    assert len(name) == 60
    assert f"纳税人名称{name}原凭证号" in text
    assert "第1页/共1页" in text


def test_longest_texts_of_the_contract_still_print(tmp_path: Path) -> None:
    long = {
        "name": "名" * 200,
        "tax_office": "局" * 200,
        "issuer": "票" * 200,
        "remark": "注" * 200,
        "tax_id": "W" * 64,
        "certificate_no": "4" * 64,
    }
    rows = [
        line(n, levy_item="养" * 200, levy_subitem="目" * 200, ticket_no="8" * 64) for n in range(3)
    ]
    pages = page_texts(printed(tmp_path, certificate(rows, **long)))

    text = "".join(pages)
    assert f"第{len(pages)}页/共{len(pages)}页" in pages[-1]
    for letter, times in (("养", 600), ("目", 600), ("8", 192), ("票", 200), ("注", 200)):
        assert text.count(letter) >= times
    for page in pages:
        assert "名" * 200 in page
        assert "局" * 200 in page
        assert "W" * 64 in page


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>document.write('RAN')</script>",
        "{{certificate.total_fen}}{%raw%}",
        "</td></tr></table><h1>",
        "&lt;b&gt;&amp;",
        "<metaname='pdfkit-page-size'content='A0'>",
        "<imgsrc='file:///etc/hostname'>",
    ],
)
def test_hostile_text_is_printed_as_it_is(tmp_path: Path, hostile: str) -> None:
    shown = certificate(
        [line(levy_item=hostile, levy_subitem=hostile, ticket_no=hostile)],
        name=hostile,
        tax_office=hostile,
        issuer=hostile,
        remark=hostile,
        tax_id=hostile,
    )
    text = whole_text(printed(tmp_path, shown))

    assert text.count(hostile) >= 4  # the narrow cells wrap, and their halves stand apart


def test_voided_certificate_says_so_on_every_page(tmp_path: Path) -> None:
    """Without the word, a voided certificate could be shown to someone as proof."""
    shown = certificate([line(number) for number in range(30)], state="已作废")

    assert all("已作废" in page for page in page_texts(printed(tmp_path, shown)))


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (certificate([]), "没有明细"),
        (certificate(total_fen=1), "合计与明细之和不一致"),
        (certificate([line(period_to="2025-10")]), "起止颠倒"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_certificate_that_contradicts_itself_is_not_printed(
    tmp_path: Path, shown: Certificate, words: str
) -> None:
    with pytest.raises(NotPrintableError, match=words):
        printed(tmp_path, shown)

    assert list(tmp_path.iterdir()) == []


def test_missing_program_leaves_an_older_print_alone(tmp_path: Path) -> None:
    path = tmp_path / "证明.pdf"
    path.write_bytes(b"old")
    nowhere = PdfOptions(wkhtmltopdf=tmp_path / "wkhtmltopdf")

    with pytest.raises(WkhtmltopdfMissingError):
        save_form(certificate_form(certificate()), path, options=nowhere)

    assert path.read_bytes() == b"old"


def test_unwritable_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(PrintNotSavedError, match="文件夹不存在"):
        save_form(certificate_form(certificate()), tmp_path / "没有" / "证明.pdf")


def enlarging(folder: Path, font_px: int) -> Path:
    """Return a wkhtmltopdf that draws text larger than the one the form was measured with."""
    path = folder / "larger"
    path.write_text(f'#!/bin/sh\nexec wkhtmltopdf --minimum-font-size {font_px} "$@"\n', "utf-8")
    path.chmod(0o755)
    return path


def test_page_numbers_stay_true_where_text_is_drawn_larger(tmp_path: Path) -> None:
    """Other builds and fonts draw larger; the rows then get less room on a page."""
    larger = PdfOptions(wkhtmltopdf=enlarging(tmp_path, 25))
    shown = certificate([line(number) for number in range(30)])
    path = save_form(certificate_form(shown), tmp_path / "证明.pdf", options=larger)
    pages = page_texts(path)

    assert len(pages) > len(page_texts(printed(tmp_path, shown)))
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页/共{len(pages)}页" in page


def test_print_with_untrue_page_numbers_is_refused(tmp_path: Path) -> None:
    huge = PdfOptions(wkhtmltopdf=enlarging(tmp_path, 60))

    with pytest.raises(RenderFailedError, match="超出页面"):
        save_form(
            certificate_form(certificate([line(number) for number in range(30)])),
            tmp_path / "证明.pdf",
            options=huge,
        )
