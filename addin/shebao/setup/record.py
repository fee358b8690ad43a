"""What was chosen at installing, and which shared helpers were put in place, kept in a file.

Source: GB/T 2260, the first two digits of a region code and the names of the regions.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shebao.domain.errors import FileRefusedError, ParameterError
from shebao.setup.host import Host

PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
}


@dataclass(frozen=True, slots=True)
class Province:
    """One province; ready when there is a rule file of the province or of a place in it."""

    code: str
    name: str
    is_ready: bool


def provinces_offered(rule_regions: Iterable[str]) -> list[Province]:
    """Return every province in the order of its code; ``rule_regions`` are six-digit codes."""
    ready = {region[:2] for region in rule_regions}
    return [Province(code, name, code in ready) for code, name in PROVINCES.items()]


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
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    return record if record.province in PROVINCES else None


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
