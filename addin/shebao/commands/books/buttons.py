"""The buttons of the books: on to payroll, taxes, vouchers and the bank."""

from functools import partial

from shebao.commands.command import Command
from shebao.contract.rights import Right

_book = partial(Command, group="账务", right=Right.PAYMENT, needs_login=False)

BUTTONS: tuple[Command, ...] = (
    _book(
        ("write_back_payroll", "写回工资表", "PasteValues"),
        "把账单明细中每人的个人应缴写入自己的工资表的一列，其余内容原样不动，合计与账单核对。",
        module="books.payroll_back",
        sheets=("payroll_back",),
        is_large=True,
    ),
    _book(
        ("write_tax_deductions", "个税专项扣除", "PercentStyle"),
        "列出并导出每人的养老、医疗、失业个人缴费，列与自然人扣缴客户端的导入表相同。",
        module="books.tax_deductions",
        sheets=("tax_deductions",),
    ),
    _book(
        ("match_bank", "银行流水核对", "DollarSign"),
        "按金额和日期在银行导出的流水中找到缴费的那一笔；有几笔可能的都列出，不作选择。",
        module="books.bank",
        sheets=("bank_matches",),
    ),
    _book(
        ("write_entries", "生成凭证", "Calculator"),
        "按账单生成计提和缴纳的分录，按部门列示，借贷相等，导出用友、金蝶可导入的表。",
        module="books.entries",
        sheets=("entries",),
        is_large=True,
    ),
)

HANDOVER: tuple[Command, ...] = (
    Command(
        ("write_handover", "交接单", "FilePrintPreview"),
        "列出并打印在官方客户端依次点击什么、用哪个文件、应为多少人多少元；导回后再点，逐项证明一致。",
        "官方客户端",
        module="books.handover",
        sheets=("handover",),
        right=Right.PAYMENT,
        is_large=True,
        needs_login=False,
    ),
)
