"""The tables of docs/contract.md: kinds of submissions, operations, how many checks there are."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from scripts.openapi import openapi_document
from shebao.conform.catalogue import OPERATIONS, Needs, Operation
from shebao.conform.run import CHECKS
from shebao.contract.submission_table import SUBMISSIONS, Submission

CHECK_COUNT = len(CHECKS) + len(OPERATIONS)
_WORDS = {
    Needs.NOBODY: "nobody",
    Needs.NEWCOMER: "any session",
    Needs.PAYER: "缴费功能",
    Needs.ALL: "全部功能",
    Needs.ADMINISTRATOR: "administrator",
}
_KINDS = re.compile(r"(\| kind \|[^\n]*\n\|[-| ]+\|\n)(?:\|[^\n]*\n)*")
_OPERATIONS = re.compile(r"(\"Needs\" is whose session\.\n\n).*?(?=## Check a gateway)", re.DOTALL)
_COUNT = re.compile(r"[0-9]+(?= checks, all kept)")


def contract_page(page: str) -> str:
    """Return the page with what the code says put in place."""
    kinds = "".join(map(_submission, SUBMISSIONS.values()))
    for pattern, fresh in (
        (_KINDS, rf"\g<1>{kinds}"),
        (_OPERATIONS, rf"\g<1>{operations(re.findall(r'^[*]{2}(.+)[*]{2}$', page, re.M))}"),
    ):
        page, count = pattern.subn(fresh, page)
        if count != 1:
            raise SystemExit(f"{count} places look like {pattern.pattern!r}")
    return with_count(page)


def with_count(page: str) -> str:
    """Return a page with the number of checks that a sandbox keeps."""
    return _COUNT.sub(str(CHECK_COUNT), page)


def operations(headings: Sequence[str]) -> str:
    """Return every operation under the tag of its route; new tags come after those known."""
    rows: dict[str, list[str]] = defaultdict(list)
    for tag, line in _lines():
        rows[tag.capitalize()].append(line)
    order = [*(heading for heading in headings if heading in rows), *rows]
    head = "| operation | call | needs | |\n|---|---|---|---|"
    return "".join(f"**{tag}**\n\n{head}\n{''.join(rows[tag])}\n" for tag in dict.fromkeys(order))


def _lines() -> Iterator[tuple[str, str]]:
    for path, item in sorted(openapi_document()["paths"].items()):
        for method, told in item.items():
            one = OPERATIONS[told["operationId"]]
            needs = f"{_WORDS[one.needs]}{_key(one)}"
            call, words = f"{method.upper()} {path}", told["description"].partition("\n")[0]
            yield told["tags"][0], f"| `{one.id}` | `{call}` | {needs} | {words} |\n"


def _key(one: Operation) -> str:
    if one.kind is None:
        return ""
    return ", key and proof" if SUBMISSIONS[one.kind].proof else ", key"


def _submission(one: Submission) -> str:
    needs = f"{one.right.value}{'，再输密码' if one.proof else ''}"
    result = f"`{one.result}`" if one.result else "the receipt"
    return f"| `{one.kind.value}` | {one.title} | `{one.operation}` | {needs} | {result} |\n"
