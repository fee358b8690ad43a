"""The manual says what the program is: generated pages, links, pictures, names of buttons."""

import json
import re
from pathlib import Path

import pytest

from scripts.manual.generated import MANUAL, PICTURES, RUNS
from scripts.manual.pages import command_groups, generated_pages
from shebao.commands.registry import BY_ID, COMMANDS
from shebao.printing.manual import manual_html, page_names, slug
from tests.desk import Desk, Ran

PAGES = sorted(MANUAL.glob("*.md"))
BY_HAND = ("quick-start", "year", "practising", "from-client")
# Bold words of the pages by hand that are no buttons.
STEPS = re.compile(r"^\d\. ")
MOST_BYTES = 8_000_000
REMAKE = "remake it: python -m scripts.derive"


def text_of(name: str) -> str:
    return (MANUAL / f"{name}.md").read_text(encoding="utf-8")


def page_of(ran: Ran) -> Path:
    (path,) = [Path(one) for one in ran.answer["files"] if one.endswith(".html")]
    return path


def test_generated_pages_are_what_the_code_says() -> None:
    """A message or a button changed without its page would teach the old one."""
    for name, text in generated_pages().items():
        assert (MANUAL / name).read_text(encoding="utf-8") == text, f"{name}: {REMAKE}"


def test_every_command_has_its_place_and_was_run() -> None:
    """The runs are made by ``python -m tests.manual.walk``; a new command needs one."""
    runs = json.loads(RUNS.read_text(encoding="utf-8"))
    assert set(runs) <= set(BY_ID)
    for stem, _, commands in command_groups():
        headings = re.findall(r"^## (.+)$", text_of(f"commands-{stem}"), re.M)
        assert headings == [command.label for command in commands]
    never = {command.id for command in COMMANDS} - set(runs)
    # Refused in that walk: they are for a workbook of files, for a batch, or have nothing to do.
    refused = {
        "submit_all_wages",
        "submit_special_bills",
        "export_special_bills",
        "fetch_void_result",
        "new_daily_wage_sheet",
    }
    new = [i for i in never - refused if not BY_ID[i].module.startswith(("client.", "batch."))]
    assert new == [], "run python -m tests.manual.walk, then python -m scripts.derive"


def test_results_land_where_the_ribbon_says() -> None:
    """A screentip that names another sheet sends the clerk looking."""
    runs = json.loads(RUNS.read_text(encoding="utf-8"))
    landed = {i: run["sheet"] for i, run in runs.items() if run["sheet"] and BY_ID[i].results}
    assert len(landed) > 130
    assert {i: sheet for i, sheet in landed.items() if sheet not in BY_ID[i].results} == {}


def test_contents_name_every_page() -> None:
    assert sorted(f"{name}.md" for name in page_names(MANUAL)) == [page.name for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_and_picture_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        aim = page.parent / path if path else page
        assert aim.is_file(), f"{page.name}: {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", aim.read_text(encoding="utf-8"), re.M)
            assert anchor in {slug(heading) for heading in headings}, f"{page.name}: {target}"


def test_pictures_are_small_and_each_is_shown() -> None:
    pictures = list(PICTURES.glob("*.png"))
    everything = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert len(pictures) > 50
    assert sum(path.stat().st_size for path in PICTURES.parent.rglob("*.png")) < MOST_BYTES
    assert [p.name for p in pictures if f"/sheets/{p.name})" not in everything] == []


@pytest.mark.parametrize("name", BY_HAND)
def test_pages_by_hand_name_buttons_that_are_there(name: str) -> None:
    """A beginner looks for exactly this label on the ribbon."""
    labels = {command.label for command in COMMANDS}
    bold = [one for one in re.findall(r"\*\*([^*]+)\*\*", text_of(name)) if not STEPS.match(one)]
    assert bold
    assert [one for one in bold if one not in labels] == []


def test_one_file_holds_everything_and_reaches_for_nothing() -> None:
    """It is opened from a disk, in an office without a network, and sent to colleagues."""
    html = manual_html(MANUAL)
    for name in page_names(MANUAL):
        assert f'<section id="{name}">' in html
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets <= set(re.findall(r'id="([^"]+)"', html))
    assert re.findall(r'(?:src|href)="(?!data:image/|#|https://)[^"]*"', html) == []
    assert html.count('src="data:image/') > 50
    assert "<script" not in html
    assert "/wo" + "rk/" not in html


def test_button_writes_and_names_the_file(desk: Desk) -> None:
    """Nobody has to be logged in to read."""
    ran = desk.done("open_manual")
    path = page_of(ran)
    assert path.parent == desk.folder / "home"
    assert "快速上手" in path.read_text(encoding="utf-8")
    assert str(path) in ran.message
    assert page_of(desk.done("open_manual")) == path


def test_folder_that_takes_no_file_is_said_in_one_sentence(desk: Desk) -> None:
    path = page_of(desk.done("open_manual"))
    path.unlink()
    path.mkdir()
    (path / "x").touch()
    ran = desk.run("open_manual")
    assert ran.status == 1
    assert "没有打开使用手册" in ran.said
