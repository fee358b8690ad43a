"""The buttons of the books: on to payroll, taxes, vouchers and the bank."""

from shebao.commands.command import Command

BUTTONS: tuple[Command, ...] = (
    Command(
        "write_back_payroll",
        "写回工资表",
        "账务",
        "PasteValues",
        "把账单明细中每人的个人应缴写入自己的工资表的一列，其余内容原样不动，合计与账单核对。",
        "books.payroll_back",
        ("payroll_back",),
        is_large=True,
        needs_login=False,
    ),
)
