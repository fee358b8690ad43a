"""The error that ends a build; nothing was written then."""

from shebao.domain.errors import ShebaoError


class AddinBuildError(ShebaoError):
    """A source of the add-in is not as the build needs it; no file was written."""

    code = "ADD-01"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(
            f"插件没有生成，没有写出任何文件。原因：{'；'.join(faults)}。请改正源文件后重新执行。",
            log=f"add-in build: {len(faults)} faults",
        )
