"""Every refusal says what happened, what state the data is in and what to do next."""

import re

import pytest

from scripts.manual.sentences import Kind, Sentence, classes, sentences
from shebao.commands.registry import COMMANDS
from shebao.sheets.declared.catalogue import ALL_SHEETS

# What the data is now: nothing was done, nothing changed, it is kept, or it is not known.
STATE = re.compile(
    "没有|未填写|未作|未改|未确认|不变|不会|仍|保留|还在|完好|照常|无法确定|已恢复|已整体撤销"
    r"|⟨(?:undone|done|nothing|sentence)⟩"
)
# What to do: asked politely, allowed, or left to a variable that says it.
NEXT = re.compile(
    "请|即可|须|只能|再次|可改|可先|可用的"
    r"|⟨(?:answers|next_step|remedy|advice|undone|words|instead|hint|why|sentence|faults|rstrip)⟩"
)
# What a wrong word on a command line is told: argparse shows the usage beside it, exit status 2.
USAGE = {"ArgumentTypeError"}
# Their one sentence stands in a row's 校验结果, under a sentence that says the rest.
IN_A_ROW = {"OwnValueError"}
# Its classes say what the bureau holds when the run stops (``domain/fate.py``), for each run anew.
FATED = "BureauError"
BUTTON = re.compile(r"(?:点击|点|按下?)“([^”⟨]+)”")
# What is pressed and is no command: Excel's, the dialogs', the counter's and the kit's.
QUOTED = re.compile("“([^”⟨]+)”")
# Excel's own words, files, states, what a cell may be filled with.
ELSEWHERE = {
    "/",
    "以登记为准",
    "卸载.cmd",
    "参保职工列表",
    "安装.cmd",
    "审阅",
    "工作表=名称",
    "工资列=列名",
    "强制退出",
    "撤销",
    "操作表",
    "未分组",
    "未验证",
    "正常工资薪金收入",
    "生产部/一车间/甲班",
    "身份证号",
}
REFRESH = re.compile("请先?(?:刷新|重新取回|重新查询|更新|同步)(?!“)")
# What is found by these hangs on the command that prints or submits.
WITHOUT_BUTTONS = {"printing", "ledger"}
OTHER_BUTTONS = {"取消", "打开", "确定", "查询", "安装.cmd", "卸载.cmd"}


def refusals() -> list[Sentence]:
    return [
        one
        for one in sentences()
        if one.kind is Kind.REFUSAL and one.name not in USAGE and one.name not in IN_A_ROW
    ]


def family(name: str) -> set[str]:
    """The classes that a class of errors is one of."""
    found = set()
    while name:
        found.add(name)
        name = classes()[name].base if name in classes() else ""
    return found


def test_sentences_are_found() -> None:
    """A collector that finds nothing would let every test here pass."""
    by_kind = {kind: [one for one in sentences() if one.kind is kind] for kind in Kind}
    assert len(by_kind[Kind.REFUSAL]) > 450
    assert len(by_kind[Kind.QUESTION]) > 70
    assert len(by_kind[Kind.OUTCOME]) > 100
    told = {one.words for one in sentences()}
    assert any(
        words.startswith("工作表“⟨title⟩”") and "表格未作任何改动。" in words for words in told
    )


def test_refusals_say_what_state_the_data_is_in() -> None:
    """Whoever does not know whether it went out files twice, or never."""
    silent = [
        one for one in refusals() if not STATE.search(one.words) and FATED not in family(one.name)
    ]
    assert [f"{one.module}:{one.line} {one.words}" for one in silent] == []


def test_refusals_say_what_to_do_next() -> None:
    silent = [one for one in refusals() if not NEXT.search(one.words)]
    assert [f"{one.module}:{one.line} {one.words}" for one in silent] == []


def test_an_error_that_is_raised_by_its_name_alone_is_read_too() -> None:
    """Nine said their own words and stood in no list: no program to print, no Chinese font."""
    told = {one.name for one in refusals()}
    assert {"WkhtmltopdfMissingError", "CjkFontMissingError", "SessionExpiredError"} <= told


def test_buttons_that_sentences_name_are_on_the_ribbon() -> None:
    """A clerk looks for exactly the words between the quotation marks."""
    labels = {command.label for command in COMMANDS} | OTHER_BUTTONS
    named = [(one, label) for one in sentences() for label in BUTTON.findall(one.words)]
    assert len(named) > 80
    assert [f"{o.module}:{o.line} {label}" for o, label in named if label not in labels] == []


def test_words_between_quotation_marks_are_names_that_a_clerk_finds() -> None:
    """A column, a labelled cell, a sheet, a button, a menu: called as it is called there."""
    names = {command.label for command in COMMANDS} | {command.menu for command in COMMANDS}
    for spec in ALL_SHEETS:
        names |= {spec.title, *(column.header for column in spec.columns)}
        names |= {choice for column in spec.columns for choice in column.choices}
        names |= {parameter.label for parameter in spec.parameters}
        names |= {choice for parameter in spec.parameters for choice in parameter.choices}
    named = [(one, word) for one in sentences() for word in QUOTED.findall(one.words)]
    assert len(named) > 250
    unknown = [f"{o.module}:{o.line} {w}" for o, w in named if w not in names | ELSEWHERE]
    assert unknown == []


def test_what_is_to_be_fetched_again_is_fetched_by_a_button_that_is_named() -> None:
    """请刷新后重试 left the clerk looking for what refreshes."""
    nameless = [
        f"{one.module}:{one.line} {one.words}"
        for one in refusals()
        if REFRESH.search(one.words)
        and not BUTTON.search(one.words)
        and one.module.split(".")[0] not in WITHOUT_BUTTONS
    ]
    assert nameless == []


@pytest.mark.parametrize("name", sorted(classes()))
def test_every_class_of_errors_is_understood(name: str) -> None:
    """One that the collector cannot read would leave its sentences out of the manual."""
    one = classes()[name]
    assert one.parameters is None or one.base in classes() or not one.base


def test_a_constructed_sentence_is_read_whole() -> None:
    """The table shows what the user reads: the frame of the class around the call's words."""
    found = [one for one in sentences() if one.name == "NotConfirmedError"]
    assert found
    for one in found:
        assert one.words.startswith("未确认，因此没有执行：")
        assert one.words.endswith("请重新执行并确认（命令行请加 --yes）。")
