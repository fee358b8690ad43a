"""What a first login demands before anything else: a password of one's own, a look at the data.

Source: seed G 1.4.2.2 六, seed F 二 3 and 4.
"""

from shebao.commands.desk.context import Context
from shebao.commands.employer.own_password import renew_password
from shebao.contract.session import Employer
from shebao.domain.insurances import insurance_list


def finish_first_login(ctx: Context) -> str:
    """Change the first password, confirm the enrolment data; return words, empty when not needed.

    Raises NotConfirmedError or ParameterError; the next login asks for what is left.
    """
    words = ""
    if ctx.session.must_change_password:
        words += f"初始密码已修改，请牢记新密码。{_renewed(ctx)}"
    if ctx.session.must_confirm_enrolment:
        employer = ctx.session.employer
        ctx.ui.confirm(
            f"请核实参保登记信息：{_told(employer)}。确认无误（如有不符，请取消并联系社保经办机构"
            "或办税服务厅）"
        )
        ctx.bureau.confirm_enrolment([unit.unit_no for unit in employer.unit_numbers])
        words += "参保登记信息已确认，首次登录完成。"
    return words


def _renewed(ctx: Context) -> str:
    """The password just used for the login is the old one; nobody is asked for it twice."""
    return renew_password(ctx, ctx.passwords.for_login(ctx.login_name))


def _told(employer: Employer) -> str:
    units = "；".join(
        f"单位编号 {unit.unit_no}（{unit.agency}，险种 {insurance_list(unit.insurances)}）"
        for unit in employer.unit_numbers
    )
    return f"{employer.name}，{employer.tax_office}，{employer.unit_type}，{units}"
