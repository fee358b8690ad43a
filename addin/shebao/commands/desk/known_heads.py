"""The insurances that a column of ours may be headed by, beside the national names."""

from collections.abc import Callable, Iterator
from pathlib import Path

from shebao.contract.rule_file import RuleFile
from shebao.own_rules import own_regions, own_rule_file
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import regions
from shebao.store import Store


def is_known(head: str, home: Path, store: Store, find_key: Callable[[], bytes]) -> bool:
    """Whether any rule file here has an insurance of this ``code|name``, of whatever region.

    Each column that this program ever headed came from one of them; the workbook may have been
    another unit's before, or the rules other ones. Any other name is the user's.
    """
    files = _rule_files(home, store, find_key)
    return any(head == f"{r.insurance}|{r.name}" for file in files for r in file.insurances)


def _rule_files(home: Path, store: Store, find_key: Callable[[], bytes]) -> Iterator[RuleFile]:
    """Yield all of them, the book's last: reading it whole takes half a second."""
    yield from store.rule_files.all()
    for region in own_regions(home):
        if own := own_rule_file(home, region, find_key):
            yield own
    for each in regions():
        if file := rule_file(each.code):
            yield file
