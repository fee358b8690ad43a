"""The hand-over to the official client (交接单), A4 landscape: a list to tick off with a pen."""

from collections.abc import Sequence
from datetime import date

from shebao.domain.money import yuan
from shebao.printing.paged_form import Column, PagedForm, cell_px
from shebao.rules.books.handover import Figure, Proof, Step

COLUMNS = (
    Column("步骤", 58, "middle"),
    Column("在客户端点击", 372),
    Column("文件", 190),
    Column("核对内容", 160),
    Column("应为人数", 68, "amount"),
    Column("应为金额", 140, "amount"),
    Column("客户端显示", 125),
    Column("导回金额", 140, "amount"),
    Column("结果", 110, "middle"),
)
HEAD_PX = (80, 683, 130, 120, 110, 240)
SIGN_PX = (230, 230, 230, 673)
SIGN_HEIGHT_PX = 84
NOTE = (
    "金额单位为元。“客户端显示”请照屏幕填写，与“应为”不同时停止办理，查明原因；"
    "人数或金额留空的，在导回明细后列出。"
)
_TITLE_PX = 60


def handover_form(unit: str, period: str, printed_on: date, steps: Sequence[Step]) -> PagedForm:
    """Return the hand-over as a document."""
    rows = [
        (
            str(number), step.where, step.file, step.what, _count(step.expected),
            _amount(step.expected), "", _amount(step.returned), _result(step),
        )
        for number, step in enumerate(steps, start=1)
    ]  # fmt: skip
    return PagedForm(
        "handover.html.j2",
        {
            "unit": unit,
            "period": period,
            "printed_on": printed_on.isoformat(),
            "note": NOTE,
            "head_px": HEAD_PX,
            "sign_px": SIGN_PX,
            "sign_height_px": SIGN_HEIGHT_PX,
        },
        COLUMNS,
        rows,
        head_px=_TITLE_PX + cell_px(unit, HEAD_PX[1]),
        foot_px=max(SIGN_HEIGHT_PX, cell_px(NOTE, SIGN_PX[3])),
    )


def _count(figure: Figure | None) -> str:
    return "" if figure is None or figure.count is None else str(figure.count)


def _amount(figure: Figure | None) -> str:
    return "" if figure is None else yuan(figure.fen)


def _result(step: Step) -> str:
    if step.proof is Proof.DIFFERENT and step.rest_fen:
        return f"{step.proof} {yuan(step.rest_fen)}"
    return "" if step.proof is Proof.TO_DO else str(step.proof)
