"""A password of one's own: changed at will, and at a first login, which demands it.

Source: seed G 1.4.2.2 六, seed F 二 3 and 4: a first login also asks for a look at the data.
"""

from shebao.commands.desk.context import Context
from shebao.contract.session import Employer
from shebao.domain.insurances import insurance_list
from shebao.domain.outcome import Outcome
from shebao.sheets.declared.employer_sheets import HOME


def change_password(ctx: Context) -> Outcome:
    """Ask for the present password and a new one, and change it at the bureau."""
    whose = f"用户“{ctx.login_name.user_name}”的密码" if ctx.login_name.user_name else "申报密码"
    ctx.open_session()  # a password that is refused here is no reason to ask for a new one
    _ = ctx.session
    words = renew_password(ctx, ctx.passwords.before_change(ctx.login_name))
    message = f"{whose}已修改，下次登录和缴费请使用新密码，请牢记。{words}"
    return ctx.table(HOME).report(message)


def renew_password(ctx: Context, old: str | None) -> str:
    """Let a new password hold from now on; return what the user should do about the old one.

    Whatever stops the command later, its sentence tells that the password is new.

    Raises ParameterError, NotConfirmedError or BureauRefusedError; the old one holds then.
    """
    name = ctx.login_name
    new = ctx.passwords.new_one(name)
    ctx.bureau.change_password(old, new)
    ctx.new_password_words = f"{name.asks_for}已经修改，现在只能用新密码登录和缴费，请牢记新密码。"
    words = ctx.passwords.renew(name, new)
    ctx.new_password_words += words
    return words


def finish_first_login(ctx: Context) -> str:
    """Change the first password, confirm the enrolment data; return words, empty when not needed.

    Raises NotConfirmedError or ParameterError; the next login asks for what is left.
    """
    words = ""
    if ctx.session.must_change_password:
        old = ctx.passwords.for_login(ctx.login_name)  # just used: nobody is asked for it twice
        words += f"初始密码已修改，请牢记新密码。{renew_password(ctx, old)}"
    if ctx.session.must_confirm_enrolment:
        employer = ctx.session.employer
        ctx.ui.confirm(
            f"请核实参保登记信息：{_told(employer)}。确认无误（如有不符，请取消并联系社保经办机构"
            "或办税服务厅）"
        )
        ctx.bureau.confirm_enrolment([unit.unit_no for unit in employer.unit_numbers])
        words += "参保登记信息已确认，首次登录完成。"
    return words


def _told(employer: Employer) -> str:
    units = "；".join(
        f"单位编号 {unit.unit_no}（{unit.agency}，险种 {insurance_list(unit.insurances)}）"
        for unit in employer.unit_numbers
    )
    return f"{employer.name}，{employer.tax_office}，{employer.unit_type}，{units}"
