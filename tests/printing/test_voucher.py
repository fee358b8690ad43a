"""The voucher carries what the bank needs, and a blank payer stays blank."""

from pathlib import Path

import pytest

from shebao.contract.vouchers import VoucherLine
from shebao.printing.errors import NotPrintableError
from shebao.printing.paged_form import save_form
from shebao.printing.voucher import voucher_form
from tests.printing.reading import whole_text
from tests.printing.samples import voucher


def test_every_field_is_on_the_voucher(tmp_path: Path) -> None:
    text = whole_text(save_form(voucher_form(voucher()), tmp_path / "凭证.pdf"))

    for words in (
        "银行端查询缴税凭证序号：452016261100000001",
        "填开日期：2026年11月16日",
        "纳税人识别号91520100MA00000007",
        "纳税人名称沙箱示例制造有限公司",
        "税务机构代码15201000000",
        "税务机关名称沙箱市税务局第一税务分局",
        "付款人名称沙箱示例制造有限公司",
        "付款人开户银行名称沙箱银行贵阳分行营业部",
        "付款人账号62220000000000018",
        "费款所属期2026-10",
        "1企业职工基本养老保险费12,345.67",
        "2失业保险费890.12",
        "金额合计（小写）￥13,235.79",
        "金额合计（大写）人民币壹万叁仟贰佰叁拾伍元柒角玖分",
        "银行记账员（章）",
        "税款限缴日期2026年11月30日",
        "注意事项",
    ):
        assert words in text


def test_payer_left_blank_is_blank(tmp_path: Path) -> None:
    blank = voucher(payer_name="", payer_bank="", payer_account="", period_to="2026-11")
    text = whole_text(save_form(voucher_form(blank), tmp_path / "凭证.pdf"))

    assert "付款人名称付款人开户银行名称付款人账号费款所属期2026-10至2026-11" in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "已作废"}, "已作废，不能打印"),
        ({"lines": []}, "没有明细"),
        ({"total_fen": 1}, "不一致"),
    ],
)
def test_unsound_voucher_is_not_printed(changes: dict[str, object], words: str) -> None:
    with pytest.raises(NotPrintableError, match=words):
        voucher_form(voucher(**changes))


def test_many_lines_run_over_pages(tmp_path: Path) -> None:
    lines = [VoucherLine(levy_item=f"征收项目{n:03d}", amount_fen=n) for n in range(1, 101)]
    form = voucher_form(voucher(lines=lines, total_fen=5_050))
    text = whole_text(save_form(form, tmp_path / "凭证.pdf"))

    assert all(text.count(line.levy_item) == 1 for line in lines)
    assert text.count("金额合计（大写）") == 1
