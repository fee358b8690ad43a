"""The bureau's log of a defect: where it happened, and nothing of whom."""

import io
import logging

from shebao.sandbox.serve import NamelessFormatter, log_config

SECRETS = ("赵一", "52010219900101001X")


def test_words_of_a_defect_stay_out_of_the_log() -> None:
    """A database quotes the row that it refuses, and its cause does too."""
    assert log_config()["formatters"]["default"]["()"] is NamelessFormatter
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(NamelessFormatter("%(message)s"))
    log = logging.Logger("bureau")
    log.addHandler(handler)
    rows: dict[str, str] = {}

    try:
        try:
            rows[SECRETS[0]]
        except KeyError as error:
            raise ValueError(SECRETS[1]) from error
    except ValueError:
        log.exception("defect in the sandbox")

    for words in ("defect in the sandbox", "builtins.ValueError", "builtins.KeyError", __file__):
        assert words in told.getvalue()
    assert not [secret for secret in SECRETS if secret in told.getvalue()]
