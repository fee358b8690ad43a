"""What was chosen at installing and which shared helpers were put in place, kept in a file."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shebao.domain.errors import FileRefusedError
from shebao.setup.host import Host
from shebao.setup.provinces import PROVINCES

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
