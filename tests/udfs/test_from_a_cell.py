"""From a cell to its answer: the add-in's VBA wrapper, the server's function, the cell's error.

pyopenvba's interpreter is Excel; instead of xlwings' server process the functions of
``shebao_udfs.server`` are called in this one.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, method
from pyopenvba.interpreter._values import VBAArray

from shebao.setup.assembly.build_functions import SERVER, function_modules
from shebao.sheets.declared.wage_sheets import WAGES_BY_PERSON
from shebao_udfs.functions import FUNCTIONS
from shebao_udfs.rulebook import Rulebook, load_rules
from shebao_udfs.spill import Grid
from tests.desk import Desk
from tests.udfs.calling import CALLS, sample_rule_files

ID = "11010519491231002X"
WHERE = '"520100", "2026-11"'


class _Server(VBAObject):  # type: ignore[misc]  # pyopenvba ships no types
    """What ``XLPy`` is to the wrappers."""

    vba_type_name = "XLPython"

    @method  # type: ignore[untyped-decorator]
    def CallUDF(  # noqa: N802
        self, module: str, name: str, given: VBAArray, workbook: object, _caller: object
    ) -> object:
        assert (module, str(workbook)) == (SERVER, "Nothing")
        answer = CALLS[name](*(_rows(one) for one in given.items if not _is_left_out(one)))
        if len(answer) == len(answer[0]) == 1:
            one = answer[0][0]
            return str(one) if isinstance(one, date) else one
        bounds = [(0, len(answer) - 1), (0, len(answer[0]) - 1)]
        return VBAArray(bounds, items=[row[c] for c in range(len(answer[0])) for row in answer])


class _Cell(VBAObject):  # type: ignore[misc]
    vba_type_name = "Range"

    def __str__(self) -> str:
        return "cell"


def _is_left_out(value: object) -> bool:
    return type(value).__name__ == "Missing" or str(value) == "Missing"


def _rows(value: Any) -> Grid:
    """Return what xlwings' conversion with ndim=2 makes of an argument."""
    if isinstance(value, VBAObject):
        value = value.vba_get("Value")
    if not isinstance(value, VBAArray):
        return [[_plain(value)]]
    (top, bottom), (left, right) = value.bounds
    height = bottom - top + 1
    cells = [_plain(one) for one in value.items]
    return [[cells[c * height + r] for c in range(right - left + 1)] for r in range(height)]


def _plain(cell: Any) -> object:
    if cell is None or type(cell).__name__ in {"Empty", "VBAEmpty", "_Empty"}:
        return None
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


@pytest.fixture(scope="module")
def excel() -> ExcelApplication:
    app = ExcelApplication()
    app.add_workbook()
    return with_functions(app)


def with_functions(app: ExcelApplication) -> ExcelApplication:
    for name, source in function_modules().items():
        if name != "shebao_help":
            app.add_module(source, name=name, kind="standard")
    app.add_module('Function XLPy()\nSet XLPy = CreateObject("x")\nEnd Function\n', name="xlwings")
    app.interpreter.host.create = lambda _: _Server()
    type(app.application).vba_add_member(
        MemberSpec(name="Caller", kind="property", getter=lambda _: _Cell())
    )
    return app


@pytest.fixture
def loaded() -> Iterator[None]:
    load_rules(Rulebook(sample_rule_files().values()))
    yield
    load_rules(Rulebook())


def shown(excel: ExcelApplication, formula: str) -> str:
    """Return what the cell with this formula shows; a grid row by row."""
    excel.add_module(
        f"""Function Shown() As String
    Dim answer, r, c
    answer = {formula}
    If Not IsArray(answer) Then
        Shown = CStr(answer)
        Exit Function
    End If
    For r = LBound(answer, 1) To UBound(answer, 1)
        For c = LBound(answer, 2) To UBound(answer, 2)
            Shown = Shown & CStr(answer(r, c)) & " "
        Next c
        Shown = Shown & "|"
    Next r
End Function
""",
        name="cell",
    )
    return str(excel.run("Shown"))


@pytest.mark.feature("X-FUNCTIONS")
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        (f'SB_BASE(99999, "110", {WHERE})', "22130.25"),
        (f'SB_UNIT(8000, "110", {WHERE})', "1280"),
        (f'SB_UNIT(8000, "410", {WHERE}, 0.004)', "32"),
        (f'SB_PERSON(8000, "110", {WHERE})', "640"),
        (f'SB_TOTAL(8000, "110", {WHERE})', "1920"),
        (f'SB_RATE("110", {WHERE}, "单位")', "0.16"),
        (f'SB_FLOOR("110", {WHERE})', "4426.05"),
        (f'SB_CAP("110", {WHERE})', "22130.25"),
        ('SB_ID_CHECK("110105194912310021")', "证件号码的校验码不符，请核对"),
        (f'SB_BIRTH("{ID}")', "1949-12-31"),
        (f'SB_SEX("{ID}")', "女"),
        (f'SB_AGE("{ID}", "2026-12-31")', "77"),
        ('SB_TAX_ID_CHECK("9111")', "纳税人识别号应为 18 位（旧号码 15 或 20 位），现为 4 位"),
        ('SB_LATE_FEE(10000, "2026-09", "520100", "2026-11-30")', "305"),
        (f'SB_UNIT(8000, "410", {WHERE})', "Error 2042"),
        (
            f'SB_WHY("SB_UNIT", 8000, "410", {WHERE})',
            "工伤保险的单位费率以单位登记为准，请填写“工伤费率”参数",
        ),
        (f'SB_AGE("{ID}", "1949-01-01")', "Error 2036"),
        ('SB_SEX("x")', "Error 2015"),
    ],
)
def test_cell_shows_the_answer_or_the_error(
    excel: ExcelApplication, formula: str, answer: str
) -> None:
    assert shown(excel, formula).removesuffix(".0") == answer


@pytest.mark.feature("X-FUNCTIONS")
@pytest.mark.usefixtures("loaded")
def test_range_spills_with_an_error_in_its_own_cell(excel: ExcelApplication) -> None:
    excel.add_module(
        'Sub Fill()\nRange("A1").Value = 8000\nRange("A2").Value = "x"\n'
        'Range("B1").Value = "110"\nRange("C1").Value = "210"\nEnd Sub\n',
        name="fill",
    )
    excel.run("Fill")

    found = shown(excel, f'SB_UNIT(Range("A1:A2"), Range("B1:C1"), {WHERE})')
    reasons = shown(excel, f'SB_WHY("SB_UNIT", Range("A1:A2"), "110", {WHERE})')

    assert found.replace(".0 ", " ").startswith("1280 ")
    assert found.count("Error 2015") == 2
    assert reasons.startswith("贵州省贵阳市企业职工基本养老保险 2026-11：")
    assert reasons.endswith(" |缴费工资不是金额 |")


@pytest.mark.feature("X-FUNCTIONS")
@pytest.mark.parametrize("name", [f.name for f in FUNCTIONS if "region" in str(f.arguments)])
def test_no_amount_comes_from_a_rule_that_is_not_loaded(excel: ExcelApplication, name: str) -> None:
    """Neither from one of another region, nor of another month."""
    kept = sample_rule_files()["350100"]
    load_rules(Rulebook([kept]))
    values = {
        "wage": "8000",
        "insurance": '"110"',
        "region": '"520100"',
        "period": '"2026-11"',
        "payer": '"单位"',
        "amount": "100",
        "paid_on": '"2026-12-31"',
    }
    function = next(f for f in FUNCTIONS if f.name == name)
    given = ", ".join(values[a.name] for a in function.arguments if not a.is_optional)
    try:
        assert shown(excel, f"{name}({given})") == "Error 2042"
        assert "520100" in shown(excel, f'SB_WHY("{name}", {given})')
    finally:
        load_rules(Rulebook())


@pytest.mark.feature("X-FUNCTIONS")
def test_status_comes_from_the_workbooks_own_sheet(desk: Desk) -> None:
    """The sheet as the commands leave it, parameters and title above its header."""
    desk.until_filed()
    person = next(row for row in desk.rows(WAGES_BY_PERSON) if row["state"] == "申报成功")
    excel = with_functions(ExcelApplication.open(desk.book, with_vba=False))
    area = 'Worksheets("缴费工资申报").Range("A1:T60")'

    assert shown(excel, f'SB_STATUS("{person["id_number"]}", {area})') == "申报成功"
    assert shown(excel, f'SB_STATUS("{ID}", {area})') == "Error 2042"
