"""What the bureau publishes for everybody: rule files, its key, the newest client."""

import hashlib

from shebao.bureau.errors import GarbledAnswerError, NotSignedError
from shebao.bureau.session import SessionCalls
from shebao.contract.certificates import SigningKey
from shebao.contract.release import Release
from shebao.contract.rule_file import RuleFile, RuleFileEntry, RuleFileList
from shebao.rules.signature import signature_fault


class PublicationCalls(SessionCalls):
    """What is the same for every employer."""

    def release(self) -> Release:
        """Return the notice of the newest client; needs no session and never waits long."""
        return self._transport.glance("/v1/release", Release)

    def rule_files(self) -> RuleFileList:
        """Return the rule files on offer."""
        return self._read("GET", "/v1/rule-files", RuleFileList)

    def rule_file(self, entry: RuleFileEntry, key: SigningKey) -> RuleFile:
        """Return the rule file of an entry, byte for byte what was signed under the key.

        Raises GarbledAnswerError for one that was damaged on its way, or is no rule file, and
        NotSignedError for one that proves not to be the bureau's.
        """

        def check(content: bytes) -> None:
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise GarbledAnswerError("内容与税务系统公布的校验值不符")
            if fault := signature_fault(content, entry.signature, key):
                raise NotSignedError(fault)

        return self._read("GET", f"/v1/rule-files/{entry.region}", RuleFile, check=check)

    def signing_key(self) -> SigningKey:
        """Return the public key under which certificates verify; needs no session."""
        return self._transport.read("GET", "/v1/signing-key", SigningKey, headers={})
