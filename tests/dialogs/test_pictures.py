"""The manual shows the dialogs as they are."""

from pathlib import Path

from tests.dialogs.pictures import PICTURES, make_pictures
from tests.dialogs.screen import Screen

MANUAL = PICTURES.parent / "manual" / "units.md"


def test_manual_shows_every_picture_that_the_script_makes(screen: Screen, tmp_path: Path) -> None:
    make_pictures(screen, tmp_path)

    made = {path.name for path in tmp_path.glob("*.png")}
    assert made == {path.name for path in PICTURES.glob("dialog-*.png")}
    text = MANUAL.read_text(encoding="utf-8")
    assert [name for name in made if f"](../pictures/{name})" not in text] == []
