"""The text files that the add-in is made of, wherever the package lies."""

from pathlib import Path

from shebao.domain.errors import ShebaoError


class AddinBuildError(ShebaoError):
    """A source of the add-in is not as the build needs it; no file was written."""

    code = "ADD-01"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(
            f"插件没有生成，没有写出任何文件。原因：{'；'.join(faults)}。请改正源文件后重新执行。",
            log=f"add-in build: {len(faults)} faults",
        )


_PACKED = Path(__file__).parents[2] / "excel"
_CHECKOUT = Path(__file__).parents[3] / "excel"  # an editable install packs nothing

MODULES = ("shebao_ribbon", "shebao_state", "shebao_wizard", "shebao_words")


def sources_folder() -> Path:
    """Return the folder of the VBA modules, the ribbon's frame and the data beside them."""
    return _PACKED if _PACKED.is_dir() else _CHECKOUT


def read_text(name: str) -> str:
    """Return a source with plain line ends, however Git checked it out."""
    text = (sources_folder() / name).read_bytes().decode("utf-8")
    return text.replace("\r\n", "\n")


def read_icons() -> frozenset[str]:
    """Return the names of icons that Excel is known to have."""
    lines = read_text("icons.txt").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def read_modules() -> dict[str, str]:
    """Return our own VBA modules by name, with plain line ends."""
    return {name: read_text(f"{name}.bas") for name in MODULES}
