"""What was chosen at installing, and which shared helpers were put in place, kept in a file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.rule_book.regions import province_names
from shebao.setup.host import Host

# Of these no source gives the law, so the rule book does not know them.
_WITHOUT_RULES = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}


@dataclass(frozen=True, slots=True)
class Province:
    """One province; ready when there is a rule file of the province or of a place in it."""

    code: str
    name: str
    is_ready: bool


def provinces_offered(rule_regions: Iterable[str]) -> list[Province]:
    """Return every province in the order of its code; ``rule_regions`` are six-digit codes."""
    ready = {region[:2] for region in rule_regions}
    return [Province(code, name, code in ready) for code, name in _names().items()]


def _names() -> dict[str, str]:
    return province_names() | _WITHOUT_RULES


def find_province(text: str, rule_regions: Iterable[str]) -> Province:
    """Return the province with this code, name or beginning of a name.

    Raises ParameterError when there is none or more than one, or nothing was given.
    """
    offered = provinces_offered(rule_regions)
    wanted = text.strip()
    found = [
        province
        for province in offered
        if wanted and (province.code == wanted or province.name.startswith(wanted))
    ]
    if len(found) == 1:
        return found[0]
    ready = "、".join(f"{each.code} {each.name}" for each in offered if each.is_ready) or "无"
    what = f"“{wanted}”不是一个省级地区" if wanted else "没有选择地区"
    raise ParameterError(
        f"{what}，没有安装，未作任何改动。请用 --province 指定办理社保业务的地区"
        f"（名称或国家标准 GB/T 2260 的两位代码）。已有规则文件的地区：{ready}；"
        "其他地区暂无规则文件。",
        log="no such province",
    )


RECORD_NAME = "install.json"


class Business(StrEnum):
    """What the official installer offers; the add-in does the first."""

    EMPLOYER = "用人单位业务"
    COLLECTOR = "代收单位业务"


@dataclass(frozen=True, slots=True)
class InstallRecord:
    """``placed`` are the paths of files that xlwings shares, where only we put them."""

    business: Business
    province: str
    placed: tuple[str, ...] = ()


def read_record(host: Host, home: Path) -> InstallRecord | None:
    """Return the record; None when there is none that can be read and understood."""
    try:
        fields = json.loads(host.read_file(home / RECORD_NAME) or b"null")
        record = InstallRecord(
            Business(fields["business"]),
            str(fields["province"]),
            tuple(str(name) for name in fields["placed"]),
        )
        return record if record.province in _names() else None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def write_record(host: Host, home: Path, record: InstallRecord) -> None:
    """Keep the record.

    Raises FileRefusedError; the older record is unchanged.
    """
    fields = {
        "business": str(record.business),
        "province": record.province,
        "placed": list(record.placed),
    }
    path = home / RECORD_NAME
    try:
        host.write_file(path, json.dumps(fields, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise FileRefusedError(
            path, f"无法写入（{home}）", "请检查数据文件夹的权限和磁盘空间后重试。"
        ) from error
