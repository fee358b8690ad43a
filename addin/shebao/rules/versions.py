"""Whether the bureau's release notice names a version newer than this one.

Source: PEP 440 for the order of versions. A local part (``+…``) does not count: it is a build of
the same release.
"""

import re
from dataclasses import dataclass

_VERSION = re.compile(
    r"""v?
    (?:(?P<epoch>[0-9]+)!)?
    (?P<release>[0-9]+(?:\.[0-9]+)*)
    (?:[-_.]?(?P<pre>a|b|c|rc|alpha|beta|pre|preview)[-_.]?(?P<pre_number>[0-9]*))?
    (?:-(?P<short_post>[0-9]+)|(?P<post>[-_.]?(?:post|rev|r)[-_.]?(?P<post_number>[0-9]*)))?
    (?P<dev>[-_.]?dev[-_.]?(?P<dev_number>[0-9]*))?
    (?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PHASES = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}
_FIRST, _LAST = "", "~"  # sort before and after every name of a phase

VersionKey = tuple[int, tuple[int, ...], tuple[str, int], int, tuple[bool, int]]


@dataclass(frozen=True, slots=True)
class UpgradeOffer:
    """A newer version, and whether the bureau still serves the one that is installed."""

    installed: str
    offered: str
    is_required: bool
    sentence: str
    where: str = ""


def upgrade_offer(
    installed: str, offered: str, minimum: str = "", where: str = ""
) -> UpgradeOffer | None:
    """Return the offer; None when there is nothing newer or the notice cannot be read.

    ``minimum`` is the oldest version that the bureau serves, ``where`` the address of the newer.
    """
    mine, newest = version_key(installed), version_key(offered)
    if mine is None or newest is None or newest <= mine:
        return None
    oldest = version_key(minimum)
    is_required = oldest is not None and mine < oldest
    if is_required:
        why = f"税务系统要求至少为 {minimum}，当前版本 {installed} 不能再提交申报"
    else:
        why = f"当前版本为 {installed}，建议升级"
    source = f"下载地址：{where}。" if where else ""
    return UpgradeOffer(
        installed,
        offered,
        is_required,
        f"社保费加载项有新版本 {offered}，{why}。{source}"
        "请关闭 Excel，升级后运行 shebao repair；本地数据和历史记录会保留。",
        where,
    )


def version_key(text: str) -> VersionKey | None:
    """Return what sorts versions as PEP 440 does; None for what is no version."""
    match = _VERSION.fullmatch(text.strip())
    if match is None:
        return None
    release = [int(part) for part in match["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()  # 1.0 and 1.0.0 are the same
    post = -1
    if match["short_post"] or match["post"]:
        post = int(match["short_post"] or match["post_number"] or 0)
    is_dev = match["dev"] is not None
    if match["pre"]:
        phase = match["pre"].lower()
        pre = (_PHASES.get(phase, phase), int(match["pre_number"] or 0))
    else:
        # 1.0.dev1 comes before 1.0a1, but 1.0 and 1.0.post1.dev1 after it.
        pre = (_FIRST if is_dev and post < 0 else _LAST, 0)
    dev = (not is_dev, int(match["dev_number"] or 0) if is_dev else 0)
    return int(match["epoch"] or 0), tuple(release), pre, post, dev
