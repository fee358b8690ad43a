"""What stops the sandbox: a refused call becomes a Refusal, a failed start one sentence.

SandboxError    the server cannot start; nothing was changed
RefusedError    one call is refused; its transaction is rolled back, so nothing was recorded
└── UnheardError    before it was heard to its end
"""

from shebao.contract.refusals import RefusalCode


class SandboxError(Exception):
    """The sandbox cannot start; the message is one Chinese sentence."""


class RefusedError(Exception):
    """A call is refused as a whole, with the code, words and details of the answer."""

    def __init__(self, code: RefusalCode, message: str, **details: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class UnheardError(RefusedError):
    """A call is refused before its body was read to the end, and its line is closed."""
