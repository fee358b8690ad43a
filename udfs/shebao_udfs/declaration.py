"""How a worksheet function is declared: once, for xlwings, the VBA wrappers and the document."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import xlwings as xw

from shebao_udfs.spill import Grid

CATEGORY = "社保费"
LEFT_OUT: Grid = []  # what an optional argument is when the formula does not give it

# One name, one meaning in every function. No name is a keyword of Basic, whatever its case.
ARGUMENT_HELP = {
    "wage": "缴费工资（元），单元格或区域",
    "insurance": "险种：代码（如 110）、名称或“110|企业职工基本养老保险”，单元格或区域",
    "region": "参保地区：六位行政区划代码（如 520100）或城市名称（如 成都、四川省成都市）",
    "period": "费款所属期：2026-11、202611 或该月任一日期",
    "injury_rate": "可省略。单位登记的工伤费率，如 0.4% 或 0.004；只用于以单位登记为准的险种",
    "payer": "缴费方：单位、个人或合计",
    "id_number": "证件号码（文本），单元格或区域",
    "as_of": "截止日期；函数不读取系统时间，需要今天时请写 TODAY()",
    "tax_id": "纳税人识别号（文本），单元格或区域",
    "amount": "欠费金额（元），单元格或区域",
    "paid_on": "实际或预计的缴款日期",
    "records": "本工作簿的申报表区域，须包含标题行（“证件号码”和“申报状态”两列）",
    "details": "“职工缴费明细”区域，须包含标题行",
    "function_name": "出错的函数名，如 \"SB_UNIT\"",
    "arguments": "与出错公式完全相同的参数，依次填写",
}  # fmt: skip

Function = TypeVar("Function", bound=Callable[..., Grid])


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument; ``repeats`` takes all that follow."""

    name: str
    help: str
    is_optional: bool
    repeats: bool


@dataclass(frozen=True, slots=True)
class WorksheetFunction:
    """One function as Excel, the build and the document know it."""

    name: str
    help: str
    arguments: tuple[Argument, ...]
    call: Callable[..., Grid]


def worksheet_function(function: Function) -> Function:
    """Declare a function to xlwings: every argument as rows of cells, errors as their text.

    Its docstring, lines joined, is the help text that Excel shows. Off Windows the decorators of
    xlwings change nothing.
    """
    function.__doc__ = "".join(line.strip() for line in (function.__doc__ or "").splitlines())
    function = xw.ret(list)(function)
    for name in inspect.signature(function).parameters:
        help_text = ARGUMENT_HELP[name]
        function = xw.arg(name, list, ndim=2, err_to_str=True, doc=help_text)(function)
    return xw.func(category=CATEGORY)(function)


def described(function: Callable[..., Grid]) -> WorksheetFunction:
    """Return what is declared of a function, read from the function itself."""
    parameters = inspect.signature(function).parameters.values()
    arguments = tuple(
        Argument(
            p.name,
            ARGUMENT_HELP[p.name],
            is_optional=p.default is not p.empty,
            repeats=p.kind is p.VAR_POSITIONAL,
        )
        for p in parameters
    )
    return WorksheetFunction(function.__name__, function.__doc__ or "", arguments, function)
