"""Chinese words in a print can be found and copied."""

from pathlib import Path

import pytest

from shebao.printing.pdf import PdfOptions, render_pdf, save_pdf
from shebao.printing.searchable_text import with_searchable_text
from tests.patience import PATIENCE_SECONDS
from tests.printing.reading import pypdf_text, whole_text

WORDS = "人民币日月页角一二工金门车贝马鱼鸟龙齐见长风飞食青西母黄麦骨鬼齿卤龟虎巳幺户"


@pytest.mark.parametrize("font", ["Noto Serif CJK SC", "Noto Sans CJK SC"])
def test_characters_that_are_also_radicals_read_back(tmp_path: Path, font: str) -> None:
    """Searching a certificate for 人民币 found nothing, and 工 in a name was another letter."""
    html = f"<meta charset='utf-8'><p style='font-family: \"{font}\"'>{WORDS}</p>"
    path = save_pdf(
        render_pdf(html, PdfOptions(timeout_seconds=PATIENCE_SECONDS)), tmp_path / "a.pdf"
    )

    assert whole_text(path) == WORDS
    assert pypdf_text(path) == WORDS


def test_only_the_texts_of_the_tables_change() -> None:
    outside = b"[<2F08>] "
    table = b"begincmap <2F08> <2F09> [<2F08> <4E00> <2EDA> <2E80>] endcmap"

    assert with_searchable_text(outside + table) == (
        outside + b"begincmap <2F08> <2F09> [<4EBA> <4E00> <9875> <2E80>] endcmap"
    )
