"""What can go wrong between us and the bureau, by its consequence for the user."""

import math

from shebao.domain.errors import ShebaoError
from shebao.domain.fate import Fate


class BureauError(ShebaoError):
    """The bureau did not do what was asked."""

    code = "BUR-00"


class BureauUnreachableError(BureauError):
    """Nothing reached the bureau, or a question stayed without an answer.

    ``is_unsent``: not one byte of the request left, so nothing can have changed there.
    """

    code = "BUR-01"
    retryable = True

    def __init__(self, url: str, why: str, *, is_unsent: bool = False) -> None:
        self.why = why
        super().__init__(
            f"无法连接税务系统（{url}）：{why}。这一步没有完成。",
            next_step="请检查网络或代理设置，稍后重新执行。",
            fate=Fate.NOT_RECORDED if is_unsent else None,
            log=f"unreachable: {why}",
        )


class BureauBusyError(BureauUnreachableError):
    """Whoever answered wants to be asked less often; ``seconds`` is when again, if that was said.

    Like every no it does not prove that nothing was done, unless ``is_unsent``: another machine
    was told, and this one asked nothing.
    """

    code = "BUR-13"

    def __init__(self, url: str, seconds: float | None, *, is_unsent: bool = False) -> None:
        self.seconds = seconds
        when = "稍后" if seconds is None else f" {math.ceil(seconds)} 秒后"
        super().__init__(url, f"对方繁忙，要求{when}再试", is_unsent=is_unsent)
        self.next_step = f"请在{when}重新执行。" if seconds else "请稍后重新执行。"


class OutcomeUnknownError(BureauError):
    """There is no receipt; the bureau may already hold this submission.

    ``said`` is the no that came instead, when one came: whoever stands in between may have passed
    the submission on and said it all the same, so it proves nothing.
    """

    code = "BUR-02"
    retryable = False  # a blind resend could file twice

    def __init__(self, entry_id: str, said: ShebaoError | None = None) -> None:
        self.said = said
        super().__init__(
            f"{said.what}这不是税务系统的回执，" if said else "未收到税务反馈，",
            next_step="请重新执行同一操作：系统会先向税务查询上次的结果，不会重复提交。",
            fate=Fate.UNKNOWN,
            log=f"no receipt for ledger entry {entry_id}" + (f": {said.log}" if said else ""),
        )


class NoReceiptError(BureauError):
    """A submission was answered by neither a receipt nor a refusal; this proves nothing."""

    code = "BUR-11"

    def __init__(self, status: int) -> None:
        super().__init__(
            f"提交后收到的答复（HTTP {status}）不是税务系统的内容，可能来自代理或网关。",
            next_step="请检查网络或代理设置，稍后重新执行。",
            log=f"foreign answer: {status}",
        )


class BureauRefusedError(BureauError):
    """The bureau said no, in its own words; whether it means so is for ``fate`` to say."""

    code = "BUR-03"

    def __init__(self, refusal_code: str, wording: str) -> None:
        self.refusal_code = refusal_code
        self.wording = wording
        super().__init__(
            f"税务系统拒绝了本次操作：{wording.rstrip('。')}。",
            next_step="请按提示处理后重试。",
            log=f"refused: {refusal_code}",
        )


class WrongPasswordError(BureauRefusedError):
    """The password was refused; nobody is logged in."""

    code = "BUR-04"


class PasswordUnknownError(BureauError):
    """The answer to a change of password was lost; either the old or the new one holds."""

    code = "BUR-09"
    what = (
        "没有收到税务系统的答复，无法确定密码是否已经修改。请先用新密码登录，"
        "不能登录再用原密码；登录后可重新修改。"
    )
    log = "no answer to a change of password"


class SessionExpiredError(BureauError):
    """The session ended and could not be opened again."""

    code = "BUR-05"
    retryable = True
    what = "登录已失效，重新登录也未成功。"
    next_step = "请点击“登录”后重试。"
    log = "session expired"


class StaleSessionError(ShebaoError):
    """The session kept from an earlier run told what no longer holds; a new one is open.

    No answer of the bureau: whoever can do without one must not go on. The runner runs the command
    again, unless ``may_be_late``: something was written or sent before.
    """

    code = "BUR-14"
    retryable = True

    def __init__(self) -> None:
        self.may_be_late = False
        super().__init__(
            "税务系统的日期、权限、单位信息或规则在上次操作之后有变化，本次操作没有继续。",
            next_step="已重新登录，请重新执行。",
            log="kept session told what no longer holds",
        )


class GarbledAnswerError(BureauError):
    """The answer to a question cannot be read."""

    code = "BUR-06"
    retryable = True

    def __init__(self, what: str) -> None:
        super().__init__(
            f"税务系统返回的内容无法识别（{what}），这一步没有完成。",
            next_step="请确认网络没有被登录页面拦截，稍后重新执行。",
            log=f"garbled answer: {what}",
        )


class NotSignedError(BureauError):
    """The answer is not signed under the key this machine trusts; it is not used."""

    code = "BUR-10"

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(
            f"税务系统返回的内容{fault}，没有采用。",
            next_step="请稍后重试，仍不成功请联系税务机关。",
            log="answer not signed by the known key",
        )


class NoPasswordError(BureauError):
    """There is no password to log in with; nothing was sent."""

    code = "BUR-07"

    def __init__(self, what: str) -> None:
        super().__init__(
            f"没有 {what}，未登录，也没有发送任何数据。请点击“登录”输入申报密码"
            "（命令行请设置环境变量 SHEBAO_PASSWORD）。",
            log="no password",
        )


class BadAddressError(BureauError):
    """The bureau's address is not one; nothing was sent."""

    code = "BUR-08"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"税务系统的网址“{url}”不正确，没有发送任何数据。请改正环境变量 SHEBAO_BUREAU_URL，"
            "例如 http://127.0.0.1:8765。",
            log="bad address",
        )


class OpenAddressError(BureauError):
    """The bureau's address is not encrypted and not on this machine; nothing was sent."""

    code = "BUR-12"

    def __init__(self, url: str) -> None:
        super().__init__(
            f"税务系统的网址“{url}”没有加密（http），申报密码和职工信息会被途经的网络看到，"
            "没有发送任何数据。",
            next_step="请把环境变量 SHEBAO_BUREAU_URL 改为 https 开头的网址；"
            "http 只用于本机的练习系统，例如 http://127.0.0.1:8765。",
            log="http beyond loopback",
        )
