"""The refusal of whatever needs a bureau where there is none."""

from shebao.domain.errors import InputError
from shebao.sheets.declared.employer_sheets import BY_FILES


class NoBureauError(InputError):
    """The command needs a bureau, and this workbook's business goes by files; nothing was done."""

    code = "INP-08"

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(
            f"{what}需要税务接口，而本工作簿的办理方式是“{BY_FILES}”，没有执行。{instead}",
            log="no bureau in file mode",
        )
