"""Without the extra there is no practice bureau, and whoever asks for it reads how to get it."""

import importlib.util
from pathlib import Path

import pytest

from shebao import cli, sandbox_way_in


@pytest.mark.parametrize("verb", [["sandbox", "--port", "0"], ["demo", "--out", "out"]])
@pytest.mark.parametrize("missing", sandbox_way_in.PARTS)
def test_verb_says_how_to_get_it(
    verb: list[str],
    missing: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A clerk's kit has none of it; its traceback would be all that the clerk has to show."""
    found = importlib.util.find_spec
    monkeypatch.setattr(
        sandbox_way_in, "find_spec", lambda name: None if name == missing else found(name)
    )
    monkeypatch.chdir(tmp_path)

    assert cli.main(verb) == 1

    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert f"缺少 {missing}" in said.err
    assert 'pip install "shebao[sandbox]"' in said.err
    assert list(tmp_path.iterdir()) == []
