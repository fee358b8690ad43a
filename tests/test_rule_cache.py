"""The rule files on disk: what is written, and what is noticed when it is read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shebao.domain.errors import FileRefusedError
from shebao.rule_cache import FILE_NAME, keep_rule_files, read_rule_files
from tests.udfs.calling import FUZHOU, GUIYANG, sample_rule_files

FILES = sample_rule_files()


def test_what_is_kept_is_read(tmp_path: Path) -> None:
    """The folder need not exist yet."""
    keep_rule_files(tmp_path / "data", FILES.values())

    read = read_rule_files(tmp_path / "data")

    assert {file.region: file for file in read.rule_files} == FILES
    assert read.problem == ""


def test_another_region_stays_and_the_same_is_replaced(tmp_path: Path) -> None:
    """Two employers of two regions on one machine."""
    newer = FILES[GUIYANG].model_copy(update={"version": "2027.01"})
    keep_rule_files(tmp_path, FILES.values())

    keep_rule_files(tmp_path, [newer])

    versions = {file.region: file.version for file in read_rule_files(tmp_path).rule_files}
    assert versions == {GUIYANG: "2027.01", FUZHOU: FILES[FUZHOU].version}


def test_a_newer_file_that_is_there_stays(tmp_path: Path) -> None:
    """A second employer's bureau, or a slower window, offered last year's limits again."""
    newer = FILES[GUIYANG].model_copy(update={"version": "2099.01", "issued_on": "2099-01-01"})
    keep_rule_files(tmp_path, [newer])

    keep_rule_files(tmp_path, [FILES[GUIYANG]])

    assert [file.version for file in read_rule_files(tmp_path).rule_files] == ["2099.01"]


def test_equal_rules_are_equal_bytes(tmp_path: Path) -> None:
    """Canonical JSON: whatever the order in which the regions came."""
    keep_rule_files(tmp_path / "a", [FILES[GUIYANG], FILES[FUZHOU]])
    keep_rule_files(tmp_path / "b", [FILES[FUZHOU], FILES[GUIYANG]])

    assert (tmp_path / "a" / FILE_NAME).read_bytes() == (tmp_path / "b" / FILE_NAME).read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == [FILE_NAME]


def test_never_kept_is_no_fault(tmp_path: Path) -> None:
    """Before the first login there is nothing."""
    read = read_rule_files(tmp_path)

    assert (read.rule_files, read.problem) == ((), "")


def edited(text: str, floor: int) -> str:
    whole = json.loads(text)
    whole["rule_files"][0]["limits"][0]["floor_fen"] = floor
    return json.dumps(whole)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:3000],
        lambda text: edited(text, 1),
        lambda _: "",
        lambda _: "[]",
        lambda _: '{"rule_files": []}',
        lambda text: text.replace("half_up", "half_even"),
        lambda _: "\udcff",
    ],
    ids=["cut", "edited", "empty", "a list", "no digest", "unknown mode", "no text"],
)
def test_a_damaged_file_is_noticed_and_mended_by_the_next_fetch(
    tmp_path: Path, damage: Callable[[str], str]
) -> None:
    """A floor changed by hand would be computed with for a year."""
    keep_rule_files(tmp_path, FILES.values())
    path = tmp_path / FILE_NAME
    damaged = damage(path.read_text(encoding="utf-8"))
    path.write_bytes(damaged.encode("utf-8", "surrogateescape"))

    read = read_rule_files(tmp_path)
    assert read.rule_files == ()
    assert "已损坏" in read.problem

    keep_rule_files(tmp_path, FILES.values())
    assert len(read_rule_files(tmp_path).rule_files) == len(FILES)


def test_rules_of_a_later_version_that_cannot_be_understood_are_not_used(tmp_path: Path) -> None:
    """A digest that fits proves the bytes, not the meaning."""
    file = FILES[GUIYANG]
    rounding = file.rounding.model_copy(update={"mode": "half_even"})
    with pytest.warns(UserWarning, match="serializ"):
        keep_rule_files(tmp_path, [file.model_copy(update={"rounding": rounding})])

    assert "已损坏" in read_rule_files(tmp_path).problem


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """The older file stays, and no scrap beside it."""
    blocked = tmp_path / "data"
    blocked.write_text("a file where the folder should be")

    with pytest.raises(FileRefusedError, match="仍使用原来的规则"):
        keep_rule_files(blocked, FILES.values())


def test_a_swap_that_fails_leaves_the_older_file_and_no_scrap(tmp_path: Path) -> None:
    """On Windows an open file refuses to be replaced; a folder in its place does so anywhere."""
    (tmp_path / FILE_NAME).mkdir()
    (tmp_path / FILE_NAME / "x").write_text("")

    with pytest.raises(FileRefusedError):
        keep_rule_files(tmp_path, FILES.values())

    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
