"""The order of versions, held against the library that defines it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import InvalidVersion, Version

from shebao import __version__
from shebao.rules.versions import upgrade_offer, version_key

NUMBERS = st.integers(0, 12)


@st.composite
def versions(draw: st.DrawFn) -> str:
    """Any version that PEP 440 allows, in its many spellings."""
    epoch = draw(st.sampled_from(["", "0!", "1!"]))
    release = ".".join(map(str, draw(st.lists(NUMBERS, min_size=1, max_size=4))))
    separators = st.sampled_from(["", ".", "-", "_"])
    counts = st.one_of(st.just(""), NUMBERS.map(str))

    def part(words: list[str]) -> str:
        if draw(st.booleans()):
            return ""
        word = draw(st.sampled_from(words))
        return draw(separators) + word + draw(separators) + draw(counts)

    pre = part(["a", "b", "c", "rc", "alpha", "beta", "pre", "preview", "RC"])
    post = draw(st.sampled_from(["", "-3"])) or part(["post", "rev", "r"])
    return draw(st.sampled_from(["", "v"])) + epoch + release + pre + post + part(["dev"])


def public(text: str) -> Version:
    return Version(Version(text).public)


@given(versions(), versions())
def test_order_is_that_of_pep_440(one: str, other: str) -> None:
    """A wrong order would offer a step back, for ever."""
    try:
        expected = (public(one) > public(other), public(one) == public(other))
    except InvalidVersion:
        assert version_key(one) is None or version_key(other) is None
        return
    mine, theirs = version_key(one), version_key(other)
    assert mine is not None
    assert theirs is not None
    assert (mine > theirs, mine == theirs) == expected


def test_phases_of_one_release_are_in_order() -> None:
    """Two random versions seldom share their release."""
    order = [
        "1.dev1",
        "1a0.dev1",
        "1a1",
        "1a1.post1",
        "1b1",
        "1rc1",
        "1",
        "1.post0.dev1",
        "1.post0",
    ]
    assert order == sorted(order, key=Version)
    keys = [version_key(text) for text in order]
    assert None not in keys
    assert keys == sorted(keys, key=lambda key: key or ())


@given(st.text(alphabet="0123456789.!+-_abcrvdeposti ", max_size=12))
def test_what_is_no_version_is_none(text: str) -> None:
    """A notice is somebody else's text."""
    try:
        Version(text)
    except InvalidVersion:
        assert version_key(text) is None
    else:
        assert version_key(text) is not None


@pytest.mark.parametrize(
    ("offered", "minimum", "is_required"),
    [
        ("0.2.0", "", False),
        ("0.1.0.post1", "0.1.0", False),
        ("1.0", "0.2", True),
        ("0.2.0", "unreadable", False),
    ],
)
def test_newer_version_is_offered(offered: str, minimum: str, is_required: bool) -> None:
    """The user learns both versions, and that nothing is lost."""
    offer = upgrade_offer("0.1.0", offered, minimum, "https://bureau.example/shebao")
    assert offer is not None
    assert offer.is_required is is_required
    assert all(
        text in offer.sentence for text in ("0.1.0", offered, "https://bureau.example/shebao")
    )
    assert "保留" in offer.sentence


@pytest.mark.parametrize(
    "offered", ["0.1.0", "0.1", "0.0.9", "0.1.0rc1", "0.1.0+built.here", "", "新版"]
)
def test_nothing_newer_is_no_offer(offered: str) -> None:
    """Neither the same, nor older, nor a notice that cannot be read."""
    assert upgrade_offer("0.1.0", offered) is None


def test_own_version_can_be_compared() -> None:
    """Otherwise no upgrade would ever be offered."""
    assert version_key(__version__) is not None
