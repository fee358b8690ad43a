"""The buttons of certificates: issued, printed again and verified."""

from functools import partial

from shebao.commands.command import Command
from shebao.contract.rights import Right

_of_group = partial(Command, group="证明")
_certificate = partial(
    _of_group, module="certificates.certificate", sheets=("arrivals",), is_large=True
)
_reissue = partial(
    _of_group, menu="补开", module="certificates.certificate_reissue", sheets=("certificates",)
)
_record = partial(_of_group, menu="缴费记录", module="certificates.records")
_employee = partial(_record, sheets=("employee_record",))
_unit = partial(_record, sheets=("unit_record",))
_verification = partial(
    _of_group, menu="查验证明", module="certificates.verification", sheets=("verification",)
)

ISSUE: tuple[Command, ...] = (
    _certificate(
        ("query_arrivals", "查询入库", "FindDialogExcel"),
        "查询属期内已入库的费款，供开具完税证明。",
    ),
    _certificate(
        ("issue_certificate", "开具完税证明", "FilePrint"),
        "对勾选的入库费款开具税收完税证明（PDF）。",
    ),
)

REISSUE: tuple[Command, ...] = (
    _reissue(
        ("query_certificates", "查询证明", "FindDialogExcel"),
        "查询属期内已开具的税收完税证明，供补开。",
    ),
    _reissue(
        ("reissue_certificates", "补开", "FilePrint"),
        "补打勾选的税收完税证明（PDF），每张一个文件。",
    ),
    _employee(
        ("query_employee_record", "查询职工缴费", "FindDialogExcel"),
        "按姓名、证件和费款所属期查询一名职工已入库的社保费。",
    ),
    _employee(
        ("print_employee_record", "打印职工缴费", "FilePrint"), "把勾选的职工缴费记录打印为 PDF。"
    ),
    _employee(
        ("export_employee_record", "导出职工缴费", "FileSaveAsExcelXlsx"),
        "把勾选的职工缴费记录导出为 .xlsx 文件。",
    ),
    _unit(
        ("query_unit_record", "查询单位缴费", "FindDialogExcel"), "查询属期内本单位已入库的社保费。"
    ),
    _unit(("print_unit_record", "打印单位缴费", "FilePrint"), "把属期内的单位缴费记录打印为 PDF。"),
    _verification(
        ("verify_certificate", "查验", "FileViewDigitalSignatures"),
        "按票面的九项信息向税务系统查验税收完税证明，仅供预览。",
    ),
    _verification(
        ("verify_certificate_file", "离线查验", "FileAddDigitalSignature"),
        "用税务机关的公钥查验税收完税证明 PDF 文件是否被改动过；不需要登录。",
        right=Right.PAYMENT,
        needs_login=False,
    ),
)
