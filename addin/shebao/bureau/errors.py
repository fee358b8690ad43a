"""What can go wrong between us and the bureau, by its consequence for the user."""

from shebao.domain.errors import ShebaoError


class BureauError(ShebaoError):
    """The bureau did not do what was asked."""

    code = "BUR-00"


class BureauUnreachableError(BureauError):
    """Nothing reached the bureau, or a question stayed without an answer; nothing changed there."""

    code = "BUR-01"
    retryable = True

    def __init__(self, url: str, why: str) -> None:
        self.why = why
        super().__init__(
            f"无法连接税务系统（{url}）：{why}。这一步没有完成，税务系统没有任何变化。"
            "请检查网络或代理设置，稍后重新执行。",
            log=f"unreachable: {why}",
        )


class OutcomeUnknownError(BureauError):
    """The answer was lost; the bureau may already hold this submission."""

    code = "BUR-02"
    retryable = False  # a blind resend could file twice
    is_outcome_unknown = True

    def __init__(self, entry_id: str) -> None:
        super().__init__(
            "未收到税务反馈，无法确定是否已经受理；本次提交已记入本机台账，状态为“未知”。"
            "请重新执行同一操作：系统会先向税务查询上次的结果，不会重复提交。",
            log=f"no answer for ledger entry {entry_id}",
        )


class BureauRefusedError(BureauError):
    """The bureau said no, in its own words; nothing was recorded."""

    code = "BUR-03"

    def __init__(self, refusal_code: str, wording: str) -> None:
        self.refusal_code = refusal_code
        self.wording = wording
        super().__init__(
            f"税务系统拒绝了本次操作：{wording.rstrip('。')}。税务系统没有记录本次操作，"
            "请按提示处理后重试。",
            log=f"refused: {refusal_code}",
        )


class WrongPasswordError(BureauRefusedError):
    """The password was refused; nobody is logged in."""

    code = "BUR-04"


class PasswordUnknownError(BureauError):
    """The answer to a change of password was lost; either the old or the new one holds."""

    code = "BUR-09"

    def __init__(self) -> None:
        super().__init__(
            "没有收到税务系统的答复，无法确定密码是否已经修改。请先用新密码登录，"
            "不能登录再用原密码；登录后可重新修改。",
            log="no answer to a change of password",
        )


class SessionExpiredError(BureauError):
    """The session ended and could not be opened again; nothing was recorded."""

    code = "BUR-05"
    retryable = True

    def __init__(self) -> None:
        super().__init__(
            "登录已失效，重新登录也未成功。没有提交任何数据。请点击“登录”后重试。",
            log="session expired",
        )


class GarbledAnswerError(BureauError):
    """The answer to a question cannot be read; nothing changed at the bureau."""

    code = "BUR-06"
    retryable = True

    def __init__(self, what: str) -> None:
        super().__init__(
            f"税务系统返回的内容无法识别（{what}）。这次查询没有完成，税务系统没有任何变化。"
            "请确认网络没有被登录页面拦截，稍后重新执行。",
            log=f"garbled answer: {what}",
        )


class NotSignedError(BureauError):
    """The answer is not signed under the key this machine trusts; it is not used."""

    code = "BUR-10"

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(
            f"税务系统返回的内容{fault}，没有采用，本机和税务系统的数据都没有变化。"
            "请稍后重试，仍不成功请联系税务机关。",
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
