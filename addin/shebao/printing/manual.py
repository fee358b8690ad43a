"""The user's manual as one HTML file that needs no network and runs nothing."""

import base64
import html
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shebao import __version__
from shebao.domain.errors import FileRefusedError

if TYPE_CHECKING:
    from markdown_it.token import Token

_PACKED = Path(__file__).parents[1] / "manual"
_CHECKOUT = Path(__file__).parents[3] / "docs" / "manual"  # an editable install packs nothing
CONTENTS = "index.md"
_PAGE = re.compile(r"\]\(([\w-]+)\.md\)")
_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
_STYLE = """
body { margin: 0; color: #1f2a37;
  font: 15px/1.65 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif }
nav { position: fixed; top: 0; bottom: 0; width: 15em; overflow: auto; background: #f3f6f9;
  padding: 12px 16px }
nav a { display: block; padding: 2px 0 }
main { margin-left: 18em; padding: 0 24px 80px; max-width: 62em }
section { border-top: 3px solid #1f5fa8; margin-top: 40px }
a { color: #1f5fa8; text-decoration: none }
img { max-width: 100%; border: 1px solid #d5dbe3 }
table { border-collapse: collapse }
th, td { border: 1px solid #d5dbe3; padding: 3px 8px; text-align: left; vertical-align: top }
th, code, pre { background: #f3f6f9 }
pre { padding: 8px 12px; overflow: auto }
@media print { nav { display: none } main { margin: 0 } }
"""


def manual_folder() -> Path:
    """Return the folder of the manual's pages, wherever the package lies."""
    return _PACKED if _PACKED.is_dir() else _CHECKOUT


def write_manual(folder: Path) -> Path:
    """Write the manual as one file into a folder and return its path.

    Raises FileRefusedError when it cannot be written; what was there stays.
    """
    path = folder / f"使用手册-{__version__}.html"
    draft = path.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_text(manual_html(manual_folder()), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise FileRefusedError(
            path, "无法写入，没有打开使用手册", "请检查数据文件夹的权限和磁盘空间后重试。"
        ) from error
    return path


def page_names(folder: Path) -> list[str]:
    """Return the names of the pages in the order of the table of contents, itself first."""
    text = (folder / CONTENTS).read_text(encoding="utf-8")
    return ["index", *dict.fromkeys(_PAGE.findall(text))]


def manual_html(folder: Path) -> str:
    """Return every page in one document: links lead within it, pictures are part of it."""
    names = page_names(folder)
    sections, entries = [], []
    for name in names:
        text = (folder / f"{name}.md").read_text(encoding="utf-8")
        title = text.removeprefix("# ").partition("\n")[0]
        entries.append(f'<a href="#{name}">{html.escape(title)}</a>')
        sections.append(f'<section id="{name}">{_page(folder, name, text, names)}</section>')
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">"
        f"<title>社保费加载项使用手册 {__version__}</title><style>{_STYLE}</style></head><body>"
        f"<nav>{''.join(entries)}</nav><main>{''.join(sections)}</main></body></html>"
    )


def slug(heading: str) -> str:
    """Return what a link to a heading says, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _page(folder: Path, name: str, text: str, names: Sequence[str]) -> str:
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(text)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            token.attrSet("id", f"{name}--{slug(following.content)}")
        for child in token.children or ():
            _make_local(child, folder, name, names)
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def _make_local(token: "Token", folder: Path, name: str, names: Sequence[str]) -> None:
    """Let a link lead within the document and a picture be part of it."""
    if token.type == "link_open":
        page, _, anchor = str(token.attrGet("href")).partition("#")
        page = page.removesuffix(".md") or name
        if page in names:
            token.attrSet("href", f"#{page}--{anchor}" if anchor else f"#{page}")
        elif not page.startswith("https://"):
            token.attrs = {}  # a document for developers: not part of this file
    elif token.type == "image":
        picture = folder / str(token.attrGet("src"))
        if picture.is_file():
            kind = _TYPES[picture.suffix]
            content = base64.b64encode(picture.read_bytes()).decode("ascii")
            token.attrSet("src", f"data:{kind};base64,{content}")
