"""Bodies in parts and packed bodies: both may be left out, and neither may change a submission."""

import gzip
import hashlib
from dataclasses import asdict

from shebao.conform.catalogue import OPERATIONS
from shebao.conform.checks.filing import wage_request
from shebao.conform.line import Said
from shebao.conform.site import Site, new_key
from shebao.conform.verdicts import NotCheckableError, expect, need
from shebao.contract.refusals import RefusalCode
from shebao.contract.submission_table import SubmissionKind
from shebao.contract.submissions import PART_BYTES, UPLOADED_BODY, Receipt, Upload

COUNT = 3


def parts(site: Site) -> None:
    """In any order and twice, the parts are the submission; its receipt is that of one body."""
    request = wage_request(site)
    content = request.model_dump_json().encode()
    sha256, pieces = _digest(content), _cut(content)
    for part_no in (2, 0, 0, 1):
        _put(site, sha256, part_no, gzip.compress(pieces[part_no])).read(Upload, 200)
    told = {p.part_no: p.sha256 for p in _held(site, sha256).parts}
    expect(
        told == {n: _digest(piece) for n, piece in enumerate(pieces)},
        "上传后所报的部分及其摘要，不是所传的内容",
    )
    key = new_key()
    receipt = _submit(site, key, f"{sha256}:{COUNT}").read(Receipt, 202)
    site.check_receipt(receipt, OPERATIONS["file_wages"], key, request)
    as_one = site.call("file_wages", request, headers={"Idempotency-Key": key})
    same = as_one.read(Receipt, 200)
    expect(same == receipt, "分部上传后提交与整份提交，同一幂等键得到不同的回执")


def odd_parts(site: Site) -> None:
    """What is missing, another content or too long is refused, and nothing is recorded."""
    content = wage_request(site).model_dump_json().encode() + b" "
    sha256, pieces = _digest(content), _cut(content)
    bomb = gzip.compress(bytes(PART_BYTES + 1))
    for odd in (bomb, b"no gzip", gzip.compress(b"x")[:-1], gzip.compress(b"")):
        _put(site, sha256, 0, odd).refused(RefusalCode.BAD_REQUEST)
    expect(not _held(site, sha256).parts, "被拒绝的部分却说已收到")
    for part_no in (0, 2):
        _put(site, sha256, part_no, gzip.compress(pieces[part_no])).read(Upload, 200)
    _refused(site, f"{sha256}:{COUNT}")
    _put(site, sha256, 1, gzip.compress(pieces[1] + b" ")).read(Upload, 200)
    _refused(site, f"{sha256}:{COUNT}")


def packed(site: Site) -> None:
    """A bureau that says that it takes packed submissions takes them as any other."""
    need(site.session, "登录的测试单位")
    said = site.call("log_in", asdict(site.account), token="")
    if said.headers.get("Accept-Encoding") != "gzip":
        raise NotCheckableError("没有声明接受压缩的提交（可选）")
    request, key = wage_request(site), new_key()
    content = gzip.compress(request.model_dump_json().encode())
    kind = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    told = site.call("file_wages", content, headers={"Idempotency-Key": key, **kind})
    receipt = told.read(Receipt, 202)
    site.check_receipt(receipt, OPERATIONS["file_wages"], key, request)


def _refused(site: Site, named: str) -> None:
    key = new_key()
    _submit(site, key, named).refused(RefusalCode.UPLOAD_INCOMPLETE)
    site.check_not_held(SubmissionKind.WAGE_FILING, key)


def _submit(site: Site, key: str, named: str) -> Said:
    headers = {"Idempotency-Key": key, UPLOADED_BODY: named}
    return site.call("file_wages", b"", headers=headers)


def _held(site: Site, sha256: str) -> Upload:
    return site.ask("show_upload", Upload, at={"sha256": sha256})


def _put(site: Site, sha256: str, part_no: int, content: bytes) -> Said:
    """Raises NotCheckableError where parts are not taken at all."""
    at = {"sha256": sha256, "part_no": str(part_no)}
    said = site.call("upload_part", content, at=at)
    if said.status in (404, 405):
        raise NotCheckableError("没有分部上传（可选）")
    return said


def _cut(content: bytes) -> list[bytes]:
    size = -(-len(content) // COUNT)
    return [content[at : at + size] for at in range(0, len(content), size)]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
