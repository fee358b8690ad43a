"""The buttons of the books: on to payroll, taxes, vouchers and the bank."""

from shebao.commands.command import Command
from shebao.contract.rights import Right

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
        right=Right.PAYMENT,
        needs_login=False,
    ),
    Command(
        "write_tax_deductions",
        "个税专项扣除",
        "账务",
        "PercentStyle",
        "列出并导出每人的养老、医疗、失业个人缴费，列与自然人扣缴客户端的导入表相同。",
        "books.tax_deductions",
        ("tax_deductions",),
        right=Right.PAYMENT,
        needs_login=False,
    ),
    Command(
        "match_bank",
        "银行流水核对",
        "账务",
        "DollarSign",
        "按金额和日期在银行导出的流水中找到缴费的那一笔；有几笔可能的都列出，不作选择。",
        "books.bank",
        ("bank_matches",),
        right=Right.PAYMENT,
        needs_login=False,
    ),
    Command(
        "write_entries",
        "生成凭证",
        "账务",
        "Calculator",
        "按账单生成计提和缴纳的分录，按部门列示，借贷相等，导出用友、金蝶可导入的表。",
        "books.entries",
        ("entries",),
        is_large=True,
        right=Right.PAYMENT,
        needs_login=False,
    ),
)

HANDOVER: tuple[Command, ...] = (
    Command(
        "write_handover",
        "交接单",
        "官方客户端",
        "FilePrintPreview",
        "列出并打印在官方客户端依次点击什么、用哪个文件、应为多少人多少元；导回后再点，逐项证明一致。",
        "books.handover",
        ("handover",),
        is_large=True,
        right=Right.PAYMENT,
        needs_login=False,
    ),
)
