"""What the tests of the worksheet functions may ask for."""

from collections.abc import Iterator

import pytest

from shebao_udfs.rulebook import Rulebook, load_rules
from tests.udfs.calling import sample_rule_files


@pytest.fixture
def loaded() -> Iterator[Rulebook]:
    """The sandbox's sample rules, handed in without a disk; none are loaded afterwards."""
    rulebook = Rulebook(sample_rule_files().values())
    load_rules(rulebook)
    yield rulebook
    load_rules(Rulebook())
