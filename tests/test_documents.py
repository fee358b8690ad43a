"""What the documents say is what the code does."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

from scripts.architecture import architecture_svg
from shebao import cli
from shebao.commands.registry import COMMANDS
from shebao.domain import errors
from shebao.sheets.declared.catalogue import SHEETS
from shebao.sheets.file_refusals import REFUSALS
from workbook_file.errors import Reason

ROOT = Path(__file__).parents[1]
SOURCED = {"tools.sh"}  # by other scripts
MANUAL = ROOT / "docs" / "manual"
# An id at the start of a table's row, of a line, or behind a dot in a line of several.
FEATURE = re.compile(r"(?:^\| |^|· )([A-Z]-[A-Z]+(?:-[A-Z]+)*) ", re.M)


def marked_features() -> set[str]:
    """Every id in a ``mark.feature(...)`` of the tests."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.feature":
                found |= {str(ast.literal_eval(argument)) for argument in node.args}
    return found


def test_every_feature_has_a_test() -> None:
    """A row of the table that nothing carries would be forgotten."""
    text = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")

    assert marked_features() == set(FEATURE.findall(text))


def test_readme_tells_what_ci_runs() -> None:
    """A green CI of another command proves nothing to a reader."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "sh scripts/gate.sh\n" in text
        assert "sh scripts/setup.sh && .venv/bin/shebao demo --out demo-out\n" in text
    assert "sh scripts/gate.sh\n" in ci


def test_both_readmes_say_the_same() -> None:
    """The Chinese one had no table of variables and half of what is to be known before a use."""
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    assert english.count("\n## ") == chinese.count("\n## ")
    for pattern in (r"SHEBAO_[A-Z_]+", r"\]\((?!README)[^)]+\)"):
        assert sorted(set(re.findall(pattern, english))) == sorted(
            set(re.findall(pattern, chinese))
        )
    assert _typed(english) == _typed(chinese)


def _typed(text: str) -> list[list[str]]:
    """What stands in the blocks for the terminal, without remarks."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [[line.partition(" #")[0].strip() for line in block.splitlines()] for block in blocks]


def test_error_tree_draws_every_class() -> None:
    """A class that is not in the tree has no stated consequence."""
    drawn = set(re.findall(r"[A-Z]\w+Error", errors.__doc__ or ""))
    defined = {
        node.name
        for path in (ROOT / "addin" / "shebao").rglob("*.py")
        if "sandbox" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and _is_ours(node)
    }
    assert drawn == defined | {"ShebaoError"}


def _is_ours(node: ast.ClassDef) -> bool:
    return node.name.endswith("Error") and any(
        isinstance(base, ast.Name) and base.id.endswith("Error") for base in node.bases
    )


def test_every_refusal_of_the_engine_has_words() -> None:
    """An untranslated reason would be shown as a defect."""
    assert set(REFUSALS) == set(Reason)


def test_command_tables_of_the_manual_are_the_registry() -> None:
    """The manual and the ribbon must not drift apart."""
    text = (MANUAL / "sheets.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (\S+) \| (.+) \|$", text, re.M)
    assert sorted(rows) == sorted((c.id, c.group, c.label, c.help) for c in COMMANDS)


def test_headings_of_the_manual_stand_apart() -> None:
    """A merge that joins two sections glues them, and the heading is text to some readers."""
    for page in MANUAL.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"[^\n]\n(##? .*)", re.sub(r"```.*?```", "", text, flags=re.S)) == [], (
            page
        )


def test_sheet_table_of_the_manual_is_the_catalogue() -> None:
    """Every sheet a user sees is explained."""
    text = (MANUAL / "sheets.md").read_text(encoding="utf-8")
    for spec in SHEETS:
        assert f"| {spec.title} | {spec.purpose} |" in text


def test_architecture_is_drawn_from_the_imports() -> None:
    """A picture of yesterday's rooms leads a stranger astray."""
    drawn = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")

    assert drawn == architecture_svg(), "run python -m scripts.derive"


def test_no_circle_of_imports() -> None:
    """Whoever reads a module may stop at what it imports, late, early or for a type alone."""
    graph = grimp.build_graph("shebao", "workbook_file", "shebao_udfs", cache_dir=None)
    imported = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}

    TopologicalSorter(imported).prepare()  # CycleError names the circle


def test_files_that_the_way_in_names_are_there() -> None:
    """Whoever is new follows them; a script without a line is found by nobody."""
    text = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w+/)+\w+\.(?:py|toml|sh))`", text))
    rooms = [ROOT, ROOT / "addin", ROOT / "addin" / "shebao"]

    assert len(named) > 10
    assert not {name for name in named if not any((room / name).is_file() for room in rooms)}
    for script in (ROOT / "scripts").glob("*.sh"):
        if script.name not in SOURCED:
            assert f"scripts/{script.name}" in text, script.name


def test_every_dependency_earns_its_sentence() -> None:
    """Each is somebody else's release schedule."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project.split("dependencies = [", 1)[1].split("]", 1)[0]
    names = re.findall(r'"([A-Za-z0-9-]+)', block)
    text = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
    assert [name for name in names if f"**{name}**" not in text] == []


def test_commands_are_listed_on_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """Scripts find what there is."""
    assert cli.main(["commands", "--json"]) == 0
    out = capsys.readouterr().out
    assert all(f'"id": "{command.id}"' in out for command in COMMANDS)


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    """What is true on one machine is wrong on the next."""
    hosts = ("pypi" + ".org", "python" + "hosted", "npmjs" + ".org", "deb." + "debian")
    suffixes = {".py", ".md", ".toml", ".sh", ".lock", ".json", ".txt"}
    paths = [
        p
        for folder in ("addin", "udfs", "tests", "docs", "scripts")
        for p in (ROOT / folder).rglob("*")
    ]
    paths += [p for p in ROOT.iterdir() if p.is_file()]
    for path in paths:
        if path.suffix in suffixes:
            text = path.read_text(encoding="utf-8")
            assert not any(host in text for host in hosts), path
            assert ("/wo" + "rk/") not in text, path


def seed_rows() -> list[list[str]]:
    """The cells of every line of the tables in ``docs/seeds.md``."""
    text = (ROOT / "docs" / "seeds.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| ([FG] .+) \|$", text, re.M)
    return [[cell.strip() for cell in f" {line} ".split("|")] for line in lines]


def test_every_section_and_button_of_the_seeds_has_a_command_or_a_reason() -> None:
    """What the product leaves out of its models must be seen, not found out."""
    sections = (ROOT / "tests" / "data" / "seed_sections.txt").read_text("utf-8").splitlines()
    commands, titles = {command.id for command in COMMANDS}, {spec.title for spec in SHEETS}
    rows = seed_rows()

    assert {row[0] for row in rows} >= set(sections)
    for section, button, named, sheets, why in rows:
        assert button, section
        assert named or why, f"{section} {button}"
        assert set(re.findall(r"`(\w+)`", named)) <= commands, f"{section} {button}"
        assert bool(named) == bool(sheets), f"{section} {button}"
        assert {sheet for sheet in sheets.split("、") if sheet} <= titles, f"{section} {button}"
