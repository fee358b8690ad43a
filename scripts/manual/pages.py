"""The manual's generated pages: every command by group, every sheet, every sentence."""

import json
from itertools import groupby

from scripts.manual.generated import MANUAL, PICTURES, RUNS
from scripts.manual.reach import sentences_in_reach
from scripts.manual.readable import readable
from scripts.manual.sentences import Kind, Sentence, sentences
from shebao.commands.client.instead import INSTEAD
from shebao.commands.command import ANY_SHEET, Command
from shebao.commands.registry import COMMANDS
from shebao.contract.rights import Right
from shebao.setup.assembly.build_sources import read_text
from shebao.setup.assembly.ribbon_xml import read_layout
from shebao.sheets.declared.catalogue import ALL_SHEETS
from shebao.sheets.declared.columns import Parameter

GENERATED = "（本页由程序的代码和实际运行生成。）"
SPECS = {spec.name: spec for spec in ALL_SHEETS}
MEANINGS = {
    Kind.REFUSAL: "没有做成。每条写明发生了什么、数据现在怎样、下一步做什么；⟨⟩ 中是当时的内容。",
    Kind.QUESTION: "执行前询问。不同意就什么都没有做；命令行加 --yes 为同意。",
    Kind.OUTCOME: "做完以后的一句话，写在表的标题下面。",
    Kind.FINDING: "写在行上的检查结果；开头为“错误”的必须修改，“提醒”的请核对。",
    Kind.DOCTOR: "shebao doctor 的检查结果。",
}
ROOMS = {
    "commands": "按钮",
    "bureau": "与税务系统的连接",
    "ledger": "提交台账",
    "store": "本机数据",
    "sheets": "工作表和文件",
    "rules": "规则和校验",
    "printing": "打印",
    "vault": "密码和密钥",
    "setup": "安装",
    "many": "批量办理",
    "domain": "共同的",
}


def generated_pages() -> dict[str, str]:
    """Every generated page by its file's name; the same code and runs give the same text."""
    runs = json.loads(RUNS.read_text(encoding="utf-8")) if RUNS.is_file() else {}
    pages = {
        f"commands-{stem}.md": _group_page(group, of_group, runs)
        for stem, group, of_group in command_groups()
    }
    shown = "".join(pages.values())
    rest = [
        f"![工作表“{spec.title}”](../pictures/sheets/{spec.name}.png)\n"
        for spec in ALL_SHEETS
        if (PICTURES / f"{spec.name}.png").is_file() and f"/{spec.name}.png)" not in shown
    ]
    sheets = "\n".join(
        [_sheets_page(), "## 其余工作表的样子\n", *rest] if rest else [_sheets_page()]
    )
    return pages | {"sheets.md": sheets, "messages.md": _messages_page()}


def write_pages() -> None:
    """Write every generated page in place."""
    for name, text in generated_pages().items():
        (MANUAL / name).write_text(text, encoding="utf-8")


def command_groups() -> list[tuple[str, str, list[Command]]]:
    """The ribbon's groups in its order: the stem of the page's name, the title, the commands."""
    layout = read_layout(read_text("ribbon.toml"), COMMANDS)
    stems = {group.name: group.id.removeprefix("group_") for group in layout}
    own = {title: [c for c in COMMANDS if c.group == title] for title in stems}
    # 本月 repeats other groups' buttons and has none of its own.
    return [(stems[title], title, of_group) for title, of_group in own.items() if of_group]


def _group_page(group: str, commands: list[Command], runs: dict[str, dict[str, str]]) -> str:
    shown: set[str] = set()
    told: dict[str, str] = {}  # which command's entry explains the cells of a sheet
    entries = (_command(one, runs.get(one.id, {}), shown, told) for one in commands)
    return "\n".join([f"# 按钮：{group}\n\n{GENERATED}\n", *entries])


def _command(command: Command, run: dict[str, str], shown: set[str], told: dict[str, str]) -> str:
    lines = [f"## {command.label}\n", f"{command.help}\n", *_needs(command, told)]
    if run.get("said"):
        lines.append(f"- 例如：{readable(run['said'])}")
    said = sentences_in_reach(command.module, command.id)
    lines += _list("会问您", [one for one in said if one.kind is Kind.QUESTION])
    lines += _list("可能遇到", [one for one in said if one.kind is Kind.REFUSAL])
    sheet = _sheet_of(command, run)
    if sheet and sheet not in shown and (PICTURES / f"{sheet}.png").is_file():
        shown.add(sheet)
        title = SPECS[sheet].title
        lines += ["", f"![工作表“{title}”](../pictures/sheets/{sheet}.png)"]
    return "\n".join(lines) + "\n"


def _needs(command: Command, told: dict[str, str]) -> list[str]:
    needs = ["先登录" if command.needs_login else "不需要登录"]
    if command.right is Right.PAYMENT:
        needs.append("“缴费功能”的用户也可以用")
    if command.id in INSTEAD:
        needs.append("只在办理方式为“税务接口”时可用")
    lines = [f"- 需要：{'；'.join(needs)}。命令行：`shebao run {command.id} --book 文件.xlsx`"]
    sheets = [SPECS[name] for name in command.sheets if name in SPECS]
    if sheets:
        lines.append(f"- 工作表：{'、'.join(f'“{spec.title}”' for spec in sheets)}")
    if command.targets and command.targets != ANY_SHEET:
        titles = "、".join(f"“{SPECS[name].title}”" for name in command.targets)
        lines.append(
            f"- 只作用于其中一张：{titles}；几张都有数据时会问您，命令行用 --set 操作表=表名"
        )
    for spec in sheets:
        if not spec.parameters:
            continue
        if spec.name in told:
            lines.append(f"- “{spec.title}”表头上的格：见上面的“{told[spec.name]}”")
        else:
            told[spec.name] = command.label
            lines.append(f"- “{spec.title}”表头上的格：")
            lines += [f"    - {_parameter(one)}" for one in spec.parameters]
    return lines


def _parameter(one: Parameter) -> str:
    told = [f"可选 {'/'.join(c for c in one.choices if c)}"] if one.choices else []
    told += [f"默认 {one.default}"] if one.default else []
    told += [one.hint] if one.hint else []
    return readable(f"{one.label}（{'，'.join(told)}）" if told else one.label)


def _sheet_of(command: Command, run: dict[str, str]) -> str:
    """Where the result lands: in a real run, else as it is registered."""
    return run.get("sheet") or next((name for name in command.results if name in SPECS), "")


def _list(head: str, said: list[Sentence]) -> list[str]:
    words = list(dict.fromkeys(readable(one.words) for one in said))
    return [f"- {head}：", *(f"    - {one}" for one in words)] if words else []


def _sheets_page() -> str:
    rows = [
        f"| {s.title} | {s.purpose} | {'、'.join(p.label for p in s.parameters) or '无'} |"
        for s in ALL_SHEETS
    ]
    groups = []
    for stem, title, of_group in command_groups():
        groups.append(f"\n## {title}\n\n页：[按钮：{title}](commands-{stem}.md)\n")
        groups.append("| 命令 | 分组 | 按钮 | 说明 |\n|---|---|---|---|")
        groups += [f"| `{c.id}` | {c.group} | {c.label} | {c.help} |" for c in of_group]
    return "\n".join(
        [
            f"# 全部工作表和命令\n\n{GENERATED}\n",
            "“提交范围”为“已勾选”时只处理“选择”列打 ✔ 的行，为“全部”时处理所有行。",
            "命令只操作自己的表，与当前停留在哪张表无关。\n",
            "## 工作表\n\n| 工作表 | 用途 | 参数 |\n|---|---|---|",
            *rows,
            *groups,
            "",
        ]
    )


def _messages_page() -> str:
    parts = [f"# 提示一览\n\n{GENERATED}\n"]
    said = sorted(sentences(), key=lambda one: (list(Kind).index(one.kind), _room(one)))
    for kind, of_kind in groupby(said, key=lambda one: one.kind):
        parts.append(f"## {kind}\n\n{MEANINGS[kind]}\n")
        for room, of_room in groupby(of_kind, key=_room):
            parts.append(f"### {kind}：{room}\n")
            words = dict.fromkeys(readable(one.words) for one in of_room)
            parts.append("\n".join(f"- {one}" for one in words) + "\n")
    return "\n".join(parts)


def _room(one: Sentence) -> str:
    room, _, rest = one.module.partition(".")
    if room != "commands":
        return ROOMS.get(room, "命令行")
    noun = rest.partition(".")[0]
    groups = {c.module.partition(".")[0]: c.group for c in reversed(COMMANDS)}
    return groups.get(noun, "各按钮共同的")
