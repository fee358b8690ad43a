"""What becomes of every kind of submission, as the table of submissions says where it is told."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import RootModel

from shebao.conform.catalogue import OPERATIONS
from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.submission_table import SUBMISSIONS, Submission, SubmissionKind


def told(site: Site, table: Mapping[SubmissionKind, Submission] = SUBMISSIONS) -> None:
    """The call that tells the result tells of the number in the receipt, for one of each kind."""
    _submit_samples(site, table.values())
    for receipt in {receipt.kind: receipt for receipt, _ in site.held}.values():
        result, number = table[receipt.kind].result, receipt.receipt_no
        if not result:
            continue
        places = re.findall(r"{(\w+)}", OPERATIONS[result].path)
        said = site.call(result, at=dict.fromkeys(places, number))
        answer = said.read(need(OPERATIONS[result].answer, "答复的格式"), 200)
        expect(number in answer.model_dump_json(), f"{said.to} 没有回执所说的 {number}")


def _submit_samples(site: Site, table: Iterable[Submission]) -> None:
    """Submit what no check of its own did."""
    held = {receipt.kind for receipt, _ in site.held}
    for one in table:
        if one.sample is not None and one.kind not in held:
            body = RootModel[dict[str, Any]](dict(one.sample))
            site.submit(one.operation, body, site.proof() if one.proof else None)
