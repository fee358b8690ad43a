"""Forms that the bureau takes from a desk in Guiyang."""

from shebao.contract.accounts import AccountRequest
from shebao.contract.agreements import AgreementRequest
from shebao.contract.session import Employer
from shebao.sandbox.bank_branches import branches_of
from tests.sandbox.running import Desk


def account(desk: Desk) -> AccountRequest:
    unit = desk.read(Employer, "/v1/employer").unit_numbers[0]
    branch = branches_of("520100").branches[0]
    return AccountRequest(
        name="贵阳沙箱科技有限公司",
        account_no="6200001234567890123",
        bank_code=branch.bank_code,
        branch_no=branch.branch_no,
        region=branch.region,
        currency="人民币",
        opened_on="2026-11-10",
        opening_no="J7010000000001",
        nature="基本存款账户",
        preferred=True,
        for_refund=True,
        agency=unit.agency,
        unit_no=unit.unit_no,
    )


def agreement(desk: Desk) -> AgreementRequest:
    branch = branches_of("520100").branches[0]
    return AgreementRequest(
        batch="费非批扣",
        tax_office=desk.read(Employer, "/v1/employer").tax_office,
        region=branch.region,
        bank_code=branch.bank_code,
        branch_no=branch.branch_no,
        account_name="贵阳沙箱科技有限公司",
        account_no="6200001234567890123",
    )
