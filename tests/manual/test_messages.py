"""Every refusal says what happened, what state the data is in and what to do next."""

import re

import pytest

from scripts.manual.sentences import Kind, Sentence, classes, sentences
from shebao.commands.registry import COMMANDS

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


def test_buttons_that_sentences_name_are_on_the_ribbon() -> None:
    """A clerk looks for exactly the words between the quotation marks."""
    labels = {command.label for command in COMMANDS} | OTHER_BUTTONS
    named = [(one, label) for one in sentences() for label in BUTTON.findall(one.words)]
    assert len(named) > 80
    assert [f"{o.module}:{o.line} {label}" for o, label in named if label not in labels] == []


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
