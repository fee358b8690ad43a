"""The insurances that a column of ours may be of, beside the national ones."""

from collections.abc import Callable, Iterator
from pathlib import Path

from shebao.contract.rule_file import RuleFile
from shebao.own_rules import own_regions, own_rule_file
from shebao.rule_book.book import rule_file
from shebao.rule_book.regions import regions
from shebao.store import Store


def is_known(code: str, home: Path, store: Store, find_key: Callable[[], bytes]) -> bool:
    """Whether any rule file here has an insurance of this code, whatever its region and version.

    Each column that this program ever headed came from one of them; the workbook may have been
    another unit's before, or the rules other ones.
    """
    files = _rule_files(home, store, find_key)
    return any(rule.insurance == code for file in files for rule in file.insurances)


def _rule_files(home: Path, store: Store, find_key: Callable[[], bytes]) -> Iterator[RuleFile]:
    """Yield all of them, the book's last: reading it whole takes half a second."""
    yield from store.rule_files.all()
    for region in own_regions(home):
        if own := own_rule_file(home, region, find_key):
            yield own
    for each in regions():
        if file := rule_file(each.code):
            yield file
