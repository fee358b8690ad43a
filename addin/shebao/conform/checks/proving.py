"""Certificates of what was paid, their signatures, and the records of persons and of the unit."""

from shebao.conform.site import Site
from shebao.conform.verdicts import expect, need
from shebao.contract.certificates import (
    Certificate,
    CertificateList,
    CertificateQuery,
    CertificateRequest,
    CertificateStyle,
    ReissueRequest,
    check_number,
    signed_content,
)
from shebao.contract.employees import Employee
from shebao.contract.payments import Arrival
from shebao.contract.queries import EmployeeRecord, EmployeeRecordQuery, UnitRecord
from shebao.contract.refusals import RefusalCode
from shebao.contract.states import CertificateState


def certificates(site: Site) -> None:
    """A certificate is signed, is found by its nine fields alone and stays the same."""
    arrived: list[Arrival] = need(site.known.get("arrivals"), "入库的费款")
    free = [one for one in arrived if one.certificate_no is None]
    numbers = [one.arrival_no for one in need(free, "未开过证明的入库费款")]
    body = CertificateRequest(arrival_nos=numbers, style=CertificateStyle.SEPARATE)
    receipt = site.submit("issue", body)
    at = {"certificate_no": receipt.receipt_no}
    told = site.ask("show_certificate", Certificate, at=at)
    expect(told.lines, "证明上没有一行费款")
    content = signed_content(told)
    expect(told.check_no == check_number(content), "证明的校验码与内容不符")
    site.check_signature(content, told.signature, "完税证明")
    expect(
        told.total_fen == sum(one.amount_fen for one in free)
        and told.total_fen == sum(line.amount_fen for line in told.lines),
        "证明的合计与入库金额不符",
    )
    site.known["certificate"] = told
    query = nine_fields(told)
    expect(site.ask("verify", Certificate, query) == told, "查验得到的证明与开具的不同")
    wrong = query.model_copy(update={"total_fen": query.total_fen + 1})
    site.call("verify", wrong).refused(RefusalCode.NOT_FOUND)
    site.submit("reissue", ReissueRequest(certificate_no=receipt.receipt_no))
    again = site.ask("show_certificate", Certificate, at=at)
    expect(again.reissues == told.reissues + 1, "补开一次，补开次数没有增加一")
    expect(signed_content(again) == content, "补开改变了证明的内容")
    expect(again.state is CertificateState.VALID, "补开之后证明不再有效")
    listed = site.ask("list_issued", CertificateList).certificates
    expect(any(one.certificate_no == told.certificate_no for one in listed), "证明列表中没有该证明")


def nine_fields(told: Certificate) -> CertificateQuery:
    """Return what is asked to find this certificate (查验)."""
    same = told.model_dump(include=set(CertificateQuery.model_fields))
    return CertificateQuery(**same, ticket_no=told.lines[0].ticket_no)


def record_query(site: Site) -> EmployeeRecordQuery:
    """Return a question for one employee's record of the current period.

    Raises NotCheckableError.
    """
    people: list[Employee] = need(site.known.get("people"), "职工名册")
    period = need(site.session, "登录的测试单位").current_period
    return EmployeeRecordQuery(
        name=people[0].name,
        id_type=people[0].id_type,
        id_number=people[0].id_number,
        first_period=period,
        last_period=period,
    )


def records(site: Site) -> None:
    """The records add up; of a stranger there is none."""
    query = record_query(site)
    told = site.ask("query_employee_record", EmployeeRecord, query)
    expect(
        told.unit_total_fen == sum(line.unit_fen for line in told.lines)
        and told.person_total_fen == sum(line.person_fen for line in told.lines),
        "职工缴费记录的合计与各行之和不符",
    )
    stranger = query.model_copy(update={"id_number": "11010119000101001X"})
    lines = site.ask("query_employee_record", EmployeeRecord, stranger).lines
    expect(not lines, "不存在的职工查到了缴费记录")
    span = {"from": query.first_period, "to": query.last_period}
    unit = site.ask("show_unit_record", UnitRecord, params=span)
    expect(
        unit.total_fen == sum(line.amount_fen for line in unit.lines),
        "单位缴费记录的合计与各行之和不符",
    )
