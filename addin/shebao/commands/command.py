"""What a command is to the ribbon, the terminal, the rights and the manual."""

from dataclasses import dataclass

from shebao.contract.rights import Right

SHEET_OPTION = "操作表"  # how a terminal names one of a command's ``targets``
ANY_SHEET = ("*",)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing HR can do, by a function in a ``module`` of ``commands``.

    ``face`` is its id, which is the function's name, what its button says, and Office's icon.

    ``sheets`` name the sheets whose labelled cells are its parameters, ``targets`` those of which
    it acts on one: the named one, the only one with rows, or the user's choice. Commands of a
    group that name the same ``menu`` stand together in a menu of that name. ``result`` is the sheet
    that says under its title what came of it, where that is none of ``sheets``.
    """

    face: tuple[str, str, str]
    help: str
    group: str
    module: str
    sheets: tuple[str, ...] = ()
    right: Right = Right.ALL
    is_large: bool = False
    needs_login: bool = True
    menu: str = ""
    targets: tuple[str, ...] = ()
    result: str = ""

    @property
    def id(self) -> str:
        """The function's name, and the terminal's."""
        return self.face[0]

    @property
    def label(self) -> str:
        """What the button says."""
        return self.face[1]

    @property
    def icon(self) -> str:
        """The name of Office's picture."""
        return self.face[2]

    @property
    def results(self) -> tuple[str, ...]:
        """The sheets of which one says what came of it; none for what ends in a file or a word."""
        if self.result:
            return (self.result,)
        return self.targets if self.targets != ANY_SHEET and self.targets else self.sheets
