"""The buttons of a list of employers."""

from functools import partial

from shebao.commands.command import Command
from shebao.contract.rights import Right

_batch = partial(
    Command,
    group="系统",
    menu="批量办理",
    module="batch.batch",
    right=Right.PAYMENT,
    needs_login=False,
)

BUTTONS: tuple[Command, ...] = (
    _batch(
        ("new_employer_list", "新建单位清单", "FileNew"),
        "在当前文件夹新建“单位清单.xlsx”并打开，每行填写一个用人单位。",
    ),
    _batch(
        ("run_batch", "批量办理", "FileWorkflowTasks"),
        "按“单位清单”逐个单位办理所填步骤，在后台进行；缴费不超过“可缴上限”。",
        sheets=("employers",),
    ),
    _batch(
        ("show_batch", "批量进度", "Refresh"), "把各单位的状态写回“单位清单”。", result="employers"
    ),
)
