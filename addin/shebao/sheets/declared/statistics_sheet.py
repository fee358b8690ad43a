"""The figures behind the home sheet's two pictures."""

from shebao.sheets.declared.spec import Chart, Column, Kind, SheetSpec

MONTHS = 12
MOST_INSURANCES = 12  # the last one is all others; they stand below the months

STATISTICS = SheetSpec(
    "statistics",
    "费款统计",
    "首页两幅图的数据：本期各险种应缴，最近十二个月应缴",
    (
        Column("险种", "insurance_name", width=26),
        Column("本期应缴", "this_period", Kind.MONEY, 16),
        Column("费款所属期", "period", width=12),
        Column("当月应缴", "amount", Kind.MONEY, 16),
    ),
    in_background=True,
)
CHARTS = (
    Chart("本期各险种应缴（元）", "bar", "insurance_name", "this_period", MOST_INSURANCES, MONTHS),
    Chart("最近十二个月应缴（元）", "column", "period", "amount", MONTHS),
)
