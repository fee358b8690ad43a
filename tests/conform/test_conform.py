"""``shebao conform`` passes the sandbox, and fails whatever breaks a promise, with the reason."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from scripts.contract_page import contract_page
from shebao import cli
from shebao.conform.catalogue import OPERATIONS, Needs
from shebao.conform.checks import states
from shebao.conform.line import Line
from shebao.conform.run import CHECKS, Check, run_checks
from shebao.conform.site import Account, Site
from shebao.conform.verdicts import Mark
from shebao.contract.refusals import STATUS_OF
from shebao.contract.submission_table import SUBMISSIONS, SubmissionKind
from shebao.sandbox.app import create_app
from shebao.sandbox.bureau import Settings
from shebao.sandbox.control.seeding import Seeded, seed
from shebao.sandbox.database import data_url
from shebao.sandbox.people.roster import made_up_roster
from tests.conform import broken
from tests.conform.broken import Broken, Spoiler
from tests.desk import serving

DOCUMENT = Path(__file__).parents[2] / "docs" / "bureau-openapi.json"
PAGE = DOCUMENT.with_name("contract.md")
STRANGERS = 5
WAGES = "缴费工资申报与逐人反馈"
LAST_CHEAP = (
    "待申报信息及明细合计"  # up to here a run takes a few calls; the rest is the campaign's
)


@dataclass
class Served:
    """A bureau to be checked, and how to get in."""

    url: str
    seeded: Seeded
    token: str

    def start_file(self, folder: Path) -> Path:
        """The line that ``shebao sandbox`` would have printed."""
        path = folder / "start.json"
        told = {"url": self.url, **asdict(self.seeded), "sandbox_token": self.token}
        path.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        return path


@contextmanager
def bureau(folder: Path, spoiler: Spoiler | None = None, **settings: Any) -> Iterator[Served]:
    app = create_app(Settings(data_url(folder), **settings))
    roster = made_up_roster(7, "520100", public_body=False, seed=1)
    seeded = seed(app.state.bureau, roster)
    if spoiler is not None:
        app.add_middleware(Broken, spoiler=spoiler)
    with serving(app) as url:
        yield Served(url, seeded, app.state.control_token)


def conform(served: Served, checks: tuple[Check, ...]) -> dict[str, tuple[Mark, str]]:
    line = Line(served.url)
    account = Account(served.seeded.tax_id, served.seeded.first_password)
    verdicts = run_checks(Site(line, account, served.token, patience_seconds=2.0), checks)
    line.close()
    return {verdict.title: (verdict.mark, verdict.reason) for verdict in verdicts.given}


def run_everything(folder: Path) -> dict[str, Any]:
    """Through the terminal, against the sandbox as it is."""
    out = folder / "out.json"
    with (
        bureau(folder / "bureau") as served,
        out.open("w", encoding="utf-8") as stream,
        redirect_stdout(stream),
    ):
        start = str(served.start_file(folder))
        status = cli.main(["conform", served.url, "--start", start, "--json"])
    answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return {**answer, "exit": status}


def operations_of_the_document() -> dict[str, tuple[str, str]]:
    paths = json.loads(DOCUMENT.read_text(encoding="utf-8"))["paths"]
    return {
        operation["operationId"]: (method.upper(), path)
        for path, item in paths.items()
        for method, operation in item.items()
    }


def test_sandbox_conforms_and_every_route_is_walked(tmp_path: Path) -> None:
    """No token, one that never was, an ended one, two expired ones: each refused at each route."""
    answer = run_everything(tmp_path)

    assert [check for check in answer["checks"] if check["state"] != "passed"] == []
    assert (answer["exit"], answer["status"]) == (0, "done")
    assert answer["counts"]["passed"] == len(CHECKS) + len(OPERATIONS)
    for name, count in answer["operations"].items():
        if OPERATIONS[name].needs is not Needs.NOBODY:
            assert count["refused"] >= STRANGERS, name
        assert count["succeeded"] >= 1, name


def test_every_operation_of_the_document_is_checked() -> None:
    """A new route without a case fails here, and with it the walk above."""
    catalogue = {one.id: (one.method, one.path) for one in OPERATIONS.values()}
    assert catalogue == operations_of_the_document()


def test_page_for_implementers_names_every_operation_and_refusal() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert contract_page(page) == page, "run python -m scripts.derive"
    rows = dict(re.findall(r"^\| ([0-9]{3}) \| (.+) \|$", page, re.MULTILINE))
    told = {code: int(status) for status, row in rows.items() for code in re.findall(r"\w+", row)}
    assert told == {code.value: status for code, status in STATUS_OF.items()}


BREAKAGES: dict[str, tuple[str, str]] = {
    "UnsignedReceipts": (WAGES, "没有税务机关的签名"),
    "MixedUpReceipts": ("社保费申报与反馈", "写的是另一类业务"),
    "NoAnchors": (WAGES, "Ledger-Anchor"),
    "NoFeedback": (WAGES, "没有反馈"),
    "EverybodyAccepted": (WAGES, "不存在的职工应反馈申报失败"),
    "OwnWords": ("捆绑的险种缺一不可（E4）", "实为“险种不全”"),
    "WebPages": ("不是 JSON、多出的字段、类型不符", "Content-Type 是“text/html”"),
    "NoAsYes": ("没有的地址与方法", "应以 NOT_FOUND 拒绝"),
    "NoTags": ("会话标记不变照常、变了如同退出", "应以 SESSION_EXPIRED 拒绝"),
    "PrettyJson": ("规则文件的摘要、ETag 与签名", "SHA-256 不符"),
    "OneFenOff": ("待申报信息及明细合计", "明细合计与应缴金额不符"),
    "DroppedPeople": ("职工名册逐页与增量", "total 不是"),
    "CachedAnswers": ("作废与重新申报", "未缴费的申报应能作废"),
    "CutParts": ("分部上传与整份提交是同一笔", "不是所传的内容"),
    "NoSettling": ("三方协议缴费，二次认证只用一次", "settle"),
    "SharedSession": ("另一个单位", "说出了测试单位的号码"),
    "OpenDoor": ("没有会话", "没有令牌"),
}
TITLES = [title for _, title, _ in CHECKS]


def is_cheap(name: str) -> bool:
    return TITLES.index(BREAKAGES[name][0]) <= TITLES.index(LAST_CHEAP)


def cases() -> list[Any]:
    slow = pytest.mark.slow
    return [pytest.param(name, marks=() if is_cheap(name) else slow) for name in BREAKAGES]


@pytest.mark.parametrize("name", cases())
def test_broken_bureau_fails_with_the_reason(tmp_path: Path, name: str) -> None:
    """The last check of the run is the one that must find it."""
    title, reason = BREAKAGES[name]
    spoiler: Spoiler = getattr(broken, name)()
    checks = CHECKS[: TITLES.index(title) + 1]
    with bureau(tmp_path, spoiler) as served:
        found = conform(served, checks)

    mark, said = found[title]
    assert mark is Mark.BROKEN, found[title]
    assert reason in said
    print(name, said)


def test_bureau_that_ignores_keys_fails(tmp_path: Path) -> None:
    """The control of every doubling test is no gateway."""
    with bureau(tmp_path, ignore_keys=True) as served:
        found = conform(served, CHECKS[: TITLES.index(WAGES) + 1])

    assert found[WAGES][0] is Mark.BROKEN
    assert "应答 200，实为 202" in found[WAGES][1]


@pytest.mark.parametrize("spoiler", [None, broken.ResultsUntold()])
def test_a_kind_with_a_sample_is_checked_by_the_table(
    tmp_path: Path, spoiler: Spoiler | None
) -> None:
    """A new kind needs no check of its own: it is submitted, and its result looked for."""
    link = SUBMISSIONS[SubmissionKind.PROJECT_LINK]
    sample = {"project_id": "GC-conform", "linked": True}
    told = replace(link, sample=sample, result="list_employer_projects")
    title = "每一类提交的结果都可查到"

    def check(site: Site) -> None:
        push = {"project_id": sample["project_id"], "name": "沙箱大桥"}
        push |= {"cost_fen": 100_000_000, "rate_ppm": 1_200}
        site.control("projects/push", tax_id=site.account.tax_id, **push)
        states.told(site, {link.kind: told})
        assert [receipt.kind for receipt, _ in site.held] == [link.kind]

    start = CHECKS[: TITLES.index("规则文件的摘要、ETag 与签名") + 1]
    with bureau(tmp_path, spoiler) as served:
        mark, said = conform(served, (*start, ("业务", title, check)))[title]

    assert (mark is Mark.BROKEN) is (spoiler is not None), said
    assert ("没有回执所说的 GC-conform" in said) is (spoiler is not None)


def test_failing_run_ends_with_one_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without employer and control the rest is told as unchecked, not as kept."""
    with bureau(tmp_path, broken.WebPages()) as served:
        status = cli.main(["conform", served.url])

    out, err = capsys.readouterr()
    assert status == 1
    assert "不符  不是 JSON、多出的字段、类型不符：" in out
    assert "未检查  登录、退出：没有测试单位" in out
    assert "不符合接口约定" in err


def test_bureau_cannot_write_to_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with bureau(tmp_path, broken.EscapeCodes()) as served:
        assert cli.main(["conform", served.url, "--tax-id", "9"]) == 1

    out, err = capsys.readouterr()
    assert "\x1b" not in out + err
    assert "\x07" not in out + err
    assert "/v1/release" in out


@pytest.mark.parametrize(
    "arguments", [["http://192.0.2.1"], ["nonsense"], ["{url}", "--start", "x"]]
)
def test_what_cannot_be_checked_is_said_in_words(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.format(url="http://127.0.0.1:9") for argument in arguments]
    assert cli.main(["conform", *filled]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err


def test_bureau_that_is_not_there_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["conform", "http://127.0.0.1:9", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["counts"]["failed"] >= 1
    assert "没有可用的答复" in answer["checks"][0]["reason"]
