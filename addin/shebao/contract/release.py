"""The bureau's notice of the newest client."""

from pydantic import Field

from shebao.contract.wire import Answer, Day, Text

LONGEST_VERSION = 64


class Release(Answer):
    """The newest client that the bureau knows of; ``minimum_version`` is the oldest it serves."""

    version: str = Field(min_length=1, max_length=LONGEST_VERSION, examples=["0.2.0"])
    published_on: Day
    minimum_version: str = Field(default="", max_length=LONGEST_VERSION)
    url: Text = ""
    notes: Text = ""
