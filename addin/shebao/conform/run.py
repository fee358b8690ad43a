"""All checks in the order in which they lead on, and what came of them."""

from collections.abc import Callable, Sequence

from shebao.conform.catalogue import OPERATIONS
from shebao.conform.checks import (
    applying,
    doors,
    entrance,
    filing,
    keys,
    lies,
    malformed,
    paging,
    paying,
    proving,
    registering,
    states,
    uploading,
)
from shebao.conform.site import Site
from shebao.conform.verdicts import BrokenPromiseError, NotCheckableError, Verdicts

Check = tuple[str, str, Callable[[Site], None]]
CHECKS: tuple[Check, ...] = (
    ("签名", "签名公钥人人可取", entrance.signing_key),
    ("会话", "版本公告", entrance.release),
    ("会话", "登记信息查询，查无则空", entrance.registrations),
    ("会话", "重复注册结果不变，单位编号遮盖末位", entrance.registering),
    ("会话", "登录、退出", entrance.login),
    ("会话", "会话标记不变照常、变了如同退出", entrance.session_tag),
    ("会话", "密码错误与不存在的用户说法一致", entrance.wrong_passwords),
    ("会话", "单位信息与核实确认", entrance.employer),
    ("签名", "规则文件的摘要、ETag 与签名", entrance.rule_files),
    ("拒绝", "不是 JSON、多出的字段、类型不符", malformed.bodies),
    ("拒绝", "金额只能是整数分", malformed.amounts),
    ("拒绝", "没有的地址与方法", malformed.addresses),
    ("拒绝", "没有的号码", malformed.unknown_numbers),
    ("拒绝", "两种长度的请求", malformed.two_lengths),
    ("业务", "职工名册", filing.roster),
    ("业务", "本月职工登记变动", filing.registration_changes),
    ("业务", "缴费工资申报与逐人反馈", filing.wages),
    ("业务", "待申报信息及明细合计", filing.bills),
    ("业务", "有变化的待申报信息不予受理", states.changed_bill),
    ("业务", "捆绑的险种缺一不可（E4）", states.bundle),
    ("业务", "社保费申报与反馈", filing.premiums),
    ("业务", "作废与重新申报", filing.voiding),
    ("业务", "已申报属期的工资", filing.filed_wages),
    ("业务", "已申报属期不调低工资（E2）", states.lowered_wage),
    ("业务", "银行端查询缴税凭证", paying.vouchers),
    ("业务", "锁定与解锁", paying.unlocking),
    ("业务", "三方协议缴费，二次认证只用一次", paying.paying),
    ("业务", "入库与缴款", paying.arrivals),
    ("签名", "完税证明的开具、查验、补开与签名", proving.certificates),
    ("业务", "缴费记录合计", proving.records),
    ("业务", "存款账户", applying.accounts),
    ("状态表", "三方协议的签订、验证、作废、撤销", applying.agreements),
    ("业务", "退费申请与附件", applying.refunds),
    ("业务", "特殊缴费同一流水号一并申报", registering.special_bills),
    ("业务", "用户与首次登录", registering.payer),
    ("业务", "单位编号的关联与解除", registering.unit_links),
    ("业务", "工程项目的关联、申报与作废", registering.projects),
    ("业务", "每一类提交的结果都可查到", states.told),
    ("状态表", "已作废、已缴费的申报", states.filings),
    ("状态表", "已缴的费款与缴费", states.payments),
    ("状态表", "已作废的凭证", states.vouchers),
    ("状态表", "已终止的协议", states.agreements),
    ("状态表", "已作废的证明", states.certificates),
    ("幂等", "每一类提交都可按幂等键和内容查到", keys.settling),
    ("幂等", "同一幂等键不收另一份内容", keys.reuse),
    ("幂等", "没有或不合格的幂等键", keys.odd_keys),
    ("幂等", "说过没有的幂等键从此关闭", keys.closing),
    ("幂等", "同时提交多次只记一笔", keys.together),
    ("上传", "分部上传与整份提交是同一笔", uploading.parts),
    ("上传", "缺失、不符、过长的部分", uploading.odd_parts),
    ("上传", "压缩的提交", uploading.packed),
    ("分页", "职工名册逐页与增量", paging.employees),
    ("分页", "按 offset 分页的列表", paging.by_offset),
    ("分页", "已申报工资逐页", paging.filed_wages),
    ("分页", "不合格的页", paging.bounds),
    ("权限", "没有会话", doors.strangers),
    ("权限", "缴费功能的用户", doors.payers),
    ("权限", "另一个单位", doors.foreigners),
    ("谎言", "没有人听到答复的提交", lies.lost_answer),
    ("谎言", "答复丢失的提交", lies.dropped_answer),
    ("谎言", "被拒绝的提交没有留下痕迹", lies.said_no),
    ("谎言", "同一连接上的答复不串", lies.kept_line),
    ("权限", "过期的会话", doors.expired),
    ("业务", "重置、停用的用户立即退出", registering.leaving),
)
AREA = "接口"


def run_checks(site: Site, checks: Sequence[Check] = CHECKS) -> Verdicts:
    """Check everything, in turn; what a check needs and does not find leaves that one open.

    Raises nothing of the bureau's doing.
    """
    verdicts = Verdicts()
    for area, title, check in checks:
        with verdicts.on(area, title):
            check(site)
    for operation in OPERATIONS.values():
        with verdicts.on(AREA, f"{operation.method} {operation.path}"):
            _expect_reached(site, operation.id)
    return verdicts


def _expect_reached(site: Site, operation_id: str) -> None:
    """Every operation succeeded once; one that was only refused is not proved."""
    if site.succeeded[operation_id]:
        return
    if operation_id == "show_release":  # a bureau without a notice
        if site.refused[operation_id]:
            return
        raise BrokenPromiseError("没有得到答复")
    if site.refused[operation_id]:
        raise NotCheckableError(f"没有一次成功，只被拒绝 {site.refused[operation_id]} 次")
    raise NotCheckableError("没有调用到")
