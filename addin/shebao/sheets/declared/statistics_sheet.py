"""The figures behind the home sheet's two pictures."""

from typing import Annotated

from shebao.sheets.declared.columns import Chart, Column
from shebao.sheets.declared.row import Fen, Sheet, SheetRow

MONTHS = 12
MOST_INSURANCES = 12  # the last one is all others; they stand below the months


class StatisticsRow(SheetRow):
    """One month of the chart."""

    insurance_name: Annotated[str, Column("险种", width=26)] = ""
    this_period: Annotated[Fen, Column("本期应缴", width=16)] = None
    period: Annotated[str, Column("费款所属期", width=12)] = ""
    amount: Annotated[Fen, Column("当月应缴", width=16)] = None


STATISTICS = Sheet(
    "statistics",
    "费款统计",
    "首页两幅图的数据：本期各险种应缴，最近十二个月应缴",
    row=StatisticsRow,
    in_background=True,
    charted_rows=MONTHS + MOST_INSURANCES,
)
CHARTS = (
    Chart("本期各险种应缴（元）", "bar", "insurance_name", "this_period", MOST_INSURANCES, MONTHS),
    Chart("最近十二个月应缴（元）", "column", "period", "amount", MONTHS),
)
