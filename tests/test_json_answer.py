"""What ``--json`` prints is read by programs, whatever page the system writes in."""

import io
import json
import sys
from pathlib import Path

import pytest

from shebao import cli
from shebao.json_answer import print_json

ADDIN = Path(__file__).parents[1] / "addin" / "shebao"
ODD = {"name": "𠮷田 ✔", "torn": "\udc80", "plain": "社保费"}


PAGES = pytest.mark.parametrize("page", ["gbk", "cp936", "cp1252", "ascii", "utf-8", "UTF8"])


class Pipe:
    """Standard output as a pipe in a code page of Windows', until the block ends."""

    def __init__(self, page: str) -> None:
        self.bytes = io.BytesIO()
        self.stream = io.TextIOWrapper(self.bytes, encoding=page)

    def __enter__(self) -> "Pipe":
        self.before, sys.stdout = sys.stdout, self.stream
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout = self.before

    @property
    def answer(self) -> dict[str, str]:
        answer: dict[str, str] = json.loads(self.bytes.getvalue())
        return answer


@PAGES
def test_every_character_arrives_on_every_page(page: str) -> None:
    """A 𠮷 came out as \\U00020bb7, which no reader of JSON takes."""
    with Pipe(page) as pipe:
        print_json(ODD)
    assert pipe.answer == ODD


@PAGES
def test_refusal_arrives_on_every_page(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path))
    book = tmp_path / "𠮷.xlsx"

    with Pipe(page) as pipe:
        assert cli.main(["run", "login", "--book", str(book), "--json"]) == 1

    assert "“𠮷.xlsx”不存在" in pipe.answer["message"]


@PAGES
def test_credentials_arrive_on_every_page(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEBAO_HOME", str(tmp_path))

    with Pipe(page) as pipe:
        assert cli.main(["vault", "list", "--json"]) == 0

    assert pipe.bytes.getvalue().isascii() == (page.lower() not in ("utf-8", "utf8"))
    assert "没有凭据" in pipe.answer["message"]


def test_nothing_else_prints_json() -> None:
    """The next verb with ``--json`` goes the same way; two had one of their own."""
    ways_in = [*ADDIN.glob("*_way_in.py"), ADDIN / "cli.py", ADDIN / "ribbon.py"]
    assert len(ways_in) > 8
    assert [path.name for path in ways_in if "json.dumps" in path.read_text("utf-8")] == []
