"""The manual says what the program is: generated pages, links, pictures, names of buttons."""

import re
from pathlib import Path

import pytest

from scripts.manual.generated import MANUAL
from scripts.manual.pages import generated_pages
from shebao.commands.registry import COMMANDS
from shebao.printing.manual import manual_html, page_names, slug
from tests.desk import Desk

PAGES = sorted(MANUAL.glob("*.md"))
BY_HAND = ("quick-start", "year", "practising", "from-client")
# Bold words of the pages by hand that are no buttons.
STEPS = re.compile(r"^\d\. ")
REMAKE = "remake it: python -m scripts.derive"


def text_of(name: str) -> str:
    return (MANUAL / f"{name}.md").read_text(encoding="utf-8")


def test_generated_pages_are_what_the_code_says() -> None:
    """A message or a button changed without its page would teach the old one."""
    for name, text in generated_pages().items():
        assert (MANUAL / name).read_text(encoding="utf-8") == text, f"{name}: {REMAKE}"


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
    assert html.count('src="data:image/') > 5
    assert "<script" not in html
    assert "/wo" + "rk/" not in html


def test_button_writes_and_names_the_file(desk: Desk) -> None:
    """Nobody has to be logged in to read."""
    ran = desk.done("open_manual")
    (path,) = map(Path, ran.answer["files"])
    assert path.parent == desk.folder / "home"
    assert "快速上手" in path.read_text(encoding="utf-8")
    assert str(path) in ran.message
    assert desk.done("open_manual").answer["files"] == [str(path)]


def test_folder_that_takes_no_file_is_said_in_one_sentence(desk: Desk) -> None:
    (path,) = map(Path, desk.done("open_manual").answer["files"])
    path.unlink()
    path.mkdir()
    (path / "x").touch()
    ran = desk.run("open_manual")
    assert ran.status == 1
    assert "没有打开使用手册" in ran.said
